"""The threshold, by the declared policy, and what it does."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy import stats

from bellwether_contract.declaration.policy import NetBenefitAt, RecallAtLeast
from bellwether_trainer.measures import intervals, net_benefit
from bellwether_trainer.measures.logistic import Floats
from bellwether_trainer.measures.metric_types import AtThreshold, Chosen, Pair
from bellwether_trainer.measures.predictions import Predictions

ThresholdPolicy = NetBenefitAt | RecallAtLeast | Literal["max_f1"]

SEED = 20200101
BOOTSTRAPS = 200


def choose(policy: ThresholdPolicy, predicted: Predictions) -> Chosen:
    """The threshold from out-of-fold predictions: flag whoever has at least this probability.

    Net benefit at t *is* t, whoever was predicted (Vickers and Elkin 2006); looking for the
    largest one would only add noise. The others are estimated, with their own 95 % interval.
    """
    words = in_words(policy)
    if isinstance(policy, NetBenefitAt):
        return Chosen(words, policy.net_benefit_at, None)
    if isinstance(policy, RecallAtLeast):
        return Chosen(words, *_recall_at_least(policy.recall_at_least, predicted))
    return Chosen(words, *_largest_f1(predicted))


def in_words(policy: ThresholdPolicy) -> str:
    """The policy as a person says it: "net benefit at 0.1", "largest F1"."""
    return "largest F1" if policy == "max_f1" else str(policy)


def at(chosen: Chosen, predicted: Predictions) -> AtThreshold:
    """Sensitivity, specificity and the share flagged on the measured rows, Wilson's intervals."""
    flagged = (predicted.probabilities >= chosen.value).mean(axis=0)
    events = (predicted.labels == 1).astype(np.float64)
    people = predicted.people
    return AtThreshold(
        policy=chosen.policy,
        value=chosen.value,
        interval=chosen.interval,
        sensitivity=intervals.share(flagged * events, events, people),
        specificity=intervals.share((1 - flagged) * (1 - events), 1 - events, people),
        flagged=intervals.share(flagged, np.ones(predicted.n), people),
        net_benefit=net_benefit.at(predicted, chosen.value),
    )


def _recall_at_least(share: float, predicted: Predictions) -> tuple[float, Pair]:
    """The highest threshold that finds ``share`` of the events.

    It is an order statistic of the events' predictions, so that the binomial distribution of how
    many events lie above gives its interval, whatever the predictions' distribution. Of people
    with several events as many count as there are people with any.
    """
    falling = -np.sort(-predicted.probabilities[:, predicted.labels == 1], axis=None)

    def after(found: float) -> float:
        place = math.ceil(found * len(falling) - 1e-9)
        return float(falling[min(max(place, 1), len(falling)) - 1])

    fewest, most = stats.binom.ppf((0.025, 0.975), predicted.events, share) / predicted.events
    # The more events must be found, the lower the threshold; beyond all of them comes no other.
    return after(share), (after(float(most)), after(float(fewest)))


def _largest_f1(predicted: Predictions) -> tuple[float, Pair]:
    """The threshold with the largest F1, and between which ones 95 % of bootstraps find it.

    People are drawn, or rows where nobody has two, not predictions: the repeats of a row come or
    stay away together. Poisson weights stand for drawing with replacement.
    """
    labels, probabilities = predicted.pooled()
    order = np.argsort(-probabilities, kind="stable")
    falling, events, row = probabilities[order], labels[order] == 1, order % predicted.n
    drawn = row if predicted.people is None else predicted.people[row]
    # Equal predictions are flagged together: a threshold stands after the last of them.
    last = np.flatnonzero(np.append(falling[1:] < falling[:-1], True))

    def best(weights: Floats) -> float:
        found = np.cumsum(weights * events)[last]
        flagged = np.cumsum(weights)[last]
        total = found[-1]
        return float(falling[last[np.argmax(2 * found / np.maximum(flagged + total, 1e-12))]])

    random = np.random.default_rng(SEED)
    tried = [
        best(random.poisson(1.0, predicted.persons).astype(np.float64)[drawn])
        for _ in range(BOOTSTRAPS)
    ]
    low, high = np.quantile(tried, (0.025, 0.975))
    return best(np.ones(len(falling))), (float(low), float(high))
