"""Calibration bends probabilities only where that helps, and never to 0 or 1."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_contract.vocabulary import CalibrationKind
from bellwether_trainer.models import calibrate
from bellwether_trainer.models.calibrate import Calibrator

FOLDS = 5


def people(count: int, bend: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities whose log-odds are ``bend`` times the true ones, labels, and folds."""
    random = np.random.default_rng(seed)
    odds = random.normal(-2.0, 1.2, count)
    labels = (random.random(count) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    said = 1 / (1 + np.exp(-bend * odds))
    return said, labels, (np.arange(count) % FOLDS).astype(np.int8)


def test_what_is_calibrated_already_is_left_alone() -> None:
    chosen = calibrate.choose(*people(20_000, bend=1.0))
    assert chosen.calibrator.kind == "none"
    assert set(chosen.log_losses) == {"none", "logistic", "isotonic"}


def test_log_odds_that_are_too_large_are_bent_back() -> None:
    said, labels, folds = people(20_000, bend=2.0)
    chosen = calibrate.choose(said, labels, folds)
    assert chosen.calibrator.kind == "logistic"
    assert chosen.calibrator.slope == pytest.approx(0.5, abs=0.03)
    none, logistic = chosen.log_losses["none"], chosen.log_losses["logistic"]
    assert none is not None
    assert logistic is not None
    assert logistic < none - 0.01


def test_a_curve_that_two_numbers_cannot_bend_takes_isotonic() -> None:
    random = np.random.default_rng(2)
    said = random.uniform(0.02, 0.98, 40_000)
    truth = np.where(said < 0.5, 0.1, 0.6)
    labels = (random.random(40_000) < truth).astype(np.int8)
    folds = (np.arange(40_000) % FOLDS).astype(np.int8)
    chosen = calibrate.choose(said, labels, folds)
    assert chosen.calibrator.kind == "isotonic"
    assert np.all(np.diff(chosen.calibrator.shares) >= 0)
    assert chosen.calibrator(np.array([0.2]))[0] == pytest.approx(0.1, abs=0.02)


def test_isotonic_is_not_tried_where_events_are_few() -> None:
    said, labels, folds = people(2_000, bend=2.0)
    assert labels.sum() < calibrate.ISOTONIC_EVENTS
    assert calibrate.choose(said, labels, folds).log_losses["isotonic"] is None


def test_a_linear_model_of_few_rows_is_drawn_together_without_proof() -> None:
    said, labels, folds = people(150, bend=1.5, seed=3)
    assert calibrate.choose(said, labels, folds).calibrator.kind == "none"
    shrunken = calibrate.choose(said, labels, folds, shrink=True)
    assert shrunken.calibrator.kind == "shrinkage"
    assert 0.4 < shrunken.calibrator.slope < 0.9
    assert shrunken.calibrator(said).mean() == pytest.approx(labels.mean(), abs=0.02)


def test_log_odds_are_never_drawn_apart_by_shrinking_nor_all_to_one() -> None:
    said, labels, folds = people(2_000, bend=0.5)
    assert calibrate.fit("shrinkage", said, labels).slope == 1.0
    assert calibrate.choose(said, labels, folds, shrink=True).calibrator.kind == "logistic"
    backwards = calibrate.fit("shrinkage", 1 - said, labels)
    assert backwards.slope == calibrate.LEAST_SLOPE
    assert backwards(1 - said).mean() == pytest.approx(labels.mean(), abs=1e-6)


@pytest.mark.parametrize("kind", ["none", "shrinkage", "logistic", "isotonic"])
def test_no_probability_is_zero_or_one(kind: CalibrationKind) -> None:
    said, labels, _ = people(5_000, bend=3.0)
    calibrator = calibrate.fit(kind, said, labels)
    extremes = calibrator(np.array([0.0, 1e-300, 0.5, 1.0]))
    assert (extremes >= 1 / 5_002).all()
    assert (extremes <= 1 - 1 / 5_002).all()
    assert np.all(np.diff(extremes) >= 0)


@pytest.mark.parametrize("kind", ["none", "shrinkage", "logistic", "isotonic"])
def test_no_risk_is_nearer_to_never_than_the_people_can_tell(kind: CalibrationKind) -> None:
    said, labels, folds = people(100, bend=1.0)
    said[:50], labels[:50] = 0.0, 0
    assert calibrate.fit(kind, said, labels)(np.array([0.0]))[0] >= 1 / 102
    assert calibrate.out_of_fold(kind, said, labels, folds).min() >= 1 / 82
    # Rows of twenty people say what twenty rows do.
    whose = (np.arange(100) // 5).astype(np.uint64)
    assert calibrate.fit(kind, said, labels, whose)(np.array([0.0]))[0] >= 1 / 22
    many = np.tile(labels, 100)
    assert calibrate.fit(kind, np.tile(said, 100), many).floor == calibrate.FLOOR


def test_of_leaves_without_an_event_the_slope_is_not_too_small() -> None:
    random = np.random.default_rng(5)
    labels = np.repeat([0, 1], [400, 400]).astype(np.int8)
    said = labels.astype(np.float64)
    labels[random.permutation(800)[:4]] ^= 1
    folds = (np.arange(800) % FOLDS).astype(np.int8)
    chosen = calibrate.choose(said, labels, folds)
    assert chosen.calibrator.kind == "none"
    # Four of 800 are told wrongly, and one in 802 is what is told: less than 1 / 8,192 for 0.
    assert chosen.log_losses["none"] == pytest.approx(4 / 800 * np.log(642) + 1 / 642, rel=0.02)


def test_each_row_is_calibrated_by_the_other_folds() -> None:
    said, labels, folds = people(5_000, bend=2.0)
    bent = calibrate.out_of_fold("logistic", said, labels, folds)
    without = calibrate.fit("logistic", said[folds != 0], labels[folds != 0])
    np.testing.assert_array_equal(bent[folds == 0], without(said[folds == 0]))
    assert not np.allclose(bent, calibrate.fit("logistic", said, labels)(said), atol=1e-6)


def test_logistic_bends_log_odds_not_probabilities() -> None:
    calibrator = Calibrator("logistic", slope=2.0, intercept=0.0)
    assert calibrator(np.array([0.75]))[0] == pytest.approx(0.9)
