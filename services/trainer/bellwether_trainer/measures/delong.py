"""The area under the ROC curve with its variance, in O(n log n).

DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988), by midranks as in Sun and Xu, IEEE Signal
Processing Letters 21 (2014).
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

from bellwether_trainer.records import Labels, Probabilities


@dataclass(frozen=True, slots=True)
class Placements:
    """Which share of the other label's rows each row is ranked right against; ties count half."""

    of_events: Probabilities
    of_others: Probabilities

    @property
    def auroc(self) -> float:
        """The area: how often a positive row is ranked above a negative one."""
        return float(self.of_events.mean())

    @property
    def variance(self) -> float:
        """DeLong's variance of the area; needs two rows of each label."""
        return variance(self.of_events, self.of_others)


def placements(labels: Labels, probabilities: Probabilities) -> Placements:
    """Rank the rows, [n] each; both labels must be there."""
    events = labels == 1
    positive, negative = probabilities[events], probabilities[~events]
    ranks = stats.rankdata(probabilities)
    return Placements(
        of_events=(ranks[events] - stats.rankdata(positive)) / len(negative),
        of_others=1 - (ranks[~events] - stats.rankdata(negative)) / len(positive),
    )


def difference(reference: Placements, challenger: Placements) -> tuple[float, float]:
    """Reference minus challenger on the same rows: the area lost, and its variance."""
    of_events = reference.of_events - challenger.of_events
    of_others = reference.of_others - challenger.of_others
    return float(of_events.mean()), variance(of_events, of_others)


def variance(of_events: Probabilities, of_others: Probabilities) -> float:
    """The variance of an area, or of a difference of areas, from placements."""
    return float(of_events.var(ddof=1) / len(of_events) + of_others.var(ddof=1) / len(of_others))
