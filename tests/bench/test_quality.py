"""A version that is not worth what is wanted is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.bench import quality
from tools.bench.figures import Figures


def report(**changes: float) -> dict[str, Any]:
    found = {"auroc": 0.847, "log_loss": 0.2233, "folds": 0.8421, "slope": 1.0, "error": 0.002}
    found |= changes
    return {
        "evaluation": {
            "winner": {"auroc": found["auroc"], "log_loss": found["log_loss"]},
            "plain_logistic": {"auroc": 0.843, "log_loss": 0.2257},
        },
        "out_of_fold": {"auroc": found["folds"]},
        "calibration": {
            "slope": {"estimate": found["slope"]},
            "expected_calibration_error": found["error"],
        },
    }


def show(tmp_path: Path, predictor: str, document: dict[str, Any]) -> bool:
    (tmp_path / "report.json").write_text(json.dumps(document))
    figures = Figures()
    quality.show(predictor, tmp_path, figures)
    return figures.met


def test_what_is_as_wanted_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(tmp_path, "heart", report())
    assert "calibration slope" in capsys.readouterr().out
    assert show(tmp_path, "diabetes", report(auroc=0.848, log_loss=0.4628))


@pytest.mark.parametrize(
    "changes",
    [
        {"auroc": 0.8459},
        {"log_loss": 0.2238},
        {"folds": 0.8419},
        {"slope": 1.06},
        {"slope": 0.94},
        {"error": 0.011},
    ],
)
def test_each_figure_counts_for_heart(tmp_path: Path, changes: dict[str, float]) -> None:
    assert not show(tmp_path, "heart", report(**changes))


@pytest.mark.parametrize("changes", [{"auroc": 0.841}, {"log_loss": 0.469}])
def test_each_figure_counts_for_diabetes(tmp_path: Path, changes: dict[str, float]) -> None:
    assert not show(tmp_path, "diabetes", report(**{"auroc": 0.848, "log_loss": 0.46, **changes}))
