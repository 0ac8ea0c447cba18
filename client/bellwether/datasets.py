"""Rows that a training may learn from: sent, checked, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bellwether.errors import Fault
from bellwether.following import Followed
from bellwether.transport import Transport, path
from bellwether.versions import Withdrawal, withdrawal

Document = Mapping[str, Any]

CHECKING, USABLE, ASKED = "checking", "usable", "asked"


@dataclass(frozen=True, slots=True)
class DatasetRecord:
    """How a data set stands; ``status`` is checking, usable, asked, faulty or failed.

    ``message`` says what keeps a check waiting, where something has to be done about it.
    ``faults`` are the first hundred of ``fault_count``, by line and column of the file. ``events``
    is "fewer than 5" where they are so few. ``question`` is what has to be answered before a
    retraining can name it (then it is asked), and ``same_people`` what was answered. ``file`` is
    what it was called when it was sent, where your key may know. So many rows as are ``repeated``
    stand in the initial rows already; None where your key may not know, or nobody has looked.
    """

    name: str
    size: int | None
    rows: int | None
    events: int | str | None
    by: str | None
    at: str | None
    status: str
    progress: float | None
    message: str | None
    fault_count: int
    faults: tuple[Fault, ...]
    error: str | None
    question: str | None = None
    same_people: bool | None = None
    file: str | None = None
    repeated: int | str | None = None
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def usable(self) -> bool:
        """Whether a retraining can name it."""
        return self.status == USABLE

    @property
    def over(self) -> bool:
        """Whether its rows were checked."""
        return self.status != CHECKING


@dataclass(frozen=True, slots=True)
class Learner:
    """A version that has learned from rows which were removed.

    ``outcome`` is promoted, candidate or rejected.
    """

    version: str
    champion: bool
    outcome: str
    withdrawn: Withdrawal | None
    document: Document = field(default_factory=dict, repr=False, compare=False)


def learners(document: Document | None) -> list[Learner]:
    """Who has learned from removed rows; a server of before does not say."""
    return [
        Learner(
            version=each["version"],
            champion=each["champion"],
            outcome=each["outcome"],
            withdrawn=withdrawal(each["version"], each.get("withdrawn")),
            document=each,
        )
        for each in (document or {}).get("learned", ())
    ]


class Dataset(Followed[DatasetRecord]):
    """One data set. ``record`` is how it stood when it was last looked at."""

    def __init__(self, transport: Transport, predictor: str, document: Document) -> None:
        super().__init__(transport, document)
        self.predictor = predictor

    def __repr__(self) -> str:
        return f"<Dataset {self.name} of {self.predictor}: {self.status}>"

    @property
    def name(self) -> str:
        """The SHA-256 of the file; "initial" for the rows of the folder."""
        return self.record.name

    @property
    def usable(self) -> bool:
        """Whether a retraining can name it."""
        return self.record.usable

    def answer(self, *, same_people: bool, reason: str | None = None) -> Self:
        """Say whether the rows that its question is about are people who were known already.

        Different people need a reason. Raises Conflict where it asks nothing, InvalidInputs.
        """
        said = {"same_people": same_people, **({"reason": reason} if reason else {})}
        self.record = self._read(self._transport.send("PUT", self._path("answers"), said))
        return self

    def _path(self, *parts: str) -> str:
        return path(self.predictor, "datasets", self.name, *parts)

    @staticmethod
    def _read(document: Document) -> DatasetRecord:
        faults = document.get("faults") or {}
        return DatasetRecord(
            name=document["name"],
            size=document.get("size"),
            rows=document.get("rows"),
            events=document.get("events"),
            by=document.get("by"),
            at=document.get("at"),
            status=document["status"],
            progress=document.get("progress"),
            message=document.get("message"),
            fault_count=faults.get("count", 0),
            faults=tuple(
                Fault(each["detail"], row=each.get("row"), column=each.get("column"))
                for each in faults.get("first", ())
            ),
            error=document.get("error"),
            question=document.get("question"),
            same_people=(document.get("answer") or {}).get("same_people"),
            file=document.get("file"),
            repeated=document.get("repeated"),
            document=document,
        )
