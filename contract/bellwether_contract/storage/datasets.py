"""Uploaded rows on disk: what was sent, by whom, and what the check says of it.

``data/NAME/SHA256/`` appears whole, by one rename, and holds four files with one owner each: the
API writes ``rows``, byte for byte as they were sent, ``received.json``, and in ``answer.json`` what
a person has answered to a question about them; the trainer writes ``verdict.json`` and takes the
rows of a faulty data set away. The name is the SHA-256 of the
bytes as sent, so the same file is the same data set, and what it holds is decided by its content
alone. Where a declared column names people, the rows hold salted hashes in its place, and
``received.json`` says by what and the SHA-256 of what is stored.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bellwether_contract.errors import FAULTS_LISTED, BellwetherError, RowFault
from bellwether_contract.storage import durable
from bellwether_contract.storage.uploads import (
    RECEIVED,
    ROWS,
    Received,
    Upload,
    read_record,
    sweep_hidden,
)

SHA256 = re.compile(r"[0-9a-f]{64}")

VERDICT = "verdict.json"
ANSWER = "answer.json"


class UnknownDataset(BellwetherError):
    """This predictor has no such data set."""


class Unanswered(BellwetherError):
    """A data set asks something that nobody has answered, or is answered what it never asked."""


@dataclass(frozen=True, slots=True)
class Again:
    """Whether rows look like people who are known already, examined again.

    ``rows`` distinct rows were compared with ``known`` ones; exact copies of those do not count. Of
    the rows about ``again`` come again with other values, and ``told`` of them one by one.
    "cannot tell": so many people are alike that nobody would be found again.
    """

    outcome: Literal["none", "found", "cannot tell"]
    rows: int
    known: int
    again: int
    told: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """So many ``rows`` say what a row of the initial ones says, with the same outcome.

    They are copies of ``distinct`` different ones.
    """

    rows: int
    distinct: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person has answered: whether rows that come again are the same people; and why."""

    same_people: bool
    reason: str | None
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the check says: ``count`` faults, of which the first are listed.

    ``declaration`` is the SHA-256 of the ``predictor.yaml`` that it was checked against; ``rows``
    and ``events`` are None where the file could not be read to its end. ``again`` is None where
    nobody has looked for known people: in verdicts from before that, and in faulty files. So is
    ``repeated`` where nobody has looked for copies of initial rows.
    """

    status: Literal["usable", "faulty"]
    rows: int | None
    events: int | None
    count: int
    faults: tuple[RowFault, ...]
    declaration: str
    at: str
    again: Again | None = None
    repeated: Repeated | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """An uploaded data set; without a ``verdict`` it was not checked to the end yet."""

    received: Received
    verdict: CheckResult | None
    answer: Answer | None = None

    @property
    def usable(self) -> bool:
        """Whether a training may use it."""
        return self.verdict is not None and self.verdict.status == "usable"

    @property
    def asks(self) -> bool:
        """Whether rows come again, so that a person has to say whether they are the same people."""
        again = self.verdict.again if self.verdict is not None else None
        return self.usable and again is not None and again.outcome == "found"

    @property
    def unanswered(self) -> bool:
        """Whether it asks what nobody has answered: until then nothing is learned from it."""
        return self.asks and self.answer is None


class DatasetStore:
    """The data volume, as API and trainer see it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def upload(self, name: str) -> Upload:
        """Begin to take rows in: ``with store.upload(name) as upload``; raises OSError."""
        self.sweep(name)
        folder = self._root / name
        folder.mkdir(parents=True, exist_ok=True)
        return Upload(folder)

    def get(self, name: str, sha256: str) -> Dataset:
        """One data set; raises UnknownDataset."""
        folder = self._folder(name, sha256)
        received = read_record(folder / RECEIVED)
        if received is None:
            raise UnknownDataset(f"{name} has no data set {sha256[:64]!r}")
        verdict, answer = read_record(folder / VERDICT), read_record(folder / ANSWER)
        try:
            return Dataset(
                Received(**received),
                _result(verdict) if verdict is not None else None,
                Answer(**answer) if answer is not None else None,
            )
        except (KeyError, TypeError) as error:
            raise UnknownDataset(f"The records of the data set {sha256} are damaged") from error

    def all(self, name: str) -> list[Dataset]:
        """The data sets of a predictor, newest first; raises OSError."""
        found = []
        try:
            entries = os.listdir(self._root / name)
        except FileNotFoundError:
            return []
        for entry in entries:
            with suppress(UnknownDataset):
                found.append(self.get(name, entry))
        return sorted(found, key=lambda one: (one.received.at, one.received.sha256), reverse=True)

    def rows(self, name: str, sha256: str) -> Path:
        """Where the rows lie, gone where they are faulty; raises UnknownDataset."""
        return self._folder(name, sha256) / ROWS

    def judge(self, name: str, sha256: str, verdict: CheckResult) -> None:
        """Put the verdict on record, and take the rows away where it is ``faulty``.

        Raises UnknownDataset where the data set was removed meanwhile, and OSError.
        """
        folder = self._folder(name, sha256)
        if not folder.is_dir():
            raise UnknownDataset(f"The data set {sha256} was removed")
        durable.replace(folder / VERDICT, json.dumps(asdict(verdict)).encode())
        if verdict.status == "faulty":
            (folder / ROWS).unlink(missing_ok=True)

    def answer(self, name: str, sha256: str, answer: Answer) -> None:
        """Put on record what a person has answered, in the place of an earlier answer.

        Raises UnknownDataset, Unanswered where it asks nothing, and OSError.
        """
        if not self.get(name, sha256).asks:
            raise Unanswered(f"The data set {sha256[:12]} asks nothing; there is nothing to answer")
        folder = self._folder(name, sha256)
        durable.replace(folder / ANSWER, json.dumps(asdict(answer)).encode())

    def remove(self, name: str, sha256: str) -> None:
        """Remove a data set; raises UnknownDataset, and OSError."""
        self.get(name, sha256)
        # Out of sight at once; what is left of a removal that was cut short is swept later.
        hidden = self._root / name / f".removed-{uuid.uuid4().hex}"
        os.rename(self._folder(name, sha256), hidden)
        shutil.rmtree(hidden, ignore_errors=True)

    def sweep(self, name: str | None = None) -> None:
        """Remove what killed uploads and removals have left, of one predictor or of all."""
        sweep_hidden(self._root.glob(f"{name or '*'}/.*"))

    def _folder(self, name: str, sha256: str) -> Path:
        if not SHA256.fullmatch(sha256):
            raise UnknownDataset(f"{name} has no such data set; it is named by its SHA-256")
        return self._root / name / sha256


def _result(document: dict[str, Any]) -> CheckResult:
    faults = tuple(map(RowFault.read, document["faults"][:FAULTS_LISTED]))
    again, repeated = document.get("again"), document.get("repeated")
    return CheckResult(
        **{
            **document,
            "faults": faults,
            "again": Again(**again) if again is not None else None,
            "repeated": Repeated(**repeated) if repeated is not None else None,
        }
    )
