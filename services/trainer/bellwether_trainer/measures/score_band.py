"""Of people with a score like this, which share was positive: the score band, in 101 points."""

from __future__ import annotations

import numpy as np
from scipy import special

from bellwether_trainer.measures import intervals, logistic
from bellwether_trainer.measures.findings import Mask, RefitPoint, Refits, ScorePoint
from bellwether_trainer.measures.logistic import Floats
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.records import Probabilities

# Where Harrell (Regression Modeling Strategies, 2nd edition, table 2.3) puts four knots.
KNOT_QUANTILES = (0.05, 0.35, 0.65, 0.95)
# Holds back the curve where labels separate; nothing beside the information of 50 rows.
RIDGE = 1e-4
# Log-odds nearer than this are the same, and a spline needs knots apart by this share of all.
SAME = 1e-6
APART = 1e-3

# A score is a whole number of points of 100, and stands for the probabilities that round to it;
# the middle of those that round to 0 or to 100 lies half way to the border.
SCORES = np.arange(101)
STANDS_FOR = np.concatenate([[0.0025], np.arange(1, 100) / 100, [0.9975]])

# Refits differ about each person; a score's band is the mean over this share of people alike.
ALIKE_SHARE, ALIKE_LEAST = 0.05, 30


def score_band(predicted: Predicted) -> tuple[ScorePoint, ...]:
    """The observed share along the score, smoothed, with its 95 % band and effective n.

    Logistic recalibration on a restricted cubic spline of the log-odds with four knots; the band
    follows from the coefficients' covariance. The effective n is how many rows of one score would
    tell its share as precisely. None outside the scores seen. Predictions with few distinct
    values get a line, or one share for all.
    """
    labels, probabilities = predicted.pooled()
    odds = logistic.log_odds(probabilities)
    curve = _Curve(odds)
    fit = logistic.fit(
        curve.columns(odds), labels, weight=1 / predicted.repeats, ridge=RIDGE, start=curve.as_told
    )
    if fit is None:
        return tuple(ScorePoint(int(score), None, None, None, None) for score in SCORES)
    seen, at = _seen(probabilities)
    points = curve.columns(logistic.log_odds(at))
    middle = points @ fit.coefficients
    variance = np.einsum("ij,jk,ik->i", points, fit.covariance, points)
    half = intervals.Z * np.sqrt(variance)
    observed = special.expit(middle)
    low, high = special.expit(middle - half), special.expit(middle + half)
    # The share's error is p(1-p) times that of its log-odds, so p(1-p)/se^2 is this.
    rows = np.minimum(predicted.n, 1 / np.maximum(observed * (1 - observed) * variance, 1e-12))
    return tuple(
        ScorePoint(int(s), float(observed[s]), float(low[s]), float(high[s]), round(rows[s]))
        if seen[s]
        else ScorePoint(int(s), None, None, None, None)
        for s in SCORES
    )


def refit_band(anchor: Probabilities, refits: Probabilities) -> Refits:
    """How far refits on bootstrap samples differ about the same people.

    ``anchor`` [n] is what the published model says of them, ``refits`` [refits, n] what each
    refit says. A score's band is what 95 % of the refits say of somebody to whom the published
    model gives it, a mean over the people with the nearest scores.
    """
    low, high = np.quantile(refits, (0.025, 0.975), axis=0)
    alike = min(len(anchor), max(ALIKE_LEAST, round(ALIKE_SHARE * len(anchor))))
    seen, at = _seen(anchor)
    band = []
    for score in SCORES:
        if not seen[score]:
            band.append(RefitPoint(int(score), None, None))
            continue
        # Distances to each person's own score: at the ends all neighbours lie on one side.
        near = np.argpartition(np.abs(anchor - at[score]), alike - 1)[:alike]
        below, above = (low - anchor)[near].mean(), (high - anchor)[near].mean()
        band.append(
            RefitPoint(
                int(score),
                float(np.clip(at[score] + below, 0.0, 1.0)),
                float(np.clip(at[score] + above, 0.0, 1.0)),
            )
        )
    return Refits(
        count=len(refits), median_range=float(100 * np.median(high - low)), band=tuple(band)
    )


class _Curve:
    """The columns of a restricted cubic spline, or of less where the values allow no more."""

    def __init__(self, odds: Floats) -> None:
        knots = np.unique(np.quantile(odds, KNOT_QUANTILES, method="inverted_cdf"))
        low, high = float(odds.min()), float(odds.max())
        self._constant = high - low < SAME
        self._centre, self._scale = (low + high) / 2, max((high - low) / 2, SAME)
        knots = (knots - self._centre) / self._scale
        # With three distinct values a spline of three knots is all that can be told.
        few = len(np.unique(np.round(odds, 6))) <= len(knots)
        straight = few or len(knots) < 3 or np.diff(knots).min() < APART
        self._knots = np.empty(0) if straight else knots

    @property
    def as_told(self) -> tuple[float, ...]:
        """The first coefficients of the curve that takes every prediction for true."""
        return (self._centre,) if self._constant else (self._centre, self._scale)

    def columns(self, odds: Floats) -> Floats:
        """[n, 1 to 4]: ones, the log-odds, and the curved parts, linear beyond the outer knots."""
        ones = np.ones_like(odds)
        if self._constant:
            return ones[:, np.newaxis]
        x = (odds - self._centre) / self._scale
        parts = [ones, x]
        if len(self._knots):
            *inner, before, last = self._knots.tolist()
            span = (last - self._knots[0]) ** 2
            for knot in inner:
                parts.append(
                    (
                        _cube(x - knot)
                        - _cube(x - before) * (last - knot) / (last - before)
                        + _cube(x - last) * (before - knot) / (last - before)
                    )
                    / span
                )
        return np.column_stack(parts)


def _cube(x: Floats) -> Floats:
    positive = np.maximum(x, 0.0)
    return positive * positive * positive


def _seen(probabilities: Probabilities) -> tuple[Mask, Floats]:
    """Which scores were given, and the probability, within those given, that each stands for."""
    low, high = float(probabilities.min()), float(probabilities.max())
    seen: Mask = (100 * low <= SCORES + 0.5) & (100 * high >= SCORES - 0.5)
    return seen, np.clip(STANDS_FOR, low, high)
