"""Calibration, and the decision curve: whether to believe a probability, and to act on it."""

from __future__ import annotations

import numpy as np

from bellwether_trainer.measures import intervals, logistic
from bellwether_trainer.measures.findings import (
    Calibration,
    CalibrationGroup,
    DecisionCurve,
    Interval,
)
from bellwether_trainer.measures.predicted import Predicted

CALIBRATION_GROUPS = 10
THRESHOLDS = tuple(round(0.01 * percent, 2) for percent in range(1, 100))
SEED = 20200101


def calibration(predicted: Predicted) -> Calibration:
    """Predicted against observed: as a whole, by logistic recalibration, in ten equal groups.

    Repeated predictions are pooled; their errors are those of rows that count once.
    """
    labels, probabilities = predicted.pooled()
    odds, weight = logistic.log_odds(probabilities), 1 / predicted.repeats
    ones, mean = np.ones((len(odds), 1)), float(odds.mean())
    # Cox's recalibration (1958): the intercept with the slope fixed at 1, then both together.
    in_the_large = logistic.fit(ones, labels, offset=odds, weight=weight)
    both = logistic.fit(
        np.column_stack([ones, odds - mean]), labels, weight=weight, start=(mean, 1.0)
    )
    groups = _groups(predicted)
    expected = float(predicted.probabilities.sum()) / predicted.repeats
    observed_expected = intervals.observed_expected(predicted.events, expected)
    return Calibration(
        intercept=_coefficient(in_the_large, 0),
        slope=_coefficient(both, 1),
        expected_calibration_error=sum(
            group.n * abs(group.predicted - group.observed) for group in groups
        )
        / sum(group.n for group in groups),
        observed_expected=observed_expected,
        groups=groups,
    )


def decision_curve(predicted: Predicted) -> DecisionCurve:
    """Net benefit (Vickers and Elkin, Medical Decision Making 26, 2006), per person.

    True positives, minus false ones weighed by the odds of the threshold: who acts at 10 % says
    that nine needless actions cost as much as one missed person.
    """
    labels, probabilities = predicted.pooled()
    order = np.argsort(probabilities)
    # Whoever has at least the threshold is flagged: those from its place on.
    first = np.searchsorted(probabilities[order], THRESHOLDS, side="left")
    events_below = np.concatenate([[0], np.cumsum(labels[order], dtype=np.int64)])
    true = (events_below[-1] - events_below[first]) / len(labels)
    false = (len(labels) - first) / len(labels) - true
    thresholds = np.array(THRESHOLDS)
    odds = thresholds / (1 - thresholds)
    prevalence = float(predicted.labels.mean())
    return DecisionCurve(
        thresholds=THRESHOLDS,
        model=tuple((true - odds * false).tolist()),
        treat_all=tuple((prevalence - odds * (1 - prevalence)).tolist()),
        prevalence=prevalence,
    )


def _groups(predicted: Predicted) -> tuple[CalibrationGroup, ...]:
    """Up to ten groups of equal count, by rising prediction."""
    labels, probabilities = predicted.pooled()
    # Rows of equal prediction fall on either side of a border by lot, not by their order.
    shuffled = np.random.default_rng(SEED).permutation(len(labels))
    order = shuffled[np.argsort(probabilities[shuffled], kind="stable")]
    groups = []
    for chosen in np.array_split(order, min(CALIBRATION_GROUPS, predicted.n)):
        n = len(chosen) / predicted.repeats
        observed = intervals.proportion(float(labels[chosen].sum()) / predicted.repeats, n)
        groups.append(
            CalibrationGroup(
                predicted=float(probabilities[chosen].mean()),
                observed=observed.estimate,
                low=observed.low,
                high=observed.high,
                n=round(n),
            )
        )
    return tuple(groups)


def _coefficient(fit: logistic.Fit | None, place: int) -> Interval | None:
    if fit is None:
        return None
    estimate = float(fit.coefficients[place])
    half = intervals.Z * float(np.sqrt(fit.covariance[place, place]))
    return Interval(estimate, estimate - half, estimate + half)
