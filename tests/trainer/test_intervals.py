"""Intervals agree with independent computations, and cover what they say they cover."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from bellwether_trainer.measures import delong, intervals, measure
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.predictions import Predictions, log_losses
from tests import simulated


@pytest.mark.parametrize(("count", "n"), [(0, 10), (3, 10), (10, 10), (81, 263), (1, 100_000)])
def test_a_proportion_has_wilsons_interval(count: int, n: int) -> None:
    expected = stats.binomtest(count, n).proportion_ci(method="wilson")
    found = intervals.proportion(count, n)
    assert found.estimate == count / n
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_of_nobody_nothing_is_known() -> None:
    assert intervals.proportion(0, 0) == Interval(0, 0, 1)


def test_delongs_variance_is_that_of_all_pairs_one_by_one() -> None:
    labels, odds = simulated.people(300, mean=-1)
    scores = np.round(odds, 1)  # with ties
    pairs = (scores[labels == 1][:, None] > scores[labels == 0]) + 0.5 * (
        scores[labels == 1][:, None] == scores[labels == 0]
    )
    found = delong.placements(labels, scores)
    assert found.auroc == pytest.approx(metrics.roc_auc_score(labels, scores))
    assert found.of_events == pytest.approx(pairs.mean(axis=1))
    assert found.of_others == pytest.approx(pairs.mean(axis=0))
    by_hand = pairs.mean(axis=1).var(ddof=1) / pairs.shape[0]
    by_hand += pairs.mean(axis=0).var(ddof=1) / pairs.shape[1]
    assert found.variance == pytest.approx(by_hand)


def test_the_area_interval_covers_the_true_area_in_95_of_100_samples() -> None:
    # Two normal distributions one apart: the area is Phi(1 / sqrt 2).
    random, truth, covered = np.random.default_rng(3), float(stats.norm.cdf(1 / np.sqrt(2))), 0
    labels = np.repeat(np.array([0, 1], dtype=np.int8), (300, 60))
    for _ in range(400):
        scores = random.standard_normal(360) + labels
        found = intervals.auroc(labels, scores[np.newaxis])
        assert found is not None
        covered += found.low <= truth <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_repeats_of_the_same_rows_make_no_interval_narrower() -> None:
    labels, odds = simulated.people(500, mean=-1)
    once = intervals.auroc(labels, odds[np.newaxis])
    assert intervals.auroc(labels, np.stack([odds] * 10)) == once


def test_a_perfect_ranking_of_few_is_not_perfectly_certain() -> None:
    labels = np.repeat(np.array([0, 1], dtype=np.int8), (50, 10))
    found = intervals.auroc(labels, labels[np.newaxis].astype(np.float64))
    assert found is not None
    assert (found.estimate, found.high) == (1, 1)
    assert 0.5 < found.low < 0.9


def test_an_area_needs_two_rows_of_either_label() -> None:
    labels = np.array([0, 0, 0, 1], dtype=np.int8)
    assert intervals.auroc(labels, np.array([[0.1, 0.2, 0.3, 0.4]])) is None


def test_the_precision_recall_interval_is_that_of_boyd() -> None:
    found = intervals.auprc(0.4, 100)
    tau = 1 / np.sqrt(100 * 0.4 * 0.6)
    assert found.low == pytest.approx(1 / (1 + np.exp(-(np.log(0.4 / 0.6) - 1.959964 * tau))))
    assert found.estimate == 0.4
    assert found.low < 0.4 < found.high


def test_observed_over_expected_has_the_exact_poisson_interval() -> None:
    # Published: 10 events have the exact interval 4.795 to 18.390.
    found = intervals.observed_expected(10, 8.0)
    assert found is not None
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (1.25, 4.795 / 8, 18.390 / 8), rel=1e-3
    )
    nobody = intervals.observed_expected(0, 2.0)
    assert nobody is not None
    assert (nobody.low, nobody.high) == pytest.approx((0, 3.689 / 2), rel=1e-3)
    assert intervals.observed_expected(3, 0.0) is None


def test_folds_that_share_their_rows_count_for_less_than_so_many_independent_ones() -> None:
    values = np.array([0.81, 0.84, 0.80, 0.86, 0.83])
    naive = values.std(ddof=1) / np.sqrt(5)
    assert intervals.fold_error(values, 0.25) == pytest.approx(1.5 * naive)
    found = intervals.over_folds(values.tolist(), 0.25)
    assert found.high - found.estimate == pytest.approx(2.7764 * 1.5 * naive, rel=1e-4)


def test_folds_with_as_many_events_each_do_not_hide_what_another_share_of_events_would_do() -> None:
    labels = np.tile(np.array([1, 0, 0, 0], np.int8), 100)
    folds = (np.arange(400)[np.newaxis] // 4 % 5).astype(np.int8)
    same = Predictions(labels, np.full((1, 400), 0.25), folds)
    found = measure.measure(same, None)
    of_people = intervals.mean(log_losses(labels, same.probabilities[0]))
    assert found.intervals.log_loss == pytest.approx((of_people.low, of_people.high))
    # Where the folds differ by more than that, they count.
    values = [0.2, 0.9, 0.4, 0.6]
    alone = intervals.over_folds(values, 0.25)
    assert intervals.over_folds(values, 0.25, Interval(0.5, 0.45, 0.55)) == alone
