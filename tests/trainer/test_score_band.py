"""The score band covers the truth, and stays calm where there is little to tell."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import special

from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.score_band import refit_band, score_band
from tests import simulated

SOME = 100


def test_the_band_covers_the_true_share_of_people_with_a_score() -> None:
    # The model's log-odds are bent: at a score s the true share is known to be another one.
    covered = total = 0
    for seed in range(40):
        labels, truth = simulated.people(4_000, seed=seed)
        told = 0.6 * truth - 0.05 * truth**2
        for point in score_band(simulated.held_out(labels, told)):
            if point.observed is None or not 2 <= point.score <= 25:
                continue
            odds = special.logit(point.score / 100)
            # 0.6 t - 0.05 t^2 = odds, on the rising side.
            share = special.expit((0.6 - np.sqrt(0.36 - 0.2 * odds)) / 0.1)
            assert point.low is not None
            assert point.high is not None
            covered += point.low <= share <= point.high
            total += 1
    assert total == 40 * 24
    assert 0.90 <= covered / total <= 0.99


def test_scores_that_nobody_got_have_no_band() -> None:
    labels, odds = simulated.people(5_000)
    predicted = simulated.held_out(labels, np.clip(odds, special.logit(0.05), special.logit(0.4)))
    points = score_band(predicted)
    assert [point.score for point in points] == list(range(101))
    seen = [point.score for point in points if point.observed is not None]
    assert seen == list(range(5, 41))
    assert points[4].low is points[41].near is None


@pytest.mark.parametrize(
    ("people", "spread", "trainings"),
    [(768, 1.4, 60), (768, -1.4, 60), (18_000, 1.35, 12)],
    ids=["too high", "too low", "too high of many"],
)
def test_the_band_covers_the_truth_where_a_model_says_too_much(
    people: int, spread: float, trainings: int
) -> None:
    # Beyond a knee the truth rises more slowly than the score does, on the side of ``spread``.
    mean, knee, over = (-3.2, -0.5, 0.8) if people > 1_000 else (-0.8, 0.5, 0.7)
    side = np.sign(spread)
    covered, told = np.zeros(10), np.zeros(10)
    for seed in range(trainings):
        random = np.random.default_rng(seed)
        odds = random.normal(side * mean, abs(spread), people)
        labels = random.random(people) < special.expit(_truth(odds, knee, over, side))
        points = score_band(simulated.held_out(labels.astype(np.int8), odds))
        for point in points[3:98]:
            if point.low is None or point.high is None:
                continue
            share = special.expit(_truth(special.logit(point.score / 100), knee, over, side))
            covered[point.score // 10] += point.low <= share <= point.high
            told[point.score // 10] += 1
    enough = told > trainings
    assert enough.sum() >= 8
    assert (covered[enough] / told[enough]).min() >= 0.9


def _truth(odds: simulated.Floats, knee: float, over: float, side: float) -> simulated.Floats:
    return odds - side * over * np.maximum(0, side * odds - knee)


def test_the_people_near_a_score_are_those_within_two_points_of_it() -> None:
    random = np.random.default_rng(0)
    told = np.concatenate([random.uniform(0.05, 0.4, 500), [0.795] * 3, [0.82, 0.8249, 0.825]])
    labels = (random.random(len(told)) < 0.3).astype(np.int8)
    points = score_band(Predictions.held_out(labels, told))
    whole = np.floor(100 * told + 0.5)
    assert points[20].near == (abs(whole - 20) <= 2).sum()
    assert points[80].near == 5
    # Of fewer than five people nothing is told, also where somebody has the very score.
    assert points[83].near is points[83].observed is points[83].low is None
    assert points[60].near is None


def test_repeats_of_the_same_rows_make_no_band_narrower() -> None:
    labels, odds = simulated.people(800, mean=-1)
    once = score_band(simulated.held_out(labels, odds))
    often = score_band(simulated.repeated(labels, odds, noise=0.0))
    assert [point.near for point in often] == [point.near for point in once]
    assert often[30].low == pytest.approx(once[30].low)


@pytest.mark.parametrize(
    "told",
    [
        np.full(SOME, 0.2),
        np.where(np.arange(SOME) < 1, 0.2 + 1e-9, 0.2),
        np.where(np.arange(SOME) % 2, 0.2, 0.4),
        np.array([0.1, 0.2, 0.4, 0.7])[np.arange(SOME) % 4],
        np.where(np.arange(SOME) < 98, 0.2, np.linspace(0.1, 0.9, SOME)),
        np.where(np.arange(SOME) % 2, 0.2, 0.4) + np.linspace(0, 1e-5, SOME),
        np.where(np.arange(SOME) % 3, 0.0, 1.0),
    ],
    ids=["constant", "nearly constant", "two", "four", "two of many", "two clumps", "certain"],
)
def test_few_distinct_predictions_make_a_band_all_the_same(told: simulated.Floats) -> None:
    labels = (np.arange(SOME) % 3 == 0).astype(np.int8)
    points = score_band(Predictions.held_out(labels, told))
    seen = [point for point in points if point.observed is not None]
    assert seen
    for point in seen:
        assert point.low is not None
        assert point.high is not None
        assert point.observed is not None
        assert 0 <= point.low <= point.observed <= point.high <= 1


def test_one_prediction_for_all_has_the_share_of_all() -> None:
    labels = (np.arange(SOME) % 4 == 0).astype(np.int8)
    point = score_band(Predictions.held_out(labels, np.full(SOME, 0.3)))[30]
    assert point.observed == pytest.approx(0.25)
    assert point.near == SOME


def test_the_band_of_many_rows_is_quick() -> None:
    predicted = simulated.held_out(*simulated.people(70_000))
    started = time.process_time()
    score_band(predicted)
    assert time.process_time() - started < 0.5


def test_refits_that_agree_have_no_range_and_those_that_differ_have_theirs() -> None:
    random = np.random.default_rng(0)
    anchor = random.uniform(0.1, 0.8, 400)
    same = refit_band(anchor, np.tile(anchor, (20, 1)))
    assert (same.count, same.median_range) == (20, 0)
    # Every refit moves everybody by its own step, uniformly within 5 points of 100.
    moved = refit_band(anchor, anchor + np.linspace(-0.05, 0.05, 201)[:, np.newaxis])
    assert moved.median_range == pytest.approx(9.5)
    fifty = moved.band[50]
    assert (fifty.low, fifty.high) == pytest.approx((0.4525, 0.5475))
    assert moved.band[5].low is moved.band[90].high is None
    assert [point.score for point in moved.band] == list(range(101))


def test_the_refit_band_ends_where_five_people_lie_at_or_beyond() -> None:
    anchor = np.concatenate([np.linspace(0.2, 0.6, 300), [0.61737, 0.7, 0.81, 0.9, 0.95]])
    band = refit_band(anchor, np.stack([anchor, anchor])).band
    assert band[62].high == pytest.approx(0.61737)
    assert {point.high for point in band[63:]} == {None}


def test_the_refit_band_at_the_ends_belongs_to_the_score_itself() -> None:
    anchor = np.linspace(0.0, 1.0, 3_000)
    band = refit_band(anchor, np.stack([anchor, anchor])).band
    assert band[100].high == pytest.approx(0.9975)
    assert band[0].low == pytest.approx(0.0025)
