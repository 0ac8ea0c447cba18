"""Where people have several rows, a person counts once: in intervals, comparisons and counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from bellwether_trainer.measures import (
    clusters,
    curves,
    delong,
    intervals,
    logistic,
    paired,
    score_band,
    subgroups,
    thresholds,
)
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

PEOPLE, EACH = 1_500, 4
LABELS, ODDS = simulated.people(PEOPLE, seed=3, mean=-1.0)
TOLD = simulated.probabilities(ODDS)
WORSE = simulated.probabilities(ODDS + np.random.default_rng(1).normal(0, 0.6, PEOPLE))
WHOSE = np.repeat(np.arange(PEOPLE), EACH)

ALONE = Predictions.held_out(LABELS, TOLD)
# The same people, each with the same row four times: they tell nothing more.
COPIED = Predictions.held_out(np.repeat(LABELS, EACH), np.repeat(TOLD, EACH), WHOSE)
AS_ROWS = Predictions.held_out(np.repeat(LABELS, EACH), np.repeat(TOLD, EACH))


def width(interval: Any) -> float:
    low, high = (interval.low, interval.high) if isinstance(interval, Interval) else interval
    return float(high - low)


def every_interval(predicted: Predictions) -> dict[str, float]:
    """The widths of all that is told with an interval."""
    measures = measure(predicted, 0.3).intervals
    found = {name: width(getattr(measures, name)) for name in measures.__slots__}
    calibration = curves.calibration(predicted)
    assert None not in (calibration.slope, calibration.intercept, calibration.observed_expected)
    found |= {
        "slope": width(calibration.slope),
        "intercept": width(calibration.intercept),
        "observed_expected": width(calibration.observed_expected),
        "calibration group": width((calibration.groups[5].low, calibration.groups[5].high)),
    }
    chosen = thresholds.choose("max_f1", predicted)
    assert chosen.interval is not None
    found["largest F1"] = width(chosen.interval)
    at = thresholds.at(chosen, predicted)
    found |= {name: width(getattr(at, name)) for name in ("sensitivity", "specificity", "flagged")}
    mask = np.ones(predicted.n, dtype=bool)
    group = subgroups.measure(predicted, (Group("a", "A", "all", mask),)).groups[0]
    assert None not in (group.auroc, group.recall, group.observed_expected)
    found |= {
        "group's auroc": width(group.auroc),
        "group's recall": width(group.recall),
        "group's observed_expected": width(group.observed_expected),
    }
    for point in score_band.score_band(predicted):
        if point.score in (5, 30, 80) and point.low is not None:
            found[f"score {point.score}"] = width((point.low, point.high))
    return found


def test_the_same_row_four_times_makes_no_interval_narrower() -> None:
    alone, copied = every_interval(ALONE), every_interval(COPIED)
    assert alone.keys() == copied.keys()
    for name, expected in alone.items():
        # The largest F1 is bootstrapped, a calibration group's rows are picked by lot.
        loose = name in ("largest F1", "calibration group")
        assert copied[name] == pytest.approx(expected, rel=0.35 if loose else 0.06), name
    # Taken for rows of as many people they are half as wide: that is what this is about.
    as_rows = every_interval(AS_ROWS)
    assert as_rows["auroc"] < 0.6 * alone["auroc"]
    assert as_rows["slope"] < 0.6 * alone["slope"]


def test_a_comparison_of_two_models_counts_people_too() -> None:
    worse = np.repeat(WORSE, EACH)
    alone = paired.compare(Predictions.held_out(LABELS, WORSE), ALONE)
    copied = paired.compare(Predictions.held_out(COPIED.labels, worse, WHOSE), COPIED)
    as_rows = paired.compare(Predictions.held_out(COPIED.labels, worse), AS_ROWS)
    assert alone.auroc is not None
    assert copied.auroc is not None
    assert as_rows.auroc is not None
    assert copied.events == alone.events == int(LABELS.sum())
    for ours, theirs, rows in (
        (copied.log_loss, alone.log_loss, as_rows.log_loss),
        (copied.auroc, alone.auroc, as_rows.auroc),
    ):
        assert ours.mean == pytest.approx(theirs.mean)
        assert ours.standard_error == pytest.approx(theirs.standard_error, rel=0.02)
        assert rows.standard_error < 0.6 * theirs.standard_error
    with pytest.raises(ValueError, match="same rows"):
        paired.compare(COPIED, AS_ROWS)


def test_people_who_have_one_row_each_change_nothing() -> None:
    told = Predictions.held_out(LABELS, TOLD, np.arange(PEOPLE)[::-1] + 7)
    assert told.people is None
    assert measure(told, 0.3) == measure(ALONE, 0.3)
    assert curves.calibration(told) == curves.calibration(ALONE)


def test_counts_are_of_people() -> None:
    labels = np.array([1, 1, 0, 0, 1, 0, 0, 1], dtype=np.int8)
    predicted = Predictions.held_out(labels, np.linspace(0.1, 0.9, 8), np.array(list("aaabbcdd")))
    assert (predicted.n, predicted.persons, predicted.events, predicted.positives) == (8, 4, 3, 4)
    measures = measure(predicted, 0.5)
    assert (measures.n, measures.people, measures.events) == (8, 4, 3)
    # Both rows in which a had it are missed: one person, not two.
    assert asdict(measures.confusion) == {"tn": 2, "fp": 2, "fn": 1, "tp": 2}


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, scores and people: 1 to 6 rows each, of which a person's share much."""
    random = np.random.default_rng(seed)
    whose = np.repeat(np.arange(120), random.integers(1, 7, 120))
    labels = random.random(len(whose)) < simulated.probabilities(random.normal(-0.5, 2, 120))[whose]
    scores = random.normal(0, 1, len(whose)) + random.normal(0, 1, 120)[whose] + 0.8 * labels
    return labels.astype(np.int8), simulated.probabilities(scores - 1), whose


