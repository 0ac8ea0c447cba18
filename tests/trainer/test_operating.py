"""Every threshold is told by what it does, and none of them by what one to four people got."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bellwether_contract.disclosure import LEAST
from bellwether_trainer.measures import thresholds
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.operating import along_the_threshold
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

LABELS, ODDS = simulated.people(20_000)
PREDICTED = simulated.held_out(LABELS, ODDS)


def test_each_point_is_that_of_counting() -> None:
    found = along_the_threshold(PREDICTED, 0.1234)
    p = PREDICTED.probabilities[0]
    assert len(found.points) == len(found.bins) - 1 > 60
    for point in found.points:
        flagged = p >= point.threshold
        assert point.flagged.estimate == pytest.approx(flagged.mean())
        assert point.sensitivity.estimate == pytest.approx(flagged[LABELS == 1].mean())
        assert point.specificity.estimate == pytest.approx((~flagged)[LABELS == 0].mean())
        assert point.precision.estimate == pytest.approx(LABELS[flagged].mean())
        assert point.precision.low < point.precision.estimate < point.precision.high
    assert sum(each.positive for each in found.bins) == LABELS.sum()
    assert sum(each.negative for each in found.bins) == (LABELS == 0).sum()


def test_the_bins_lie_side_by_side_from_the_first_people_to_the_last() -> None:
    bins = along_the_threshold(PREDICTED, 0.1234).bins
    assert [each.high for each in bins[:-1]] == [each.low for each in bins[1:]]
    p = PREDICTED.probabilities[0]
    assert bins[0].low <= p.min() < bins[0].high
    assert bins[-1].low <= p.max() < bins[-1].high


def test_the_threshold_in_use_is_a_point_and_agrees_with_its_rates() -> None:
    found = along_the_threshold(PREDICTED, 0.1234)
    (point,) = (each for each in found.points if each.threshold == 0.1234)
    rates = thresholds.at(Chosen("largest F1", 0.1234, None), PREDICTED)
    assert (point.sensitivity, point.specificity, point.flagged) == (
        rates.sensitivity,
        rates.specificity,
        rates.flagged,
    )


@pytest.mark.parametrize("seed", range(30))
def test_no_bin_tells_of_one_to_four_people(seed: int) -> None:
    labels, odds = simulated.people(150, seed=seed, mean=-1.5)
    # Some have the same score, and the threshold is one person's own, as that of largest F1 is.
    predicted = simulated.held_out(labels, np.round(odds, 1))
    found = along_the_threshold(predicted, float(predicted.probabilities[0, seed]))
    assert found.bins
    for each in found.bins:
        assert min(each.positive or LEAST, each.negative or LEAST) >= LEAST
    # Nor does the distance between any two points.
    events = int(labels.sum())
    for one, other in itertools.pairwise(found.points):
        lost = events * (one.sensitivity.estimate - other.sensitivity.estimate)
        assert round(lost) == 0 or round(lost) >= LEAST


def test_a_threshold_that_few_people_pass_is_no_point() -> None:
    labels = np.tile(np.array([1, 0], dtype=np.int8), 50)
    probabilities = np.concatenate([np.linspace(0.1, 0.5, 96), np.full(4, 0.9)])
    predicted = Predictions.held_out(labels, probabilities)
    found = along_the_threshold(predicted, 0.777)
    assert found.points[-1].threshold < 0.5
    assert found.bins[-1].high == pytest.approx(0.91)
    assert 0.333 in {each.threshold for each in along_the_threshold(predicted, 0.333).points}


def test_repeats_of_the_same_rows_say_what_these_rows_say() -> None:
    labels, odds = LABELS[:800], ODDS[:800]
    once = along_the_threshold(simulated.held_out(labels, odds), 0.2)
    often = along_the_threshold(simulated.repeated(labels, odds, noise=0.0), 0.2)
    assert often.bins == once.bins
    for one, other in zip(once.points, often.points, strict=True):
        assert other.sensitivity.low == pytest.approx(one.sensitivity.low)


def test_rows_of_one_person_are_one_person() -> None:
    labels = np.tile(np.array([1, 0], dtype=np.int8), 200)
    scores = np.concatenate([np.repeat(np.arange(10, 49) / 100, 10), np.full(10, 0.9)])
    # The ten with the highest scores are of one man; the others have a row each.
    whose = np.minimum(np.arange(400), 390)
    as_rows = along_the_threshold(Predictions.held_out(labels, scores), 0.3)
    of_people = along_the_threshold(Predictions.held_out(labels, scores, whose), 0.3)
    assert (as_rows.bins[-1].low, as_rows.bins[-1].positive) == (0.9, 5)
    assert of_people.bins[-1].low < 0.5
    assert of_people.bins[-1].positive >= LEAST


def test_a_row_four_times_makes_no_point_more_certain() -> None:
    labels, odds = LABELS[:1_000], ODDS[:1_000]
    alone = along_the_threshold(simulated.held_out(labels, odds), 0.2)
    four = Predictions.held_out(
        np.repeat(labels, 4), np.repeat(simulated.probabilities(odds), 4), np.repeat(range(1000), 4)
    )
    copied = along_the_threshold(four, 0.2)
    assert copied.bins == alone.bins
    for one, other in zip(alone.points, copied.points, strict=True):
        assert other.sensitivity.low == pytest.approx(one.sensitivity.low, abs=0.005)
