"""Which candidate: the simplest one that is not shown to be worse than the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from bellwether_trainer.measures import delong, paired
from bellwether_trainer.measures.predictions import Predictions, log_losses
from bellwether_trainer.measures.verdict import PairedLoss, Selection

# How much there is to understand, and to go wrong, in a model; equals are as simple.
COMPLEXITY = {
    "logistic_regression": 0,
    "decision_tree": 1,
    "adaboost": 2,
    "gradient_boosting": 3,
    "xgboost": 3,
    "random_forest": 4,
}

# Being simpler is worth at most this share of the log loss of giving everybody the prevalence.
# Among few rows one standard error is a tenth of it: nearly everything that could be learned.
WORTH = 0.01


@dataclass(frozen=True, slots=True)
class _Allowed:
    """By how much a simpler candidate may be behind, and which of the two ends it is."""

    log_loss: float
    words: str


def select(candidates: Mapping[str, Predictions], labels: Mapping[str, str]) -> Selection:
    """The simplest candidate that is hardly behind the smallest log loss.

    ``candidates`` have predicted the same rows in the same folds; ``labels`` are their names for
    people. Hardly: within the smaller of one standard error (Breiman and others 1984) of the
    paired difference over the folds (Nadeau and Bengio 2003), and WORTH of the log loss of the
    prevalence. Of equally simple ones the better wins.
    """
    losses = {name: _mean_loss(predicted) for name, predicted in candidates.items()}
    best = min(losses, key=lambda name: losses[name])
    differences = {
        name: PairedLoss(0.0, 0.0)
        if name == best
        else paired.paired_loss(predicted, candidates[best])
        for name, predicted in candidates.items()
    }
    of_prevalence = _log_loss_of_prevalence(candidates[best])
    allowed = {name: _allowed(each, of_prevalence) for name, each in differences.items()}
    within = [
        name
        for name, difference in differences.items()
        if difference.log_loss <= allowed[name].log_loss
    ]
    winner = min(within, key=lambda name: (COMPLEXITY[name], losses[name]))
    return Selection(
        winner=winner,
        best=best,
        why=_why(winner, best, differences, allowed, losses, _aurocs(candidates), labels),
        differences=differences,
    )


def _allowed(difference: PairedLoss, of_prevalence: float) -> _Allowed:
    error, worth = difference.standard_error, WORTH * of_prevalence
    if error <= worth:
        return _Allowed(error, f"one standard error of the paired difference, {error:.4f}")
    return _Allowed(worth, f"a hundredth of the log loss of the prevalence, {worth:.4f}")


def _log_loss_of_prevalence(predicted: Predictions) -> float:
    """What giving everybody the prevalence costs: the entropy of the labels, in nats."""
    share = float(predicted.labels.mean())
    return float(np.sum(special.entr([share, 1.0 - share])))


def _aurocs(candidates: Mapping[str, Predictions]) -> dict[str, float]:
    """Means over the folds."""
    return {
        name: float(np.mean([delong.placements(labels, p).auroc for labels, p in each.parts()]))
        for name, each in candidates.items()
    }


def _apart(auroc: float, of_best: float) -> str:
    return f"AUROC {abs(auroc - of_best):.4f} {'lower' if auroc < of_best else 'higher'}"


def _mean_loss(predicted: Predictions) -> float:
    parts = [float(log_losses(labels, p).mean()) for labels, p in predicted.parts()]
    return sum(parts) / len(parts)


def _why(
    winner: str,
    best: str,
    differences: Mapping[str, PairedLoss],
    allowed: Mapping[str, _Allowed],
    losses: Mapping[str, float],
    aurocs: Mapping[str, float],
    labels: Mapping[str, str],
) -> str:
    smallest = f"{labels[best]} has the smallest log loss, {losses[best]:.4f}"
    if winner != best:
        difference = differences[winner]
        return (
            f"{smallest}; {labels[winner]} is simpler and only {difference.log_loss:.4f} behind "
            f"({_apart(aurocs[winner], aurocs[best])}), "
            f"within {allowed[winner].words}."
        )
    simpler = [name for name in differences if COMPLEXITY[name] < COMPLEXITY[best]]
    if not simpler:
        return f"{smallest}, and no candidate is simpler."
    nearest = min(simpler, key=lambda name: losses[name])
    difference = differences[nearest]
    return (
        f"{smallest}; the nearest simpler one, {labels[nearest]}, is {difference.log_loss:.4f} "
        f"behind ({_apart(aurocs[nearest], aurocs[best])}), more than {allowed[nearest].words}."
    )
