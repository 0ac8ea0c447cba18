"""Of people with a score like this, which share was positive: the score band, in 101 points."""

from __future__ import annotations

import numpy as np
from scipy import special

from bellwether_trainer.measures import intervals, logistic, splines
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.measures.logistic import Fit, Floats
from bellwether_trainer.measures.metric_types import Mask
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.score_types import BootstrapIntervals, BootstrapPoint, ScorePoint
from bellwether_trainer.measures.scores import SCORES, Scores
from bellwether_trainer.records import Labels, Probabilities

# Where Harrell (Regression Modeling Strategies, 2nd edition, table 2.3) puts five knots, and seven
# where there are rows enough.
FIVE_KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)
SEVEN_KNOTS = (0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975)
SEVEN_ROWS = 500
# Further ones where the scores of many rows thin out, as long as so many lie beyond.
TAIL_KNOTS = (0.99, 0.998, 0.9995)
TAIL_ROWS = 20
# Holds back the curve where labels separate; nothing beside the information of 50 rows.
RIDGE = 1e-4
# Log-odds nearer than this are the same, and a spline needs knots apart by this share of all.
SAME = 1e-6
APART = 1e-3

STANDS_FOR = np.concatenate([[0.0025], np.arange(1, 100) / 100, [0.9975]])

# Beyond this share of the scores at either end a curve that most rows have shaped is not believed
# alone: the rows there are counted, this share of all or so many, in a window that reaches no
# further than so many points to either side.
TAIL = 0.1

NEAR_LEAST = 5

# Refits differ about each person; a score's band is the mean over this share of people alike.
ALIKE_SHARE, ALIKE_LEAST = 0.05, 30


def along_the_score(predicted: Predictions) -> tuple[ScorePoint, ...]:
    """The observed share along the score, smoothed, with its 95 % interval and who is near.

    Logistic recalibration on a restricted cubic spline of the log-odds; the interval follows from
    the coefficients' covariance. At both ends it also holds Wilson's interval of the rows there.
    Predictions with few distinct values get a line, or one share for all.
    """
    labels, probabilities = predicted.pooled()
    odds = logistic.log_odds(probabilities)
    scores = Scores.of(odds, labels, probabilities, predicted)
    found = _fitted(odds, labels, predicted)
    if found is None:
        return tuple(ScorePoint(int(score), None, None, None, None) for score in SCORES)
    curve, fit = found
    seen, at = _seen(probabilities, predicted.repeats, predicted.pooled_people())
    points = curve.columns(logistic.log_odds(at))
    middle = points @ fit.coefficients
    half = intervals.Z * np.sqrt(np.einsum("ij,jk,ik->i", points, fit.covariance, points))
    observed, low, high = (special.expit(middle + by) for by in (0, -half, half))
    below, above = 100 * np.quantile(probabilities, (TAIL, 1 - TAIL))
    score_points = []
    for score in SCORES.tolist():
        near = round(scores.near(score))
        if not seen[score] or near < NEAR_LEAST:
            score_points.append(ScorePoint(score, None, None, None, None))
            continue
        ends = float(low[score]), float(high[score])
        if not below <= score <= above:
            few, many = scores.interval(score, float(at[score]))
            ends = min(ends[0], few), max(ends[1], many)
        score_points.append(ScorePoint(score, float(observed[score]), *ends, near))
    return tuple(score_points)


def bootstrap_intervals(
    anchor: Probabilities, refits: Probabilities, people: Whose | None = None
) -> BootstrapIntervals:
    """How far refits on bootstrap samples differ about the same people.

    ``anchor`` [n] is what the published model says of them, ``refits`` [refits, n] what each
    refit says. A score's band is what 95 % of the refits say of somebody to whom the published
    model gives it, a mean over the people with the nearest scores.
    """
    low, high = np.quantile(refits, (0.025, 0.975), axis=0)
    alike = min(len(anchor), max(ALIKE_LEAST, round(ALIKE_SHARE * len(anchor))))
    seen, at = _seen(anchor, people=people)
    band = []
    for score in SCORES:
        if not seen[score]:
            band.append(BootstrapPoint(int(score), None, None))
            continue
        # Distances to each person's own score: at the ends all neighbours lie on one side.
        near = np.argpartition(np.abs(anchor - at[score]), alike - 1)[:alike]
        below, above = (low - anchor)[near].mean(), (high - anchor)[near].mean()
        band.append(
            BootstrapPoint(
                int(score),
                float(np.clip(at[score] + below, 0.0, 1.0)),
                float(np.clip(at[score] + above, 0.0, 1.0)),
            )
        )
    return BootstrapIntervals(
        count=len(refits),
        median_range=float(100 * np.median(high - low)),
        mean_difference=float(100 * np.abs(refits - anchor).mean()),
        band=tuple(band),
    )


