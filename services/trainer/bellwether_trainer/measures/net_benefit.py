"""Net benefit of pointing out from a threshold on, and what the rows leave open of it."""

from __future__ import annotations

import math

import numpy as np

from bellwether_trainer.measures import clusters, intervals
from bellwether_trainer.measures.logistic import Floats
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.predictions import Predictions


def at(predicted: Predictions, threshold: float) -> Interval | None:
    """Per person, with its 95 % interval.

    The share of true positives less that of false ones, weighed by the odds of the threshold
    (Vickers and Elkin, Medical Decision Making 26, 2006). The interval follows from Wilson's of
    both shares and their correlation (Zou and Donner, Statistics in Medicine 27, 2008), by person
    where somebody has several rows; how common the outcome is is as unknown in it as all else. None
    where nobody is flagged, which costs and brings nothing, and at 1, where a false positive
    outweighs everything.
    """
    flagged = (predicted.probabilities >= threshold).mean(axis=0)
    if threshold >= 1 or not flagged.any():
        return None
    odds = threshold / (1 - threshold)
    ones, people = np.ones(predicted.n), predicted.people
    true = flagged * predicted.labels
    false = flagged - true
    found, alarms = (intervals.share(each, ones, people) for each in (true, false))
    alike = _correlation(true, false, people)

    def reach(of_found: float, of_alarms: float) -> float:
        one, other = of_found, odds * of_alarms
        return math.sqrt(max(0.0, one**2 + other**2 - 2 * alike * one * other))

    estimate = found.estimate - odds * alarms.estimate
    return Interval(
        estimate,
        estimate - reach(found.estimate - found.low, alarms.high - alarms.estimate),
        estimate + reach(found.high - found.estimate, alarms.estimate - alarms.low),
    )


def _correlation(one: Floats, other: Floats, people: clusters.Whose | None) -> float:
    """Of the means of two columns of the same rows; 0 where either is the same in all."""
    first, second = one - one.mean(), other - other.mean()
    if people is not None:
        first, second = clusters.sums(first, people), clusters.sums(second, people)
    # No `@`: its threads take far longer to wake than these sums.
    spread = math.sqrt(float((first * first).sum()) * float((second * second).sum()))
    return float((first * second).sum()) / spread if spread > 0 else 0.0
