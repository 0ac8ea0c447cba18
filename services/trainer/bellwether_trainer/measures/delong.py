"""The area under the ROC curve with its variance, in O(n log n).

DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988), by sorting as in Sun and Xu, IEEE Signal
Processing Letters 21 (2014). Where people have several rows, by sums over each person's rows:
Obuchowski, Biometrics 53 (1997), which is DeLong's where each has one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bellwether_trainer.measures import clusters
from bellwether_trainer.measures.clusters import Codes, Whose
from bellwether_trainer.records import Labels, Probabilities


@dataclass(frozen=True, slots=True)
class Placements:
    """Which share of the other label's rows each row is ranked right against; ties count half.

    ``people_of_events`` and ``people_of_others`` tell whose the rows are, where somebody has two.
    """

    of_events: Probabilities
    of_others: Probabilities
    people_of_events: Codes | None = None
    people_of_others: Codes | None = None

    @property
    def auroc(self) -> float:
        """The area: how often a positive row is ranked above a negative one."""
        return float(self.of_events.mean())

    @property
    def variance(self) -> float:
        """DeLong's variance of the area; needs two rows, or people, of each label."""
        if self.people_of_events is None or self.people_of_others is None:
            events, others = self.of_events, self.of_others
            return float(events.var(ddof=1) / len(events) + others.var(ddof=1) / len(others))
        return self._of_people(self.people_of_events, self.people_of_others)

    def _of_people(self, people_of_events: Codes, people_of_others: Codes) -> float:
        """The variance where rows of one person come together, in either label and across."""
        size = 1 + max(people_of_events.max(), people_of_others.max())
        sides = []
        for values, people in (
            (self.of_events, people_of_events),
            (self.of_others, people_of_others),
        ):
            spread = np.bincount(people, weights=values - values.mean(), minlength=size)
            sides.append((spread / len(values), len(np.unique(people))))
        (events, with_events), (others, with_others) = sides
        either = len(np.union1d(people_of_events, people_of_others))
        return float(
            clusters.correction(with_events) * (events @ events)
            + clusters.correction(with_others) * (others @ others)
            + 2 * clusters.correction(either) * (events @ others)
        )


def placements(
    labels: Labels, probabilities: Probabilities, people: Whose | None = None
) -> Placements:
    """Rank the rows, [n] each; both labels must be there."""
    events = labels == 1
    positive, negative = probabilities[events], probabilities[~events]
    whose = clusters.codes(people)
    return Placements(
        of_events=_below(positive, negative),
        of_others=1 - _below(negative, positive),
        people_of_events=None if whose is None else whose[events],
        people_of_others=None if whose is None else whose[~events],
    )


def _below(values: Probabilities, others: Probabilities) -> Probabilities:
    """Which share of ``others`` lies below each of ``values``; an equal one counts half."""
    others = np.sort(others)
    both = np.searchsorted(others, values, "left") + np.searchsorted(others, values, "right")
    found: Probabilities = both / (2 * len(others))
    return found


def difference(reference: Placements, challenger: Placements) -> tuple[float, float]:
    """Reference minus challenger on the same rows: the area lost, and its variance."""
    lost = replace(
        reference,
        of_events=reference.of_events - challenger.of_events,
        of_others=reference.of_others - challenger.of_others,
    )
    return lost.auroc, lost.variance
