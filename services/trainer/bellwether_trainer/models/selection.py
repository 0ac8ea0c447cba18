"""Which candidate: the simplest one that is not shown to be worse than the best."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_trainer.measures import paired
from bellwether_trainer.measures.predicted import Predicted, log_losses
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


def select(candidates: Mapping[str, Predicted], labels: Mapping[str, str]) -> Selection:
    """The simplest candidate within one paired standard error of the smallest log loss.

    ``candidates`` have predicted the same rows in the same folds; ``labels`` are their names for
    people. One standard error (Breiman and others 1984), of the paired difference over the folds
    (Nadeau and Bengio 2003). Of equally simple ones the better wins.
    """
    losses = {name: _mean_loss(predicted) for name, predicted in candidates.items()}
    best = min(losses, key=lambda name: losses[name])
    differences = {
        name: PairedLoss(0.0, 0.0)
        if name == best
        else paired.paired_loss(predicted, candidates[best])
        for name, predicted in candidates.items()
    }
    within = [
        name
        for name, difference in differences.items()
        if difference.log_loss <= difference.standard_error
    ]
    winner = min(within, key=lambda name: (COMPLEXITY[name], losses[name]))
    return Selection(
        winner=winner,
        best=best,
        why=_why(winner, best, differences, losses, labels),
        differences=differences,
    )


def _mean_loss(predicted: Predicted) -> float:
    parts = [float(log_losses(labels, p).mean()) for labels, p in predicted.parts()]
    return sum(parts) / len(parts)


def _why(
    winner: str,
    best: str,
    differences: Mapping[str, PairedLoss],
    losses: Mapping[str, float],
    labels: Mapping[str, str],
) -> str:
    smallest = f"{labels[best]} has the smallest log loss, {losses[best]:.4f}"
    if winner != best:
        difference = differences[winner]
        return (
            f"{smallest}; {labels[winner]} is simpler and only {difference.log_loss:.4f} behind, "
            f"within one standard error of the paired difference, {difference.standard_error:.4f}."
        )
    simpler = [name for name in differences if COMPLEXITY[name] < COMPLEXITY[best]]
    if not simpler:
        return f"{smallest}, and no candidate is simpler."
    nearest = min(simpler, key=lambda name: losses[name])
    difference = differences[nearest]
    return (
        f"{smallest}; the nearest simpler one, {labels[nearest]}, is {difference.log_loss:.4f} "
        f"behind, more than one standard error of the paired difference, "
        f"{difference.standard_error:.4f}."
    )
