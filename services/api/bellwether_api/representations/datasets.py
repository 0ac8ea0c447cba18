"""Data sets: rows that a training may learn from, and what their check says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bellwether_api.declarations.watcher import Declaration
from bellwether_api.http.documents import Count, Document
from bellwether_api.jobs.dataset_checks import Check
from bellwether_api.representations.uploads import RowFaults, UploadLimits, faults
from bellwether_contract.bundle.manifest import Manifest
from bellwether_contract.coded import Code, coded
from bellwether_contract.disclosure import FEWER, LEAST, Few, counted
from bellwether_contract.jobs import check_id
from bellwether_contract.storage.datasets import Again, Answer, CheckResult, Dataset
from bellwether_contract.vocabulary import INITIAL

CHECK_LOST = coded(
    "The check did not come to its end; the trainer's log says why. Send the file again.",
    "check_lost",
)
CHECK_UNATTENDED = (
    "The worker that checks rows is not running; the check waits until it is. Whoever runs the "
    "server starts it: the service checker of docker-compose.yml."
)

Status = Literal["checking", "usable", "asked", "faulty", "failed"]


class KnownPeople(Document):
    """Of ``rows`` that were compared with ``known`` ones about ``again`` look like known people.

    ``told``: of how many of them it can be said which known row they repeat. "cannot tell": people
    are so alike that nobody would be found again.
    """

    outcome: Literal["none", "found", "cannot tell"]
    rows: Count
    known: Count
    again: Count | Few
    told: Count | Few

    @classmethod
    def of(cls, found: Again) -> KnownPeople:
        """How many rows come again; a number of a few people reads "fewer than 5"."""
        return cls(
            outcome=found.outcome,
            rows=found.rows,
            known=found.known,
            again=counted(found.again),
            told=counted(found.told),
        )


class SamePeople(Document):
    """What a person has answered: whether rows that come again are the same people."""

    same_people: bool
    reason: str | None
    by: str
    at: str

    @classmethod
    def of(cls, said: Answer) -> SamePeople:
        """An answer as it lies beside the rows."""
        return cls(same_people=said.same_people, reason=said.reason, by=said.by, at=said.at)


class SamePeopleAnswer(Document):
    """The body of an answer; the reason stands in the report of what is trained on the rows.

    Different people need one.
    """

    same_people: bool
    reason: Annotated[str | None, Field(max_length=500)] = None


class DataSetDescription(Document):
    """Rows that a training may learn from. ``progress`` is 0 to 1 while they are checked.

    ``message`` says what keeps a check waiting, where something has to be done about it.
    ``asked``: they hold a ``question`` and are learned from once it is answered. ``again`` is null
    where nobody has looked for known people.

    So many rows as are ``repeated`` say what one of the initial rows says, with the same outcome.
    Operators are told, and whoever has sent them; others, and where nobody has looked, read null.
    Where they copy fewer than five different rows it says no more, not even that there is none:
    whether one certain person is among the initial rows must not be found out by sending a row.

    Viewers and whoever has no key are not told columns that are no field, which may be cells, nor
    what the ``file`` was called.
    """

    name: str
    file: str | None
    sha256: str
    size: Count | None
    rows: Count | None
    events: Count | Few | None
    by: str | None
    at: str | None
    status: Status
    progress: float | None
    message: str | None
    checked_at: str | None
    faults: RowFaults
    error: str | None
    error_code: Code | None
    job: str | None
    again: KnownPeople | None
    repeated: Count | Few | None
    question: str | None
    answer: SamePeople | None


class DataSets(Document):
    predictor: str
    limits: UploadLimits
    datasets: list[DataSetDescription]


def initial(declared: Declaration, champion_manifest: Manifest | None) -> DataSetDescription:
    """The rows in the predictor's folder; how many, where the champion has read the same ones."""
    sha256 = declared.predictor.data.sha256
    read = champion_manifest.datasets if champion_manifest is not None else ()
    try:
        size = declared.data.stat().st_size
    except OSError:
        size = None
    return DataSetDescription(
        name=INITIAL,
        file=None,
        sha256=sha256,
        size=size,
        rows=next((one.rows for one in read if one.sha256 == sha256), None),
        events=None,
        by=None,
        at=None,
        status="usable",
        progress=None,
        message=None,
        checked_at=None,
        faults=RowFaults(count=0, first=[]),
        error=None,
        error_code=None,
        job=None,
        again=None,
        repeated=None,
        question=None,
        answer=None,
    )


def described(
    predictor: str,
    found: Dataset,
    check: Check | None,
    columns: frozenset[str] | None,
    *,
    repeats: bool,
) -> DataSetDescription:
    """Uploaded rows and their verdict or, while there is none, how their check stands.

    Of a fault's column only a name in ``columns`` is told, with None every one: in a file without
    a header the names are the cells of somebody's row. Likewise what the file was called.
    ``repeats``: how many of the rows are copies of initial ones is told.
    """
    received, verdict = found.received, found.verdict
    waits = verdict is None and check is not None and not check.ended
    lost = verdict is None and check is not None and check.ended
    return DataSetDescription(
        name=received.sha256,
        file=received.file if columns is None else None,
        sha256=received.sha256,
        size=received.size,
        rows=verdict.rows if verdict is not None else None,
        events=counted(verdict.events)
        if verdict is not None and verdict.events is not None
        else None,
        by=received.by,
        at=received.at,
        status=_status(found, verdict, lost=lost),
        progress=check.progress if check is not None else None,
        message=CHECK_UNATTENDED if waits and check is not None and not check.attended else None,
        checked_at=verdict.at if verdict is not None else None,
        faults=faults(verdict.count, verdict.faults, columns)
        if verdict is not None
        else faults(0, (), columns),
        error=CHECK_LOST if lost else None,
        error_code=CHECK_LOST.code if lost else None,
        job=check_id(predictor, received.sha256),
        again=KnownPeople.of(verdict.again)
        if verdict is not None and verdict.again is not None
        else None,
        repeated=_repeated(verdict) if repeats else None,
        question=question(found),
        answer=SamePeople.of(found.answer) if found.answer is not None else None,
    )


def question(found: Dataset) -> str | None:
    """What a data set asks in words; None where it asks nothing."""
    again = found.verdict.again if found.verdict is not None else None
    if again is None or not found.asks:
        return None
    which = "" if 2 * again.told >= again.again else "; which ones cannot be told of most"
    return (
        f"About {again.again:,} of {again.rows:,} rows look like people who are known already, "
        f"examined again: far more often than chance they and a known row are each other's nearest"
        f"{which}. Are they the same people?"
    )


def _repeated(verdict: CheckResult | None) -> int | Few | None:
    """How many rows are copies; of fewer than LEAST different ones, and of none, no more."""
    if verdict is None or verdict.repeated is None:
        return None
    return FEWER if verdict.repeated.distinct < LEAST else verdict.repeated.rows


def _status(found: Dataset, verdict: CheckResult | None, *, lost: bool) -> Status:
    if found.unanswered:
        return "asked"
    if verdict is not None:
        return verdict.status
    return "failed" if lost else "checking"
