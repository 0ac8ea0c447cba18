"""The published diabetes protocol gives its report on our rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from research.reproduction import diabetes, sources

DATA = Path(__file__).parents[2] / "predictors/diabetes/data.csv"


def test_the_published_report_is_repeated_to_within_two_women() -> None:
    # The published fit stops before it has converged, so the last digits of a processor's sums move
    # a woman or two across the threshold.
    _, inputs, labels = diabetes.read(DATA)
    with threadpool_limits(1):
        report = diabetes.published(inputs, labels)
    for line, reported in zip(report.lines, sources.DIABETES, strict=True):
        assert line.support == reported.support
        assert line.recall == pytest.approx(reported.recall, abs=2.5 / reported.support)
        assert line.precision == pytest.approx(reported.precision, abs=0.01)
        assert line.f1 == pytest.approx(reported.f1, abs=0.02)
    women = sum(reported.support for reported in sources.DIABETES)
    assert report.accuracy == pytest.approx(sources.DIABETES_ACCURACY, abs=2.5 / women)
    assert report.example == sources.DIABETES_EXAMPLE


def test_the_zeros_that_the_notebook_took_for_values_are_counted() -> None:
    names, inputs, _ = diabetes.read(DATA)
    assert diabetes.zeros(names, inputs) == {
        "Glucose": 5,
        "BloodPressure": 35,
        "SkinThickness": 227,
        "Insulin": 374,
        "BMI": 11,
    }


def test_other_seeds_of_the_same_protocol_report_other_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(diabetes, "SPLITS", 12)
    _, inputs, labels = diabetes.read(DATA)
    with threadpool_limits(1):
        spread = diabetes.spread(inputs, labels)
    low, _, high = spread.accuracy
    assert high - low > 0.03
