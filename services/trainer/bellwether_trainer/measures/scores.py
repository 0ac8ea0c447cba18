"""People counted by their score, a whole number of points of 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import special

from bellwether_trainer.measures import intervals, logistic
from bellwether_trainer.measures.logistic import Floats
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels, Probabilities

# A score is a whole number of points of 100, and stands for the probabilities that round to it;
# the middle of those that round to 0 or to 100 lies half way to the border.
SCORES = np.arange(101)

LOCAL_SHARE, LOCAL_LEAST, LOCAL_REACH = 0.01, 50, 5

# People are near a score where theirs, in whole points, is within so many of it. What fewer than
# five people tell is told of nobody.
NEAR = 2


@dataclass(frozen=True, slots=True)
class _Counted:
    """People whose scores lie in a window: how many, how many events, their mean log-odds."""

    people: float
    events: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Scores:
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
    def of(
        cls, odds: Floats, labels: Labels, probabilities: Probabilities, predicted: Predictions
    ) -> Self:
        """Count the pooled rows of ``predicted``: log-odds, labels and probabilities, each [n]."""
        # Halves go up, as on the page.
        whole = np.floor(100 * np.clip(probabilities, 0, 1) + 0.5).astype(np.intp)
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
