"""Versions judged by rows that nothing learns from: asked for, followed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellwether.errors import Fault
from bellwether.following import Followed
from bellwether.transport import path

Document = Mapping[str, Any]

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
OVER = frozenset({DONE, FAILED})


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, which it may lack."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure on the rows that were sent, and the training's own; None: it cannot be told.

    ``z`` is how far they lie apart in standard errors of both. ``found`` is alike, perhaps, differs
    or cannot tell, and ``words`` says it.
    """

    name: str
    label: str
    here: Estimate | None
    training: Estimate | None
    z: float | None
    found: str
    words: str


@dataclass(frozen=True, slots=True)
class ValidationRecord:
    """How a validation stands; ``status`` is queued, running, done or failed.

    ``rows`` were measured, of which ``events`` had the outcome ("fewer than 5" where they are so
    few). ``faults`` are the first hundred of ``fault_count``. ``warnings`` say what speaks against
    believing the ``figures``.
    """

    id: str
    predictor: str
    version: str
    champion: bool
    note: str | None
    at: str
    status: str
    progress: float | None
    message: str | None
    rows: int | None
    people: int | None
    events: int | str | None
    error: str | None
    fault_count: int
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]
    figures: tuple[Compared, ...]
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in OVER


class Validation(Followed[ValidationRecord]):
    """One validation. ``record`` is how it stood when it was last looked at."""

    def __repr__(self) -> str:
        return f"<Validation {self.id} of {self.record.predictor}: {self.status}>"

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id

    def report(self) -> Document:
        """All that was measured. Raises Conflict where it is not done, or failed."""
        found: Document = self._transport.get(self._path("report"))
        return found

    def remove(self) -> None:
        """Remove it, with its report."""
        self._transport.send("DELETE", self._path())

    def _path(self, *parts: str) -> str:
        return path(self.record.predictor, "validations", self.id, *parts)

    @staticmethod
    def _read(document: Document) -> ValidationRecord:
        faults = document.get("faults") or {}
        return ValidationRecord(
            id=document["id"],
            predictor=document["predictor"],
            version=document["version"],
            champion=bool(document.get("champion")),
            note=document.get("note"),
            at=document["at"],
            status=document["status"],
            progress=document.get("progress"),
            message=document.get("message"),
            rows=document.get("rows"),
            people=document.get("people"),
            events=document.get("events"),
            error=document.get("error"),
            fault_count=faults.get("count", 0),
            faults=tuple(
                Fault(each["detail"], row=each.get("row"), column=each.get("column"))
                for each in faults.get("first", ())
            ),
            warnings=tuple(document.get("warnings", ())),
            figures=tuple(_compared(each) for each in document.get("figures", ())),
            document=document,
        )


def _compared(document: Document) -> Compared:
    return Compared(
        name=document["name"],
        label=document["label"],
        here=_estimate(document.get("here")),
        training=_estimate(document.get("training")),
        z=document.get("z"),
        found=document["found"],
        words=document["words"],
    )


def _estimate(document: Document | None) -> Estimate | None:
    if document is None:
        return None
    return Estimate(document["estimate"], document.get("low"), document.get("high"))
