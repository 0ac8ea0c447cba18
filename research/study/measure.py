"""How good a variant's predictions are, and how they differ from the default's on the same rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import log_loss, roc_auc_score

from bellwether_trainer.measures import curves, delong, intervals
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels, Probabilities


@dataclass(frozen=True, slots=True)
class Figures:
    """Of untouched rows; log loss in nats per row, shares from 0 to 1.

    ``net_benefit`` at the threshold is in true positives per person, each needless flag weighed
    by the odds of the threshold.
    """

    log_loss: float
    auroc: float
    slope: Interval | None
    intercept: Interval | None
    recall: float
    flagged: float
    net_benefit: float


@dataclass(frozen=True, slots=True)
class Differences:
    """Variant minus default, with 95 % intervals of the paired difference."""

    log_loss: Interval
    auroc: Interval


def figures(predicted: Predictions, threshold: float) -> Figures:
    """Means over the test folds, or those of the held-out rows; calibration over pooled rows."""
    labels, probabilities = predicted.pooled()
    flagged = probabilities >= threshold
    true = float((flagged & (labels == 1)).mean())
    false = float((flagged & (labels == 0)).mean())
    parts = list(predicted.parts())
    calibration = curves.calibration(predicted)
    return Figures(
        log_loss=float(np.mean([log_loss(*part, labels=[0, 1]) for part in parts])),
        auroc=float(np.mean([roc_auc_score(*part) for part in parts])),
        slope=calibration.slope,
        intercept=calibration.intercept,
        recall=float(flagged[labels == 1].mean()),
        flagged=float(flagged.mean()),
        net_benefit=true - false * threshold / (1 - threshold),
    )


def differences(variant: Predictions, default: Predictions) -> Differences:
    """Held-out rows: by row, and DeLong's; folds: with Nadeau and Bengio's standard error."""
    if variant.folds is None:
        labels = variant.labels
        ours, theirs = variant.probabilities[0], default.probabilities[0]
        lost, variance = delong.difference(
            delong.placements(labels, theirs), delong.placements(labels, ours)
        )
        by_row = _losses(labels, ours) - _losses(labels, theirs)
        return Differences(
            log_loss=_interval(by_row.mean(), by_row.std(ddof=1) / np.sqrt(len(by_row))),
            auroc=_interval(-lost, np.sqrt(variance)),
        )
    pairs = list(zip(variant.parts(), default.parts(), strict=True))
    return Differences(
        log_loss=_over_folds(
            [
                log_loss(*ours, labels=[0, 1]) - log_loss(*theirs, labels=[0, 1])
                for ours, theirs in pairs
            ],
            variant.test_share(),
        ),
        auroc=_over_folds(
            [roc_auc_score(*ours) - roc_auc_score(*theirs) for ours, theirs in pairs],
            variant.test_share(),
        ),
    )


def _losses(labels: Labels, probabilities: Probabilities) -> Probabilities:
    bounded = np.clip(probabilities, 1e-15, 1 - 1e-15)
    losses: Probabilities = -np.where(labels == 1, np.log(bounded), np.log1p(-bounded))
    return losses


def _over_folds(values: list[float], test_share: float) -> Interval:
    array: npt.NDArray[np.float64] = np.asarray(values)
    return _interval(array.mean(), intervals.fold_error(array, test_share))


def _interval(mean: float, error: float) -> Interval:
    half = intervals.Z * float(error)
    return Interval(float(mean), float(mean) - half, float(mean) + half)
