"""Calibration, and the decision curve: whether to believe a probability, and to act on it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bellwether_contract.disclosure import LEAST
from bellwether_trainer.measures import clusters, intervals, logistic, net_benefit
from bellwether_trainer.measures.metric_types import (
    Calibration,
    CalibrationGroup,
    DecisionCurve,
    Interval,
)
from bellwether_trainer.measures.predictions import Predictions

CALIBRATION_GROUPS = 10
THRESHOLDS = tuple(round(0.01 * percent, 2) for percent in range(1, 100))
SEED = 20200101


def calibration(predicted: Predictions) -> Calibration:
    """Predicted against observed: as a whole, by logistic recalibration, in ten equal groups.

    Repeated predictions are pooled; their errors are those of rows that count once, or of people
    where somebody has several.
    """
    intercept, slope = recalibration(predicted)
    counted = _groups(predicted)
    groups = tuple(group for _, group in counted)
    expected = float(predicted.probabilities.sum()) / predicted.repeats
    together = clusters.together(predicted.labels, predicted.people)
    observed_expected = intervals.observed_expected(predicted.positives, expected, together)
    return Calibration(
        intercept=intercept,
        slope=slope,
        expected_calibration_error=sum(
            n * abs(group.predicted - group.observed) for n, group in counted
        )
        / sum(n for n, _ in counted),
        observed_expected=observed_expected,
        groups=groups,
    )


def recalibration(predicted: Predictions) -> tuple[Interval | None, Interval | None]:
    """Calibration intercept and slope: the intercept with the slope fixed at 1, then both.

    Cox's recalibration (1958) of all repeats together. None where the rows do not determine one.
    """
    labels, probabilities = predicted.pooled()
    people = predicted.pooled_people()
    odds, weight = logistic.log_odds(probabilities), 1 / predicted.repeats
    ones, mean = np.ones((len(odds), 1)), float(odds.mean())
    in_the_large = logistic.fit(ones, labels, offset=odds, weight=weight, people=people)
    both = logistic.fit(
        np.column_stack([ones, odds - mean]),
        labels,
        weight=weight,
        start=(mean, 1.0),
        people=people,
    )
    return _coefficient(in_the_large, 0), _coefficient(both, 1)


def decision_curve(predicted: Predictions) -> DecisionCurve:
    """Net benefit (Vickers and Elkin, Medical Decision Making 26, 2006), per person.

    True positives, minus false ones weighed by the odds of the threshold: who acts at 10 % says
    that nine needless actions cost as much as one missed person. None where a threshold lies so far
    out that it tells the prediction of one to four people. The intervals are those of each
    threshold alone, none of the whole curve.
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
    few = _few(order, first, predicted).tolist()
    benefit = (true - odds * false).tolist()
    left_open = [
        None if hidden else net_benefit.at(predicted, threshold)
        for threshold, hidden in zip(THRESHOLDS, few, strict=True)
    ]
    return DecisionCurve(
        thresholds=THRESHOLDS,
        model=tuple(None if hidden else each for each, hidden in zip(benefit, few, strict=True)),
        model_low=tuple(None if each is None else each.low for each in left_open),
        model_high=tuple(None if each is None else each.high for each in left_open),
        treat_all=tuple((prevalence - odds * (1 - prevalence)).tolist()),
        prevalence=prevalence,
    )


def _few(
    order: npt.NDArray[np.intp], first: npt.NDArray[np.intp], predicted: Predictions
) -> npt.NDArray[np.bool_]:
    """Whether one to four people have their prediction on one side of a threshold.

    ``order`` sorts the pooled predictions; those from ``first`` on are flagged at a threshold.
    """
    if predicted.people is None:
        flagged = (len(order) - first) / predicted.repeats
        alone = np.minimum(flagged, predicted.n - flagged)
        return np.asarray((alone > 0) & (alone < LEAST))
    whose = predicted.people[order % predicted.n]
    hidden = []
    for place in first.tolist():
        sides = (whose[:place], whose[place:])
        people = [len(np.unique(side)) for side in sides]
        hidden.append(any(0 < each < LEAST for each in people))
    return np.array(hidden)


def _groups(predicted: Predictions) -> list[tuple[int, CalibrationGroup]]:
    """Up to ten groups of equal count, by rising prediction, with how many rows each has."""
    labels, probabilities = predicted.pooled()
    # Rows of equal prediction fall on either side of a border by lot, not by their order.
    shuffled = np.random.default_rng(SEED).permutation(len(labels))
    order = shuffled[np.argsort(probabilities[shuffled], kind="stable")]
    groups = []
    for chosen in np.array_split(order, min(CALIBRATION_GROUPS, predicted.n)):
        n = len(chosen) / predicted.repeats
        people = n
        if predicted.people is None:
            observed = intervals.proportion(float(labels[chosen].sum()) / predicted.repeats, n)
        else:
            counted = np.bincount(chosen % predicted.n, minlength=predicted.n) / predicted.repeats
            observed = intervals.share(predicted.labels * counted, counted, predicted.people)
            people = float(len(np.unique(predicted.people[counted > 0])))
        group = CalibrationGroup(
            predicted=float(probabilities[chosen].mean()),
            observed=observed.estimate,
            low=observed.low,
            high=observed.high,
            n=round(people),
        )
        groups.append((round(n), group))
    return groups


def _coefficient(fit: logistic.Fit | None, place: int) -> Interval | None:
    if fit is None:
        return None
    estimate = float(fit.coefficients[place])
    half = intervals.Z * float(np.sqrt(fit.covariance[place, place]))
    return Interval(estimate, estimate - half, estimate + half)
