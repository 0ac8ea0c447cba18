"""Versions, retrainings, data sets, and what operators send."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from bellwether_api.representations.predicting import Champion, Measured
from bellwether_api.representations.shape import Count, OpenShape, Shape
from bellwether_api.serving.rollcall import Processes
from bellwether_contract.disclosure import Few
from bellwether_contract.errors import RowFault
from bellwether_contract.jobs import JobRecord
from bellwether_contract.storage.history import Event, Withdrawal
from bellwether_contract.vocabulary import Outcome


class ListedVersion(Measured):
    """A version in the list; ``measures`` are the held-out figures of its report.

    ``accepted`` is what the gate has said, ``outcome`` what became of the version when it was made,
    and for which ``reasons``: a candidate is kept, and may be promoted by the operator. One that is
    ``withdrawn`` answers no more.
    """

    version: str
    created: str
    job: str
    rows: Count
    champion: bool
    accepted: bool
    outcome: Outcome
    reasons: list[str]
    withdrawn: Withdrawal | None
    measures: dict[str, Any]


class BrokenVersion(Shape):
    """A version that cannot be read, and why."""

    version: str
    champion: bool
    broken: str
    withdrawn: Withdrawal | None


class Versions(Shape):
    predictor: str
    champion: str | None
    versions: list[ListedVersion | BrokenVersion]


class Report(OpenShape):
    """Everything that was measured; what else is in it depends on the training that wrote it.

    A count of one to four people reads "fewer than 5", and no smallest or largest value is told.
    """

    predictor: str
    evaluation: dict[str, Any]
    gate: dict[str, Any]
    withdrawn: Withdrawal | None


class Promoted(Shape):
    """``processes``: all that answer here, and how many of them serve this version already."""

    champion: Champion | None
    processes: Processes


class ChampionHistory(Shape):
    """``comparisons``: how often the gate has decided on the present anchor."""

    champion: Champion | None
    comparisons: Count
    history: list[Event]


class Withdrawn(Shape):
    """A version that is out of use: since when, by whom and why."""

    predictor: str
    version: str
    withdrawn: Withdrawal


class Learner(Shape):
    """A version that has learned from rows which are removed now; it may be withdrawn."""

    version: str
    created: str
    champion: bool
    outcome: Outcome
    withdrawn: Withdrawal | None


class RemovedDataSet(Shape):
    """Rows that are gone, and the versions that have learned from them, newest first."""

    predictor: str
    removed: str
    learned: list[Learner]


class Retrainings(Shape):
    retrainings: list[JobRecord]


class Limits(Shape):
    bytes: Count


class RowFaults(Shape):
    count: Count
    first: list[RowFault]


class ComeAgain(Shape):
    """Of ``rows`` that were compared with ``known`` ones about ``again`` look like known people.

    ``told``: of how many of them it can be said which known row they repeat. "cannot tell": people
    are so alike that nobody would be found again.
    """

    outcome: Literal["none", "found", "cannot tell"]
    rows: Count
    known: Count
    again: Count | Few
    told: Count | Few


class SamePeople(Shape):
    """What a person has answered: whether rows that come again are the same people."""

    same_people: bool
    reason: str | None
    by: str
    at: str


class SamePeopleAnswer(Shape):
    """The body of an answer; the reason stands in the report of what is trained on the rows.

    Different people need one.
    """

    same_people: bool
    reason: Annotated[str | None, Field(max_length=500)] = None


class DataSetDescription(Shape):
    """Rows that a training may learn from. ``progress`` is 0 to 1 while they are checked.

    ``message`` says what keeps a check waiting, where something has to be done about it.
    ``asked``: they hold a ``question`` and are learned from once it is answered. ``again`` is null
    where nobody has looked for known people.

    Only with the operator's key do ``faults`` name columns that are no field: they may be cells.
    """

    name: str
    sha256: str
    size: Count | None
    rows: Count | None
    events: Count | Few | None
    by: str | None
    at: str | None
    status: Literal["checking", "usable", "asked", "faulty", "failed"]
    progress: float | None
    message: str | None
    checked_at: str | None
    faults: RowFaults
    error: str | None
    job: str | None
    again: ComeAgain | None
    question: str | None
    answer: SamePeople | None


class DataSets(Shape):
    predictor: str
    limits: Limits
    datasets: list[DataSetDescription]


class OpenAPI(OpenShape):
    """This document."""

    openapi: Literal["3.1.1"]
    info: dict[str, Any]
    paths: dict[str, Any]


class ReasonedPromotion(Shape):
    """The body of a promotion or a roll-back; a version that the gate rejected needs a reason."""

    version: str
    reason: Annotated[str | None, Field(max_length=500)] = None


class ReasonedWithdrawal(Shape):
    """The body of a withdrawal."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class RetrainingRequest(Shape):
    """The body of a retraining; all of it may be left out.

    With ``promote`` false, what is trained is kept as a candidate at best.
    """

    reason: Annotated[str | None, Field(max_length=500)] = None
    effort: Literal["quick", "full"] | None = "full"
    promote: bool | None = True
    datasets: (
        Annotated[
            list[Annotated[str, Field(pattern=r"^(initial|[0-9a-f]{64})$")]],
            Field(min_length=1, max_length=20, json_schema_extra={"uniqueItems": True}),
        ]
        | None
    ) = Field(default=["initial"])
