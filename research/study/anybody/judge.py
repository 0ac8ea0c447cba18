"""What is wanted of each data set, and whether it came so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from research.study.anybody.product import Failed, Trained, Unseen
from research.study.anybody.sets import DataSet

Z = 1.96

# Of so many data sets one may lie beyond two joint standard errors by chance alone.
BEYOND_ALLOWED = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """A data set, and what the product made of it.

    ``asked`` are the columns that draft or training asked about. ``unanswered`` is the training of
    the draft as it came, ``answered`` that with a person's answers, ``unseen`` what that version is
    worth on people never seen.
    """

    data_set: DataSet
    rows: int
    events: int
    asked: frozenset[str]
    unanswered: Trained | Failed
    answered: Trained | Failed
    unseen: Unseen | None

    @property
    def not_asked(self) -> list[str]:
        """Columns that a person would have to be asked about, and was not."""
        person = [self.data_set.person] if self.data_set.person else []
        wanted = [*person, *self.data_set.leaks, *self.data_set.names]
        return [column for column in wanted if column not in self.asked]

    @property
    def taken_out(self) -> list[str]:
        """Columns that a person who knows the study took out without being asked."""
        return [column for column in self.data_set.later if column not in self.asked]

    @property
    def gap(self) -> float | None:
        """Reported minus honest AUROC."""
        if self.unseen is None or not isinstance(self.answered, Trained):
            return None
        return self.answered.auroc - self.unseen.auroc

    @property
    def beyond(self) -> bool:
        """Whether the report promises more than chance explains."""
        gap = self.gap
        if gap is None or self.unseen is None or not isinstance(self.answered, Trained):
            return False
        own = (self.answered.high - self.answered.low) / (2 * Z)
        return gap > Z * math.hypot(own, self.unseen.standard_error)

    @property
    def rejected(self) -> bool:
        """Whether the honest version was not published."""
        return not (isinstance(self.answered, Trained) and self.answered.outcome == "promoted")


def faults(outcomes: Sequence[Outcome]) -> list[str]:
    """What is not as it is wanted, in words; empty where all is."""
    found = [
        f"{each.data_set.name}: an honest version was not published ({_why(each.answered)})"
        for each in outcomes
        if each.rejected
    ]
    found += [
        f"{each.data_set.name}: nobody was asked about {', '.join(each.not_asked)}"
        for each in outcomes
        if each.not_asked
    ]
    beyond = [each.data_set.name for each in outcomes if each.beyond]
    if len(beyond) > BEYOND_ALLOWED:
        found.append(
            f"{', '.join(beyond)}: reported above what people never seen show, by more than 1.96 "
            f"joint standard errors; {BEYOND_ALLOWED} of {len(outcomes)} may be by chance"
        )
    return found


def _why(ended: Trained | Failed) -> str:
    return ended.message if isinstance(ended, Failed) else "; ".join(ended.reasons)
