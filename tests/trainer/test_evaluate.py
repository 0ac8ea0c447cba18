"""The measures say what they are known to say."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_trainer import evaluate
from bellwether_trainer.records import Confusion, OutOfFold

LABELS = np.array([0, 0, 0, 0, 0, 0, 1, 1, 0, 1], dtype=np.int8)
SCORES = np.array([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.6, 0.7, 0.9])


def test_measures_at_a_threshold() -> None:
    measures = evaluate.measure(LABELS, SCORES, 0.5)
    assert measures.n == 10
    assert measures.events == 3
    assert measures.confusion == Confusion(tn=6, fp=1, fn=1, tp=2)
    assert measures.accuracy == pytest.approx(0.8)
    assert measures.precision == pytest.approx(2 / 3)
    assert measures.recall == pytest.approx(2 / 3)
    assert measures.f1 == pytest.approx(2 / 3)
    # Of 21 pairs of an ill and a well person, two are the wrong way round.
    assert measures.auroc == pytest.approx(19 / 21)
    assert measures.brier == pytest.approx(float(((SCORES - LABELS) ** 2).mean()))
    chances = np.where(LABELS == 1, SCORES, 1 - SCORES)
    assert measures.log_loss == pytest.approx(float(-np.log(chances).mean()))


def test_a_probability_at_the_threshold_counts_as_positive() -> None:
    assert evaluate.measure(LABELS, SCORES, 0.6).confusion.tp == 2


def test_always_no_finds_nobody_and_is_often_right() -> None:
    measures = evaluate.always_no(LABELS, 0.3)
    assert measures.threshold is None
    assert measures.accuracy == pytest.approx(0.7)
    assert (measures.recall, measures.f1, measures.precision) == (0, 0, 0)
    assert measures.auroc == pytest.approx(0.5)


def test_the_threshold_has_the_largest_f1() -> None:
    threshold = evaluate.largest_f1(LABELS, SCORES)
    best = evaluate.measure(LABELS, SCORES, threshold).f1
    tried = [evaluate.measure(LABELS, SCORES, float(t)).f1 for t in np.linspace(0, 1, 201)]
    assert best == pytest.approx(max(tried))


def test_the_best_candidate_has_the_smallest_log_loss_not_the_best_accuracy() -> None:
    # Overconfident scores flag better here, but are wrong beyond measure about one person.
    sure = np.array([0, 0, 0, 0, 0, 0, 1, 1, 0, 1e-9])
    compared = evaluate.compare(
        tuple(
            OutOfFold(name, name, {}, LABELS, scores, 0.0)
            for name, scores in (("sure", np.clip(sure, 1e-9, 1 - 1e-9)), ("modest", SCORES))
        )
    )
    assert compared[0].measures.accuracy >= compared[1].measures.accuracy
    assert evaluate.best(compared).candidate == "modest"


def test_calibration_groups_rise_and_count_everybody_once() -> None:
    random = np.random.default_rng(0)
    scores = random.random(1_000)
    labels = (random.random(1_000) < scores).astype(np.int8)
    groups = evaluate.calibration(labels, scores)
    assert [group.n for group in groups] == [100] * 10
    assert [group.predicted for group in groups] == sorted(group.predicted for group in groups)
    assert all(abs(group.predicted - group.observed) < 0.2 for group in groups)
