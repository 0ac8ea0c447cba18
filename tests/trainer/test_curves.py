"""Calibration sees what is wrong with probabilities, the decision curve what acting does."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_trainer.measures import curves
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

LABELS, ODDS = simulated.people(40_000)


def known(interval: Interval | None) -> Interval:
    assert interval is not None
    return interval


def bounds(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def test_true_probabilities_have_a_slope_of_1_and_an_intercept_of_0() -> None:
    found = curves.calibration(simulated.held_out(LABELS, ODDS))
    slope, intercept = known(found.slope), known(found.intercept)
    assert slope.low < 1 < slope.high
    assert intercept.low < 0 < intercept.high
    assert slope.high - slope.low < 0.1
    ratio = known(found.observed_expected)
    assert ratio.low < 1 < ratio.high
    assert found.expected_calibration_error < 0.005


def test_log_odds_twice_too_far_apart_have_a_slope_of_a_half() -> None:
    centre = float(ODDS.mean())
    extreme = simulated.held_out(LABELS, centre + 2 * (ODDS - centre))
    assert known(curves.calibration(extreme).slope).estimate == pytest.approx(0.5, abs=0.02)


def test_odds_all_10_percent_too_high_are_seen_by_the_intercept_alone() -> None:
    right = curves.calibration(simulated.held_out(LABELS, ODDS))
    high = curves.calibration(simulated.held_out(LABELS, ODDS + np.log(1.1)))
    change = known(high.intercept).estimate - known(right.intercept).estimate
    assert change == pytest.approx(-np.log(1.1), abs=1e-6)
    assert known(high.slope).estimate == pytest.approx(known(right.slope).estimate)
    assert known(high.intercept).high < 0


def test_the_intervals_of_slope_and_intercept_cover_the_truth_in_95_of_100_samples() -> None:
    covered = np.zeros(2)
    for seed in range(200):
        found = curves.calibration(simulated.held_out(*simulated.people(1_000, seed=seed)))
        slope, intercept = known(found.slope), known(found.intercept)
        covered += (slope.low <= 1 <= slope.high, intercept.low <= 0 <= intercept.high)
    assert (covered / 200 >= 0.91).all()
    assert (covered / 200 <= 0.99).all()


def test_repeats_of_the_same_rows_make_no_slope_more_certain() -> None:
    labels, odds = LABELS[:800], ODDS[:800]
    once = curves.calibration(simulated.held_out(labels, odds))
    often = curves.calibration(simulated.repeated(labels, odds, noise=0.0))
    assert known(often.slope).high == pytest.approx(known(once.slope).high)
    assert known(often.intercept).low == pytest.approx(known(once.intercept).low)
    assert bounds(known(often.observed_expected)) == pytest.approx(
        bounds(known(once.observed_expected))
    )
    assert sum(group.n for group in often.groups) == 800


def test_one_probability_for_all_has_an_intercept_but_no_slope() -> None:
    found = curves.calibration(simulated.held_out(LABELS, np.full(len(LABELS), -2.0)))
    assert found.slope is None
    share = float(LABELS.mean())
    assert known(found.intercept).estimate == pytest.approx(np.log(share / (1 - share)) + 2)
    # Rows of equal prediction are grouped by lot: sorted labels fool nobody.
    ordered = curves.calibration(simulated.held_out(np.sort(LABELS), np.full(len(LABELS), -2.0)))
    assert max(group.observed for group in ordered.groups) < 2 * share


def test_separated_labels_have_no_slope() -> None:
    labels = np.repeat(np.array([0, 1], dtype=np.int8), (50, 50))
    sure = Predictions.held_out(labels, np.where(labels == 1, 0.9, 0.1))
    assert curves.calibration(sure).slope is None


def test_calibration_groups_rise_and_count_everybody_once() -> None:
    found = curves.calibration(simulated.held_out(LABELS[:1_000], ODDS[:1_000]))
    assert [group.n for group in found.groups] == [100] * 10
    assert [group.predicted for group in found.groups] == sorted(
        group.predicted for group in found.groups
    )
    for group in found.groups:
        assert group.low <= group.observed <= group.high
    by_hand = np.mean([abs(group.predicted - group.observed) for group in found.groups])
    assert found.expected_calibration_error == pytest.approx(by_hand)


def test_net_benefit_is_that_of_counting() -> None:
    labels, odds = LABELS[:2_000], np.round(ODDS[:2_000], 1)
    predicted = simulated.held_out(labels, odds)
    found = curves.decision_curve(predicted)
    for place, threshold in enumerate(found.thresholds):
        flagged = predicted.probabilities[0] >= threshold
        true, false = (flagged & (labels == 1)).mean(), (flagged & (labels == 0)).mean()
        if 0 < flagged.sum() < 5 or 0 < (~flagged).sum() < 5:
            # It would tell these few people's predictions.
            assert found.model[place] is None
            continue
        assert found.model[place] == pytest.approx(true - false * threshold / (1 - threshold))
    assert None in found.model
    assert found.thresholds[0] == 0.01
    assert found.thresholds[-1] == 0.99


def test_treating_everybody_pays_up_to_the_prevalence() -> None:
    found = curves.decision_curve(simulated.held_out(LABELS, ODDS))
    for threshold, all_treated in zip(found.thresholds, found.treat_all, strict=True):
        if abs(threshold - found.prevalence) > 0.005:
            assert (all_treated > 0) == (threshold < found.prevalence)
    tenth = found.thresholds.index(0.1)
    model = found.model[tenth]
    assert model is not None
    assert model > max(found.treat_all[tenth], 0)


def test_the_decision_curve_of_repeats_is_that_of_their_rows() -> None:
    labels, odds = LABELS[:500], ODDS[:500]
    once = curves.decision_curve(simulated.held_out(labels, odds))
    often = curves.decision_curve(simulated.repeated(labels, odds, noise=0.0))
    assert often.model == pytest.approx(once.model)
