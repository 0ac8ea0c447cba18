"""Of people with a score like this, which share was positive: the score band, in 101 points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import special

from bellwether_trainer.measures import intervals, logistic, splines
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.measures.logistic import Fit, Floats
from bellwether_trainer.measures.metric_types import Mask
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.score_types import RefitPoint, Refits, ScorePoint
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

# A score is a whole number of points of 100, and stands for the probabilities that round to it;
# the middle of those that round to 0 or to 100 lies half way to the border.
SCORES = np.arange(101)
STANDS_FOR = np.concatenate([[0.0025], np.arange(1, 100) / 100, [0.9975]])

# Beyond this share of the scores at either end a curve that most rows have shaped is not believed
# alone: the rows there are counted, this share of all or so many, in a window that reaches no
# further than so many points to either side.
TAIL = 0.1
LOCAL_SHARE, LOCAL_LEAST, LOCAL_REACH = 0.01, 50, 5

# People are near a score where theirs, in whole points, is within so many of it. What fewer than
# five people tell is told of nobody.
NEAR = 2
NEAR_LEAST = 5

# Refits differ about each person; a score's band is the mean over this share of people alike.
ALIKE_SHARE, ALIKE_LEAST = 0.05, 30


def score_band(predicted: Predictions) -> tuple[ScorePoint, ...]:
    """The observed share along the score, smoothed, with its 95 % interval and who is near.

    Logistic recalibration on a restricted cubic spline of the log-odds; the interval follows from
    the coefficients' covariance. At both ends it also holds Wilson's interval of the rows there.
    Predictions with few distinct values get a line, or one share for all.
    """
    labels, probabilities = predicted.pooled()
    odds = logistic.log_odds(probabilities)
    scores = _Scores.of(odds, labels, probabilities, predicted)
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
    told = []
    for score in SCORES.tolist():
        near = round(scores.near(score))
        if not seen[score] or near < NEAR_LEAST:
            told.append(ScorePoint(score, None, None, None, None))
            continue
        ends = float(low[score]), float(high[score])
        if not below <= score <= above:
            few, many = scores.interval(score, float(at[score]))
            ends = min(ends[0], few), max(ends[1], many)
        told.append(ScorePoint(score, float(observed[score]), *ends, near))
    return tuple(told)


def refit_band(anchor: Probabilities, refits: Probabilities, people: Whose | None = None) -> Refits:
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
        count=len(refits),
        median_range=float(100 * np.median(high - low)),
        mean_difference=float(100 * np.abs(refits - anchor).mean()),
        band=tuple(band),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """People whose scores lie in a window: how many, how many events, their mean log-odds."""

    people: float
    events: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class _Scores:
    """For each whole score how many people have it, their events and the sum of their log-odds.

    Of rows that were predicted several times the mean. Where somebody has several rows, ``whole``
    are the scores of all pooled rows, and who they are of is looked at.
    """

    people: Floats
    events: Floats
    log_odds: Floats
    whole: npt.NDArray[np.intp]
    predicted: Predictions

    @classmethod
    def of(cls, odds: Floats, labels: Labels, told: Probabilities, predicted: Predictions) -> Self:
        # Halves go up, as on the page.
        whole = np.floor(100 * np.clip(told, 0, 1) + 0.5).astype(np.intp)
        people, events, summed = (
            np.bincount(whole, weights=weights, minlength=len(SCORES)) / predicted.repeats
            for weights in (None, labels, odds)
        )
        return cls(people, events, summed, whole, predicted)

    def near(self, score: int, reach: int = NEAR) -> float:
        """How many people have a score within ``reach`` points of this one."""
        if self.predicted.people is None:
            return self.within(score, reach).people
        return float(np.unique(self.predicted.people[self._rows(score, reach) > 0]).size)

    def _rows(self, score: int, reach: int) -> Floats:
        """In which share of its predictions each row lies within ``reach`` points, [n]."""
        inside = np.flatnonzero(np.abs(self.whole - score) <= reach) % self.predicted.n
        return np.bincount(inside, minlength=self.predicted.n) / self.predicted.repeats

    def within(self, score: int, reach: int) -> _Counted:
        """Those within ``reach`` points of a score."""
        window = slice(max(0, score - reach), score + reach + 1)
        people = float(self.people[window].sum())
        mean = float(self.log_odds[window].sum()) / people if people else 0.0
        return _Counted(people, float(self.events[window].sum()), mean)

    def interval(self, score: int, at: float) -> tuple[float, float]:
        """Wilson's interval of the people around a score, moved from their mean to ``at``.

        The window is the smallest one that holds people enough; the bounds move on the log-odds,
        as if the share rose like the score from there to here.
        """
        wanted = max(LOCAL_LEAST, LOCAL_SHARE * self.predicted.persons)
        for reach in range(LOCAL_REACH + 1):
            if self.near(score, reach) >= wanted:
                break
        counted = self.within(score, reach)
        found = intervals.proportion(counted.events, counted.people)
        if self.predicted.people is not None:
            rows = self._rows(score, reach)
            found = intervals.share(self.predicted.labels * rows, rows, self.predicted.people)
        moved = logistic.log_odds(np.array([at]))[0] - counted.log_odds
        bounds = logistic.log_odds(np.array([found.low, found.high])) + moved
        low, high = special.expit(bounds).tolist()
        return low, high


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
            start=curve.as_told,
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
    def as_told(self) -> tuple[float, ...]:
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