def test_errors_are_the_spread_of_what_they_are_errors_of() -> None:
    """400 draws of 120 people: standard errors against how far estimates really lie apart."""
    areas, losses, slopes, shares = [], [], [], []
    for seed in range(400):
        labels, told, whose = drawn(seed)
        placed = delong.placements(labels, told, whose)
        areas.append((placed.auroc, np.sqrt(placed.variance)))
        off = (told - labels) ** 2
        losses.append((off.mean(), clusters.mean_error(off, whose)))
        odds = logistic.log_odds(told)
        fit = logistic.fit(np.column_stack([np.ones(len(odds)), odds]), labels, people=whose)
        assert fit is not None
        slopes.append((fit.coefficients[1], np.sqrt(fit.covariance[1, 1])))
        share = intervals.share((told > 0.4) * 1.0 * labels, 1.0 * labels, whose)
        shares.append((share.estimate, width(share) / (2 * intervals.Z)))
    for name, found in (("auroc", areas), ("loss", losses), ("slope", slopes), ("share", shares)):
        estimates, errors = np.array(found).T
        assert errors.mean() == pytest.approx(estimates.std(), rel=0.12), name


def test_what_one_person_has_five_times_is_told_of_nobody() -> None:
    """Nine rows at the top, all of one woman: the band and the curve end before her."""
    labels, odds = simulated.people(400, seed=1, mean=-1.5, spread=0.7)
    told = np.append(simulated.probabilities(odds), np.full(9, 0.97))
    whose = np.append(np.arange(400), np.full(9, 400))
    predicted = Predictions.held_out(np.append(labels, np.ones(9, np.int8)), told, whose)
    as_rows = Predictions.held_out(predicted.labels, told)
    assert score_band.score_band(as_rows)[97].observed is not None
    assert score_band.score_band(predicted)[97].observed is None
    at = curves.THRESHOLDS.index(0.9)
    assert curves.decision_curve(as_rows).model[at] is not None
    assert curves.decision_curve(predicted).model[at] is None
