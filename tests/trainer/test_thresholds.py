"""The threshold follows the declared policy, and says how certain it is itself."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from bellwether_contract.declaration.policy import NetBenefitAt, RecallAtLeast
from bellwether_trainer.measures import thresholds
from tests import simulated

LABELS, ODDS = simulated.people(4_000)
PREDICTED = simulated.held_out(LABELS, ODDS)
SMALL = simulated.repeated(LABELS[:800], ODDS[:800])


def test_net_benefit_at_10_percent_is_a_threshold_of_10_percent() -> None:
    found = thresholds.choose(NetBenefitAt(net_benefit_at=0.1), PREDICTED)
    assert (found.policy, found.value, found.interval) == ("net benefit at 0.1", 0.1, None)


def test_recall_at_least_takes_the_highest_threshold_that_finds_so_many() -> None:
    found = thresholds.choose(RecallAtLeast(recall_at_least=0.8), PREDICTED)
    events = PREDICTED.probabilities[0][LABELS == 1]
    assert (events >= found.value).mean() >= 0.8
    assert (events > found.value).mean() < 0.8
    assert found.policy == "recall at least 0.8"
    assert found.interval is not None
    assert found.interval[0] < found.value < found.interval[1]


def test_the_largest_f1_is_the_largest_of_all_thresholds() -> None:
    found = thresholds.choose("max_f1", PREDICTED)
    p = PREDICTED.probabilities[0]
    best = metrics.f1_score(LABELS, p >= found.value)
    tried = [metrics.f1_score(LABELS, p >= t) for t in np.linspace(0.01, 0.9, 90)]
    assert best >= max(tried)
    assert found.policy == "largest F1"
    assert found.interval is not None
    assert found.interval[0] <= found.value <= found.interval[1]


def test_the_threshold_is_the_same_whenever_it_is_asked_for() -> None:
    assert thresholds.choose("max_f1", SMALL) == thresholds.choose("max_f1", SMALL)


@pytest.mark.parametrize("policy", ["max_f1", RecallAtLeast(recall_at_least=0.8)])
def test_repeats_of_the_same_rows_make_no_threshold_more_certain(
    policy: thresholds.ThresholdPolicy,
) -> None:
    labels, odds = LABELS[:800], ODDS[:800]
    once = thresholds.choose(policy, simulated.held_out(labels, odds))
    often = thresholds.choose(policy, simulated.repeated(labels, odds, noise=0.0))
    assert often.value == pytest.approx(once.value)
    assert often.interval == pytest.approx(once.interval)


def test_the_interval_of_a_recall_threshold_covers_the_true_one_in_95_of_100_samples() -> None:
    policy = RecallAtLeast(recall_at_least=0.8)
    labels, odds = simulated.people(400_000, seed=99)
    truth = thresholds.choose(policy, simulated.held_out(labels, odds)).value
    covered = 0
    for seed in range(200):
        found = thresholds.choose(policy, simulated.held_out(*simulated.people(1_500, seed=seed)))
        assert found.interval is not None
        covered += found.interval[0] <= truth <= found.interval[1]
    assert 0.91 <= covered / 200 <= 0.99


def test_equal_predictions_are_flagged_together() -> None:
    labels = np.array([1, 0, 1, 0, 0, 0], dtype=np.int8)
    predicted = simulated.held_out(labels, np.array([0.0, 0.0, 0.0, -2.0, -2.0, -2.0]))
    assert thresholds.choose("max_f1", predicted).value == 0.5


def test_what_a_threshold_does_is_counted_on_the_measured_rows() -> None:
    chosen = thresholds.choose(NetBenefitAt(net_benefit_at=0.2), PREDICTED)
    found = thresholds.at(chosen, PREDICTED)
    flagged = PREDICTED.probabilities[0] >= 0.2
    assert found.sensitivity.estimate == pytest.approx(flagged[LABELS == 1].mean())
    assert found.specificity.estimate == pytest.approx((~flagged)[LABELS == 0].mean())
    assert found.flagged.estimate == pytest.approx(flagged.mean())
    assert found.flagged.low < found.flagged.estimate < found.flagged.high
