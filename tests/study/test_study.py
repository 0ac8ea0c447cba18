"""The study changes one word of the preparation at a time, and measures on untouched rows."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.policy import Preparation
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Split
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split
from research.study import document, measure, trial
from research.study.measure import Differences, Figures
from research.study.variants import declare, variants

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def diabetes() -> Predictor:
    return spec.read(ROOT / "predictors/diabetes")


@pytest.fixture(scope="module")
def sides(diabetes: Predictor, tmp_path_factory: pytest.TempPathFactory) -> Split:
    pool = Pool(ROOT / "predictors/diabetes", diabetes, tmp_path_factory.mktemp("data"))
    rows = pool.rows((INITIAL,))
    whole = split(diabetes, rows, rows)
    assert whole.training_folds is not None
    # Two repeats of the ten say the same in less time.
    folds = whole.training_folds[:2]
    return dataclasses.replace(
        whole, training_folds=folds, anchor=dataclasses.replace(whole.anchor, folds=folds)
    )


def test_each_variant_changes_one_word_of_the_default(diabetes: Predictor) -> None:
    default, *others = (declare(diabetes, variant).preparation for variant in variants(diabetes))
    assert default == Preparation()
    words = list(Preparation.model_fields)
    for other in others:
        changed = [word for word in words if getattr(other, word) != getattr(default, word)]
        assert len(changed) == 1
    assert {other.balance for other in others} == {"none", "weights", "smote"}
    assert any(other.duplicates == "drop" for other in others)
    assert any(other.outliers == "drop" for other in others)
    assert any(other.select == 4 for other in others)


def test_every_variant_is_measured_on_the_same_untouched_rows(
    diabetes: Predictor, sides: Split
) -> None:
    found = []
    for preparation in (Preparation(), Preparation(balance="weights")):
        declared = diabetes.model_copy(update={"preparation": preparation})
        found.append(trial.predict("logistic_regression", sides, declared, 1))
    default, weighted = found
    for predicted in (each.raw for each in found):
        np.testing.assert_array_equal(predicted.labels, sides.anchor.labels)
        np.testing.assert_array_equal(predicted.folds, sides.anchor.folds)
    # Weights make everybody look more ill, and rank them as before.
    changed = measure.differences(weighted.raw, default.raw)
    assert changed.log_loss.low > 0
    assert abs(changed.auroc.estimate) < 0.01
    mended = measure.differences(weighted.recalibrated, default.recalibrated)
    assert abs(mended.log_loss.estimate) < changed.log_loss.estimate / 5
    before, after = (measure.figures(each.raw, 0.2) for each in found)
    assert after.flagged > before.flagged + 0.05
    assert after.intercept is not None
    assert after.intercept.high < 0


def test_figures_of_held_out_rows_are_those_of_the_textbook() -> None:
    labels = np.array([0, 0, 1, 1] * 50, dtype=np.int8)
    probabilities = np.tile([0.1, 0.4, 0.3, 0.8], 50)
    figures = measure.figures(Predictions.held_out(labels, probabilities), threshold=0.25)
    assert figures.auroc == 0.75
    assert figures.log_loss == pytest.approx(-np.log([0.9, 0.6, 0.3, 0.8]).mean())
    assert figures.recall == 1.0
    assert figures.flagged == 0.75
    # Two of four found, one flagged for nothing at odds of one to three.
    assert figures.net_benefit == pytest.approx(0.5 - 0.25 / 3)


def test_a_worse_model_differs_from_the_default_by_more_than_chance() -> None:
    random = np.random.default_rng(1)
    odds = random.normal(-1, 1, size=4000)
    labels = (random.random(4000) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    default = Predictions.held_out(labels, 1 / (1 + np.exp(-odds)))
    worse = Predictions.held_out(
        labels, 1 / (1 + np.exp(-(odds + 0.7 * random.normal(size=len(odds)))))
    )
    changed = measure.differences(worse, default)
    assert document.compared(changed.log_loss, lower_is_better=True) == "worse"
    assert document.compared(changed.auroc, lower_is_better=False) == "worse"
    same = measure.differences(default, default)
    assert document.compared(same.log_loss, lower_is_better=True) == "no different"


def made_up(raw: Interval, recalibrated: Interval) -> document.Study:
    figures = Figures(0.25, 0.8, None, None, 0.7, 0.2, 0.03)
    nothing = Interval(0.0, -0.001, 0.001)
    changed = document.Tried(
        "balance: smote",
        500,
        figures,
        figures,
        Differences(raw, nothing),
        Differences(recalibrated, nothing),
    )
    default = document.Tried("default", 300, figures, figures, None, None)
    return document.Study("Gout", "XGBoost", "Scored.", 100, 20, 0.1, (default, changed))


def test_the_conclusion_follows_from_the_figures() -> None:
    worse, same = Interval(0.02, 0.01, 0.03), Interval(0.0, -0.01, 0.01)
    better = Interval(-0.02, -0.03, -0.01)
    text = document.write([made_up(worse, same)])
    assert "get worse by more than chance with `balance: smote` (Gout)" in text
    assert "What `balance: smote` (Gout) spoils is calibration alone" in text
    assert "the defaults stand" in text
    text = document.write([made_up(better, better)])
    assert "get better by more than chance with `balance: smote` (Gout)" in text
    assert "the defaults stand" not in text
    assert "calibration alone" not in document.write([made_up(worse, worse)])


def test_predictions_that_are_too_high_as_a_whole_are_told() -> None:
    same = Interval(0.0, -0.01, 0.01)
    study = made_up(same, same)
    default, changed = study.tried
    figures = dataclasses.replace(changed.raw, intercept=Interval(-0.5, -0.6, -0.4))
    high = dataclasses.replace(study, tried=(default, dataclasses.replace(changed, raw=figures)))
    assert "too high (intercept -0.50, -0.60 to -0.40)" in document.conclusion(high)
    assert "too high" not in document.conclusion(study)


def test_the_page_in_the_documents_is_what_the_code_writes() -> None:
    page = (ROOT / "docs/study.md").read_text()
    for name in ("heart", "diabetes"):
        predictor = spec.read(ROOT / "predictors" / name)
        section = re.search(rf"^## {predictor.title}$(.*?)^## ", page, re.MULTILINE | re.DOTALL)
        assert section is not None
        for variant in variants(predictor):
            tables = section[1].count(f"| `{variant.name}` |")
            assert tables == (2 if variant.name == "default" else 3), variant.name
    assert page.endswith("read small differences with that in mind.\n")