def _fitted(odds: Floats, labels: Labels, predicted: Predictions) -> tuple[_Curve, Fit] | None:
    """The most flexible curve that these rows determine; None where they determine none."""
    tail = [share for share in TAIL_KNOTS if (1 - share) * predicted.persons >= TAIL_ROWS]
    tried: list[tuple[float, ...]] = [FIVE_KNOTS, ()]
    if predicted.persons >= SEVEN_ROWS:
        tried.insert(0, (*SEVEN_KNOTS, *tail))
    for quantiles in tried:
        curve = _Curve(odds, quantiles)
        fit = logistic.fit(
            curve.columns(odds),
            labels,
            weight=1 / predicted.repeats,
            ridge=RIDGE,
            start=curve.as_predicted,
            people=predicted.pooled_people(),
        )
        if fit is not None:
            return curve, fit
    return None


class _Curve:
    """The columns of a restricted cubic spline, or of less where the values allow no more."""

    def __init__(self, odds: Floats, quantiles: tuple[float, ...]) -> None:
        """``quantiles`` are where its knots lie; a line where there are none."""
        low, high = float(odds.min()), float(odds.max())
        self._constant = high - low < SAME
        self._centre, self._scale = (low + high) / 2, max((high - low) / 2, SAME)
        self._knots = np.empty(0)
        if not quantiles:
            return
        knots = np.unique(np.quantile(odds, quantiles, method="inverted_cdf"))
        knots = (knots - self._centre) / self._scale
        # With three distinct values a spline of three knots is all that can be told.
        few = len(np.unique(np.round(odds, 6))) <= len(knots)
        if not few and len(knots) >= 3 and np.diff(knots).min() >= APART:
            self._knots = knots

    @property
    def as_predicted(self) -> tuple[float, ...]:
        """The first coefficients of the curve that takes every prediction for true."""
        return (self._centre,) if self._constant else (self._centre, self._scale)

    def columns(self, odds: Floats) -> Floats:
        """[n, 1 to 9]: ones, the log-odds, and the curved parts, linear beyond the outer knots."""
        ones = np.ones_like(odds)
        if self._constant:
            return ones[:, np.newaxis]
        x = (odds - self._centre) / self._scale
        parts = [ones, x]
        parts.extend(splines.bent(x, self._knots))
        return np.column_stack(parts)


def _seen(
    probabilities: Probabilities, repeats: int = 1, people: Whose | None = None
) -> tuple[Mask, Floats]:
    """Which scores were given, and the probability, within those given, that each stands for.

    They end where NEAR_LEAST people lie at or beyond: no end is the outermost person's own.
    """
    if people is None:
        outer = min(NEAR_LEAST * repeats, len(probabilities)) - 1
        ordered = np.partition(probabilities, (outer, len(probabilities) - 1 - outer))
        ends = ordered[outer], ordered[len(probabilities) - 1 - outer]
    else:
        ends = _ends_of_people(probabilities, people)
    low, high = float(min(ends)), float(max(ends))
    seen: Mask = (100 * low <= SCORES + 0.5) & (100 * high >= SCORES - 0.5)
    return seen, np.clip(STANDS_FOR, low, high)


def _ends_of_people(probabilities: Probabilities, people: Whose) -> tuple[float, float]:
    """Where NEAR_LEAST people have a row at or below, and at or above."""
    _, whose = np.unique(people, return_inverse=True)
    lowest = np.full(whose.max() + 1, np.inf)
    highest = -lowest
    np.minimum.at(lowest, whose, probabilities)
    np.maximum.at(highest, whose, probabilities)
    outer = min(NEAR_LEAST, len(lowest)) - 1
    return float(np.sort(lowest)[outer]), float(np.sort(highest)[-1 - outer])
