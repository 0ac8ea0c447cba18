"""The interval of a net benefit holds the truth as often as it says, and by person."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_trainer.measures import curves, net_benefit, operating, thresholds
from bellwether_trainer.measures.metric_types import Chosen, Interval
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

# Scores that are true: of people with a score, this share has it.
SCORES = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8])


def known(interval: Interval | None) -> Interval:
    assert interval is not None
    return interval


def true_net_benefit(threshold: float) -> float:
    flagged = SCORES[threshold <= SCORES]
    odds = threshold / (1 - threshold)
    return float((flagged - odds * (1 - flagged)).sum()) / len(SCORES)


@pytest.mark.parametrize("threshold", [0.01, 0.2, 0.5, 0.8])
def test_19_of_20_intervals_hold_the_truth(threshold: float) -> None:
    random = np.random.default_rng(3)
    truth, samples, held = true_net_benefit(threshold), 1000, 0
    for _ in range(samples):
        scores = random.choice(SCORES, 250)
        labels = (random.random(250) < scores).astype(np.int8)
        found = known(net_benefit.at(Predictions.held_out(labels, scores), threshold))
        held += found.low <= truth <= found.high
    assert 0.93 <= held / samples <= 0.975


def test_rows_of_the_same_people_tell_no_more_than_one_of_each() -> None:
    labels, odds = simulated.people(600)
    once = simulated.held_out(labels, odds)
    people = np.tile(np.arange(600), 3)
    three = Predictions.held_out(np.tile(labels, 3), np.tile(once.probabilities[0], 3), people)
    told, told_again = (known(net_benefit.at(each, 0.1)) for each in (once, three))
    assert told_again.estimate == pytest.approx(told.estimate)
    assert told_again.low == pytest.approx(told.low, abs=2e-4)
    assert told_again.high == pytest.approx(told.high, abs=2e-4)


def test_where_nobody_is_flagged_nothing_is_said_of_an_interval() -> None:
    labels, odds = simulated.people(400)
    predicted = simulated.held_out(labels, np.minimum(odds, 0.0))
    assert net_benefit.at(predicted, 0.6) is None
    assert net_benefit.at(predicted, 1.0) is None
    # Without a single false alarm there may still be some in truth.
    sure = Predictions.held_out(labels, np.where(labels == 1, 0.9, 0.1))
    found = known(net_benefit.at(sure, 0.5))
    assert found.low < found.estimate - 0.01


def test_curve_points_and_threshold_tell_the_same() -> None:
    labels, odds = simulated.people(3000)
    predicted = simulated.held_out(labels, odds)
    curve = curves.decision_curve(predicted)
    table = operating.along_the_threshold(predicted, 0.1)
    in_use = thresholds.at(Chosen("net benefit at 0.1", 0.1, None), predicted).net_benefit
    tenth = curve.thresholds.index(0.1)
    assert in_use == next(each for each in table.points if each.threshold == 0.1).net_benefit
    assert (curve.model_low[tenth], curve.model_high[tenth]) == (
        known(in_use).low,
        known(in_use).high,
    )
    assert known(in_use).estimate == pytest.approx(curve.model[tenth])
    for model, low, high in zip(curve.model, curve.model_low, curve.model_high, strict=True):
        assert (low is None) == (high is None)
        if model is None:
            # It would tell of one to four people, and so would its interval.
            assert low is None
        elif low is not None and high is not None:
            assert low < model < high
