"""The simplest candidate that is not shown to be worse is chosen."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.verdict import PairedLoss
from bellwether_trainer.models import selection
from tests import simulated

LABELS, ODDS = simulated.people(3_000, mean=-1.5)
FOLDS = simulated.stratified(LABELS, 5, np.random.default_rng(0))[np.newaxis]
NAMES = {
    "logistic_regression": "Logistic Regression",
    "decision_tree": "Decision Tree",
    "gradient_boosting": "Gradient Boosting",
    "xgboost": "XGBoost",
    "random_forest": "Random Forest",
}


def candidate(noise: float, seed: int = 0) -> Predictions:
    """A candidate that knows the truth up to ``noise`` in the log-odds."""
    random = np.random.default_rng(seed)
    odds = ODDS + noise * random.standard_normal(len(ODDS))
    return Predictions(LABELS, simulated.probabilities(odds)[np.newaxis], FOLDS)


def test_a_candidate_that_is_clearly_better_wins_though_it_is_less_simple() -> None:
    found = selection.select(
        {"logistic_regression": candidate(1.0, 7), "xgboost": candidate(0.0)}, NAMES
    )
    assert (found.winner, found.best) == ("xgboost", "xgboost")
    difference = found.differences["logistic_regression"]
    assert difference.log_loss > difference.standard_error > 0
    assert "XGBoost has the smallest log loss" in found.why
    assert f"Logistic Regression, is {difference.log_loss:.4f} behind (AUROC 0." in found.why
    assert "lower), more than" in found.why


def test_the_simplest_within_one_standard_error_of_the_best_wins() -> None:
    # Both know the truth nearly as well: the order of their log losses is chance.
    candidates = {
        "random_forest": candidate(0.02, 1),
        "logistic_regression": candidate(0.04, 5),
        "decision_tree": candidate(0.9, 3),
    }
    found = selection.select(candidates, NAMES)
    assert found.best == "random_forest"
    assert found.winner == "logistic_regression"
    difference = found.differences["logistic_regression"]
    assert 0 < difference.log_loss <= difference.standard_error
    assert "Logistic Regression is simpler" in found.why
    assert f"{difference.standard_error:.4f}" in found.why


def test_being_simpler_is_worth_no_more_than_a_hundredth_of_what_the_prevalence_costs() -> None:
    # Of 150 people one standard error is wide: the simpler one is within it, and far behind.
    labels, odds = simulated.people(150, mean=-0.8)
    folds = simulated.stratified(labels, 5, np.random.default_rng(3))[np.newaxis]

    def knowing(share: float) -> Predictions:
        said = simulated.probabilities(-0.8 + share * (odds + 0.8))
        return Predictions(labels, said[np.newaxis], folds)

    found = selection.select({"logistic_regression": knowing(0.7), "xgboost": knowing(1.0)}, NAMES)
    difference = found.differences["logistic_regression"]
    share = labels.mean()
    worth = -0.01 * (share * np.log(share) + (1 - share) * np.log(1 - share))
    assert worth < difference.log_loss < difference.standard_error
    assert found.winner == found.best == "xgboost"
    assert f"more than a hundredth of the log loss of the prevalence, {worth:.4f}" in found.why


def test_of_equally_simple_candidates_the_better_wins() -> None:
    candidates = {"gradient_boosting": candidate(0.02, 1), "xgboost": candidate(0.0)}
    found = selection.select(candidates, NAMES)
    assert found.winner == found.best
    assert "no candidate is simpler" in found.why


def test_the_differences_are_paired_and_to_the_best() -> None:
    candidates = {"xgboost": candidate(0.0), "random_forest": candidate(1.0)}
    found = selection.select(candidates, NAMES)
    assert found.differences["xgboost"] == PairedLoss(0.0, 0.0)
    by_fold = [
        -np.log(np.where(y == 1, p, 1 - p)).mean() + np.log(np.where(y == 1, q, 1 - q)).mean()
        for (y, p), (_, q) in zip(
            candidates["random_forest"].parts(), candidates["xgboost"].parts(), strict=True
        )
    ]
    difference = found.differences["random_forest"]
    assert difference.log_loss == pytest.approx(np.mean(by_fold))
    assert difference.standard_error == pytest.approx(
        np.sqrt((1 / 5 + 1 / 4) * np.var(by_fold, ddof=1))
    )
