"""Every threshold: whom it would point out, and how the scores of either outcome lie.

ROC curve, precision-recall curve and histogram come from the same bins. In none of them do one to
four people of an outcome stand, so that no difference of two points tells of them either.
"""

from __future__ import annotations

import numpy as np

from bellwether_contract.disclosure import LEAST
from bellwether_trainer.measures import intervals, net_benefit
from bellwether_trainer.measures.logistic import Floats
from bellwether_trainer.measures.metric_types import Mask
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.score_types import Operating, OperatingPoint, ScoreBin

# Whole points of 100, and finer ones below five, where most scores of a rare outcome lie.
BORDERS = tuple(
    sorted({0.002, 0.005, 0.015, 0.025, 0.035, 0.045, *(point / 100 for point in range(1, 100))})
)


def along_the_threshold(predicted: Predictions, chosen: float) -> Operating:
    """The bins of ``predicted``, and what each border between two of them does as a threshold.

    ``chosen``, the threshold in use, is a border where five people or more, or nobody, of either
    outcome lie on each side of it.
    """
    borders = np.array(sorted({*BORDERS, chosen}))
    people = _People(predicted, borders)
    first, last = people.ends()
    middle = int(np.searchsorted(borders, chosen)) + 1
    halves = [(first, middle), (middle, last)]
    if not first < middle < last or not all(people.may_be_known(*each) for each in halves):
        halves = [(first, last)]
    parts = [part for each in halves for part in _parts(people, *each)]
    ends = np.concatenate([[0.0], borders, [1.0]])
    bins = tuple(
        ScoreBin(float(ends[begin]), float(ends[end]), *map(round, people.counted(begin, end)))
        for begin, end in parts
    )
    return Operating(bins, tuple(_point(predicted, each.low) for each in bins[1:]))


class _People:
    """How many people there are between two borders, by outcome."""

    def __init__(self, predicted: Predictions, borders: Floats) -> None:
        """``borders`` rise; before the first and after the last there is a part as well."""
        self._predicted = predicted
        labels, probabilities = predicted.pooled()
        # A part reaches from its lower border, which belongs to it, to its upper one.
        self._part = np.searchsorted(borders, probabilities, side="right")
        self._labels = labels
        self._sums = [self._summed(labels == label, len(borders) + 1) for label in (1, 0)]

    def ends(self) -> tuple[int, int]:
        """From which part up to which there is anybody."""
        return int(self._part.min()), int(self._part.max()) + 1

    def counted(self, begin: int, end: int) -> tuple[float, float]:
        """People with and without the outcome in the parts from ``begin`` up to ``end``."""
        if self._predicted.people is None:
            positive, negative = (float(sums[end] - sums[begin]) for sums in self._sums)
        else:
            positive, negative = self._distinct(begin, end, 1), self._distinct(begin, end, 0)
        return positive / self._predicted.repeats, negative / self._predicted.repeats

    def may_be_known(self, begin: int, end: int) -> bool:
        """Whether neither outcome is that of one to four people there."""
        return all(count == 0 or count >= LEAST for count in self.counted(begin, end))

    def _summed(self, chosen: Mask, parts: int) -> Floats:
        return np.concatenate([[0], np.cumsum(np.bincount(self._part[chosen], minlength=parts))])

    def _distinct(self, begin: int, end: int, label: int) -> float:
        """People with such a row, summed over the repeats."""
        rows = np.flatnonzero((self._part >= begin) & (self._part < end) & (self._labels == label))
        assert self._predicted.people is not None
        repeat, row = np.divmod(rows, self._predicted.n)
        return float(len(np.unique(repeat * self._predicted.n + self._predicted.people[row])))


def _parts(people: _People, begin: int, end: int) -> list[tuple[int, int]]:
    """The finest parts from ``begin`` up to ``end`` of which each may be known."""
    if not people.may_be_known(begin, end):
        return []
    found: list[tuple[int, int]] = []
    for border in range(begin + 1, end + 1):
        if people.may_be_known(begin, border):
            found.append((begin, border))
            begin = border
    # What is left at the upper end goes with those before it.
    while begin < end and not people.may_be_known(begin, end):
        begin, _ = found.pop()
    return found if begin == end else [*found, (begin, end)]


def _point(predicted: Predictions, threshold: float) -> OperatingPoint:
    flagged = (predicted.probabilities >= threshold).mean(axis=0)
    events = (predicted.labels == 1).astype(np.float64)
    people = predicted.people
    return OperatingPoint(
        threshold=threshold,
        sensitivity=intervals.share(flagged * events, events, people),
        specificity=intervals.share((1 - flagged) * (1 - events), 1 - events, people),
        precision=intervals.share(flagged * events, flagged, people),
        flagged=intervals.share(flagged, np.ones(predicted.n), people),
        net_benefit=net_benefit.at(predicted, threshold),
    )
