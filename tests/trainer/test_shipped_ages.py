"""What the shipped predictor of diabetes says of age, all else being equal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.measures.predictions import log_losses
from bellwether_trainer.models import candidates, fitting, nested
from bellwether_trainer.records import CandidateRecipe, Rows, RowSet, Split, quiet
from bellwether_trainer.rows import data
from bellwether_trainer.rows.split import split

FOLDER = Path(__file__).parents[2] / "predictors/diabetes"

# What the square of the age came to in 10 x 5 folds, and how much a bounded curve may lose.
AUROC, LOG_LOSS = 0.8481, 0.4628
LOSES = 0.005


@pytest.fixture(scope="module")
def women() -> tuple[Predictor, Split]:
    predictor = spec.read(FOLDER)
    matrix, labels, sha256, _ = data.initial(FOLDER, predictor)
    one = (RowSet("initial", sha256, len(labels), int(labels.sum())),)
    rows = Rows(matrix, labels, np.zeros(len(labels), dtype=np.int16), one)
    return predictor, split(predictor, rows, rows)


@pytest.fixture(scope="module")
def recipe(women: tuple[Predictor, Split]) -> CandidateRecipe:
    linear = candidates.named("logistic_regression")
    return CandidateRecipe(linear.name, candidates.declared(linear, len(women[1].training)), "none")


def curve(
    women: tuple[Predictor, Split], recipe: CandidateRecipe, ages: list[float]
) -> npt.NDArray[np.float64]:
    """The probability of a hundred women at each of these ages, [ages, 100]."""
    predictor, rows = women
    fitted = fitting.fit_recipe(recipe, rows.training, rows.training_labels, None, predictor, 1)
    some = rows.training[:100].copy()
    age = [field.name for field in predictor.fields].index("Age")
    found = []
    for each in ages:
        some[:, age] = each
        found.append(fitted.predict_proba(some)[:, 1])
    return np.stack(found)


def test_no_age_that_the_rows_hold_makes_the_risk_vanish(
    women: tuple[Predictor, Split], recipe: CandidateRecipe
) -> None:
    said = curve(women, recipe, [float(age) for age in range(21, 82)])
    odds = said / (1 - said)
    # Few women are that old, and of those of 60 to 69 28 % had it: the curve may fall, not dive.
    assert (odds[66 - 21] / odds.max(axis=0) > 0.3).all()
    assert (odds[81 - 21] / odds.max(axis=0) > 0.1).all()


def test_beyond_most_rows_the_curve_goes_on_straight(
    women: tuple[Predictor, Split], recipe: CandidateRecipe
) -> None:
    said = curve(women, recipe, [60, 65, 70, 75, 80])
    steps = np.diff(np.log(said / (1 - said)), axis=0)
    assert steps == pytest.approx(np.broadcast_to(steps[0], steps.shape), abs=1e-3)


def test_the_bounded_curve_costs_next_to_nothing(
    women: tuple[Predictor, Split], recipe: CandidateRecipe
) -> None:
    predictor, rows = women
    said = nested.of_recipe(recipe, rows, predictor, 1, quiet)
    parts = list(said.parts())
    losses = [float(log_losses(labels, told).mean()) for labels, told in parts]
    assert np.mean(losses) < LOG_LOSS + LOSES
    ranks = [_auroc(labels, told) for labels, told in parts]
    assert np.mean(ranks) > AUROC - LOSES


def _auroc(labels: npt.NDArray[np.int8], told: npt.NDArray[np.float64]) -> float:
    above = told[labels == 1][:, np.newaxis] > told[labels == 0]
    return float(above.mean())


def test_no_age_beyond_the_rows_is_answered(women: tuple[Predictor, Split]) -> None:
    age = next(field for field in women[0].fields if field.name == "Age")
    assert isinstance(age, NumberField)
    assert age.outside == "refuse"
