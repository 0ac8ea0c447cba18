"""Pairs are compared, not figures side by side."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from bellwether_trainer.measures import delong, paired
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

LABELS, ODDS = simulated.people(10_000)


def noisy(seed: int, noise: float = 0.3) -> simulated.Floats:
    return ODDS + noise * np.random.default_rng(seed).standard_normal(len(ODDS))


def test_a_model_is_not_worse_than_itself() -> None:
    same = simulated.held_out(LABELS, ODDS)
    found = paired.compare(same, same)
    assert dataclasses.astuple(found.log_loss) == (0, 0, 0)
    assert found.auroc is not None
    assert dataclasses.astuple(found.auroc) == (0, 0, 0)


def test_a_worse_challenger_has_positive_differences_and_a_better_one_negative_bounds() -> None:
    better, worse = simulated.held_out(LABELS, ODDS), simulated.held_out(LABELS, noisy(1, 1.0))
    lost, won = paired.compare(worse, better), paired.compare(better, worse)
    assert lost.auroc is not None
    assert won.auroc is not None
    assert lost.log_loss.upper > lost.log_loss.mean > 0 > won.log_loss.upper
    assert lost.auroc.upper > lost.auroc.mean > 0 > won.auroc.upper
    assert lost.auroc.mean == pytest.approx(-won.auroc.mean)


def test_the_paired_bounds_agree_with_a_bootstrap_of_rows() -> None:
    ours, theirs = simulated.held_out(LABELS, noisy(1)), simulated.held_out(LABELS, noisy(2))
    found = paired.compare(ours, theirs)
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(100):
        rows = random.integers(0, len(LABELS), len(LABELS))
        pair = [
            Predictions.held_out(LABELS[rows], p.probabilities[0][rows]) for p in (ours, theirs)
        ]
        again = paired.compare(pair[0], pair[1])
        assert again.auroc is not None
        drawn.append((again.log_loss.mean, again.auroc.mean))
    assert found.auroc is not None
    errors = np.std(drawn, axis=0)
    assert found.log_loss.standard_error == pytest.approx(errors[0], rel=0.25)
    assert found.auroc.standard_error == pytest.approx(errors[1], rel=0.25)
    assert found.log_loss.upper == pytest.approx(
        found.log_loss.mean + 1.6449 * found.log_loss.standard_error, rel=1e-4
    )


def test_pairs_tell_more_than_two_figures_side_by_side() -> None:
    found = paired.compare(
        simulated.held_out(LABELS, noisy(1, 0.1)), simulated.held_out(LABELS, ODDS)
    )
    alone = np.std(-np.log(simulated.probabilities(ODDS))) / np.sqrt(len(ODDS))
    assert found.log_loss.standard_error < alone / 10


def test_small_predictors_are_compared_fold_by_fold_with_nadeau_and_bengio() -> None:
    labels, odds = LABELS[:600], ODDS[:600]
    theirs = simulated.repeated(labels, odds, noise=0.1, seed=1)
    assert theirs.folds is not None
    ours = Predictions(
        labels, simulated.probabilities(np.tile(noisy(3)[:600], (10, 1))), theirs.folds
    )
    found = paired.compare(ours, theirs)
    by_fold = [
        -np.log(np.where(y == 1, p, 1 - p)).mean() + np.log(np.where(y == 1, q, 1 - q)).mean()
        for (y, p), (_, q) in zip(ours.parts(), theirs.parts(), strict=True)
    ]
    error = np.sqrt((1 / 50 + 1 / 4) * np.var(by_fold, ddof=1))
    assert found.log_loss.mean == pytest.approx(np.mean(by_fold))
    assert found.log_loss.standard_error == pytest.approx(error)
    assert found.log_loss.upper == pytest.approx(np.mean(by_fold) + stats.t.ppf(0.95, 49) * error)
    loss = paired.paired_loss(ours, theirs)
    assert (loss.log_loss, loss.standard_error) == (
        found.log_loss.mean,
        found.log_loss.standard_error,
    )


def test_recall_lost_in_a_group_is_told_where_it_has_100_events() -> None:
    there = np.arange(len(LABELS)) % 4 == 0
    few = np.arange(len(LABELS)) < 500
    groups = (
        Group("Sex", "Sex", "here", ~there),
        Group("Sex", "Sex", "there", there),
        Group("Race", "Race", "few", few),
    )
    found = paired.compare(
        simulated.held_out(LABELS, ODDS - 1.0 * there), simulated.held_out(LABELS, ODDS), groups
    )
    lost = {group.group: group.lost for group in found.recall_lost}
    assert set(lost) == {"here", "there"}
    assert lost["there"] > 0.1
    assert lost["here"] < 0
    assert found.recall_lost[1].events == LABELS[there].sum()


def test_other_rows_or_other_folds_cannot_be_compared() -> None:
    ours = simulated.repeated(LABELS[:600], ODDS[:600], seed=1)
    theirs = simulated.repeated(LABELS[:600], ODDS[:600], seed=2)
    with pytest.raises(ValueError, match="same folds"):
        paired.compare(ours, theirs)
    with pytest.raises(ValueError, match="same rows"):
        paired.compare(
            simulated.held_out(LABELS[:600], ODDS[:600]),
            simulated.held_out(LABELS[1:601], ODDS[1:601]),
        )


def test_rows_of_one_label_have_a_log_loss_but_no_area() -> None:
    labels = np.zeros(40, dtype=np.int8)
    found = paired.compare(
        Predictions.held_out(labels, np.linspace(0.1, 0.2, 40)),
        Predictions.held_out(labels, np.linspace(0.2, 0.3, 40)),
    )
    assert found.auroc is None
    assert found.log_loss.upper < 0


def test_beside_a_constant_the_mean_auroc_of_folds_has_the_error_of_knowing_nothing() -> None:
    labels, odds = LABELS[:600], ODDS[:600]
    held_out = simulated.held_out(labels, odds)
    same = simulated.held_out(labels, np.zeros(600))
    assert paired.to_constant(held_out, same) == paired.compare(held_out, same)
    folds = simulated.repeated(labels, odds, noise=0.1, seed=1)
    constant = Predictions(labels, np.full_like(folds.probabilities, 0.2), folds.folds)
    found, by_folds = paired.to_constant(folds, constant), paired.compare(folds, constant)
    assert found.log_loss == by_folds.log_loss
    assert found.auroc is not None
    assert by_folds.auroc is not None
    assert found.auroc.mean == by_folds.auroc.mean
    # As shuffled labels are ranked by the same predictions.
    random, areas = np.random.default_rng(0), []
    for _ in range(400):
        shuffled = random.permutation(labels)
        areas.append(delong.placements(shuffled, folds.probabilities[0]).auroc)
    assert found.auroc.standard_error == pytest.approx(np.std(areas), rel=0.1)
