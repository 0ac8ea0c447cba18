"""Validations and their reports."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from bellwether_api.http.documents import Count, Document
from bellwether_api.jobs.dataset_checks import Check
from bellwether_api.representations import uploads
from bellwether_api.representations.numbers import Number
from bellwether_api.representations.uploads import RowFaults, UploadLimits
from bellwether_contract.coded import Code, coded
from bellwether_contract.disclosure import Few, counted
from bellwether_contract.storage.validations import Outcome, Validation

LOST = coded(
    "It did not come to its end; the log of the worker of checks says why. Send the file again.",
    "check_lost",
)
UNATTENDED = (
    "The worker that measures is not running; the validation waits until it is. Whoever runs the "
    "server starts it: the service checker of docker-compose.yml."
)

Status = Literal["queued", "running", "done", "failed"]


class Figure(Document):
    """A figure with its 95 % interval, which it may lack."""

    estimate: Number
    low: Number | None
    high: Number | None


class ComparedFigure(Document):
    """A figure on the rows that were sent, and the training's own.

    ``z``: how far they lie apart, in standard errors of both together. ``differs``: further than
    chance explains.
    """

    name: str
    label: str
    here: Figure | None
    training: Figure | None
    z: Number | None
    found: Literal["alike", "perhaps", "differs", "cannot tell"]
    words: str


class ValidationDescription(Document):
    """A version judged by rows that nothing learns from. ``progress`` is 0 to 1 while it runs.

    ``rows`` are those that were measured, of ``people`` where a column tells them apart.
    ``rows_kept``: the file is still there, since it is not measured yet. ``champion``: whether the
    version was champion when it was asked for. ``warnings`` say what speaks against believing the
    figures. Viewers and whoever has no key are not told columns that are not declared.
    """

    id: str
    version: str
    champion: bool
    note: str | None
    sha256: str
    size: Count
    by: str
    at: str
    predictor: str
    status: Status
    progress: float | None
    message: str | None
    rows: Count | None
    people: Count | None
    events: Count | Few | None
    ended_at: str | None
    error: str | None
    error_code: Code | None
    faults: RowFaults
    rows_kept: bool
    warnings: list[str]
    figures: list[ComparedFigure]


class Validations(Document):
    predictor: str
    limits: UploadLimits
    validations: list[ValidationDescription]


class RemovedValidation(Document):
    predictor: str
    removed: str


def described(
    predictor: str, found: Validation, check: Check | None, *, known: frozenset[str] | None
) -> ValidationDescription:
    """A validation as it crosses the wire; of a fault's column only a name in ``known`` is told.

    ``known`` None: every one. In a file without a header the names are the cells of somebody's row.
    """
    outcome = found.outcome
    lost = outcome is None and check is not None and check.ended
    waits = outcome is None and not lost
    # What no outcome tells yet; nothing that failed has ended without one.
    result = outcome or Outcome("failed", "")
    return ValidationDescription(
        **asdict(found.asked),
        predictor=predictor,
        status=_status(outcome, check, lost=lost),
        progress=check.progress if check is not None and waits else None,
        message=UNATTENDED if waits and check is not None and not check.attended else None,
        rows=result.rows,
        people=result.people,
        events=counted(result.events) if result.events is not None else None,
        ended_at=outcome.at if outcome is not None else None,
        error=LOST if lost else result.error,
        error_code=LOST.code if lost else result.error_code,
        faults=uploads.faults(result.count, result.faults, known),
        # They are needed until they were measured, and gone then.
        rows_kept=outcome is None,
        warnings=list(result.warnings),
        figures=[ComparedFigure.model_validate(each) for each in result.figures],
    )


def _status(outcome: Outcome | None, check: Check | None, *, lost: bool) -> Status:
    if outcome is not None:
        return outcome.status
    if lost:
        return "failed"
    return "running" if check is not None and check.progress is not None else "queued"
