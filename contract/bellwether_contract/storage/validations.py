"""Validations on disk: rows with a known outcome, by which a version was judged, and the report.

``data/NAME/validations/ID/`` appears whole, by one rename, and holds up to four files with one
owner each: the API writes ``rows``, byte for byte as they were sent (people as salted hashes where
the version's declaration names them), and ``asked.json``; the trainer writes ``report.json``, then
``outcome.json``, and takes the rows away: they were measured, and nothing learns from them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bellwether_contract.clock import now
from bellwether_contract.coded import Code, code, code_of
from bellwether_contract.errors import FAULTS_LISTED, BellwetherError, RowFault
from bellwether_contract.storage import durable
from bellwether_contract.storage.uploads import ROWS, Upload, sweep_hidden

FOLDER = "validations"
ASKED = "asked.json"
OUTCOME = "outcome.json"
REPORT = "report.json"

ID = re.compile(r"[0-9a-f]{32}")


class UnknownValidation(BellwetherError):
    """This predictor has no such validation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: ``version`` judged by a file of ``size`` bytes, by whom and when (ISO 8601).

    ``sha256`` is that of the file as it was sent. ``champion``: whether the version was champion
    then. ``note`` is what the operator calls it.
    """

    id: str
    version: str
    champion: bool
    note: str | None
    sha256: str
    size: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: ``rows`` measured, of ``people`` with ``events``; None where nothing was.

    ``figures`` are those of the report beside the training's, ``warnings`` what speaks against
    believing them. Where it failed, ``error`` says why in words, and ``count`` faults of the file,
    of which the first are listed, where in it; ``error_code`` says the same as ``error``.
    """

    status: Literal["done", "failed"]
    at: str
    rows: int | None = None
    people: int | None = None
    events: int | None = None
    error: str | None = None
    count: int = 0
    faults: tuple[RowFault, ...] = ()
    figures: tuple[Mapping[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()
    error_code: Code | None = None

    def __post_init__(self) -> None:
        if self.error_code is None:
            object.__setattr__(self, "error_code", code_of(self.error))


@dataclass(frozen=True, slots=True)
class Validation:
    """A validation; without an ``outcome`` it waits or is under way."""

    asked: Asked
    outcome: Outcome | None


class ValidationStore:
    """The validations on the data volume, as API and trainer see them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def upload(self, name: str) -> ValidationUpload:
        """Begin to take rows in: ``with store.upload(name) as upload``; raises OSError."""
        self.sweep(name)
        folder = self._root / name / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return ValidationUpload(folder)

    def get(self, name: str, validation: str) -> Validation:
        """One validation; raises UnknownValidation."""
        folder = self.folder(name, validation)
        try:
            asked = Asked(**json.loads((folder / ASKED).read_bytes()))
            return Validation(asked, _outcome(folder / OUTCOME))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UnknownValidation(f"{name} has no validation {validation}") from error
        except (ValueError, KeyError, TypeError) as error:
            message = f"The records of the validation {validation} are damaged; remove it"
            raise UnknownValidation(message) from error

    def all(self, name: str) -> list[Validation]:
        """The validations of a predictor, newest first; raises OSError."""
        try:
            entries = os.listdir(self._root / name / FOLDER)
        except FileNotFoundError:
            return []
        found = []
        for entry in entries:
            with suppress(UnknownValidation):
                found.append(self.get(name, entry))
        return sorted(found, key=lambda one: (one.asked.at, one.asked.id), reverse=True)

    def rows(self, name: str, validation: str) -> Path:
        """Where the rows lie until they were measured; raises UnknownValidation."""
        return self.folder(name, validation) / ROWS

    def report(self, name: str, validation: str) -> Any:
        """What was measured; raises UnknownValidation where there is no report."""
        try:
            return json.loads((self.folder(name, validation) / REPORT).read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise UnknownValidation(f"The validation {validation} has no report") from error

    def finish(
        self, name: str, validation: str, outcome: Outcome, report: Mapping[str, Any] | None = None
    ) -> None:
        """Put on record how it ended, and take the rows away.

        One that has ended stays as it is. Raises UnknownValidation where it was removed meanwhile,
        and OSError.
        """
        folder = self.folder(name, validation)
        if not folder.is_dir():
            raise UnknownValidation(f"The validation {validation} was removed")
        if not (folder / OUTCOME).exists():
            if report is not None:
                content = json.dumps(report, allow_nan=False).encode()
                durable.replace(folder / REPORT, content)
            durable.replace(folder / OUTCOME, json.dumps(asdict(outcome)).encode())
        (folder / ROWS).unlink(missing_ok=True)
        durable.sync_directory(folder)

    def remove(self, name: str, validation: str) -> None:
        """Remove a validation; raises UnknownValidation, and OSError."""
        folder = self.folder(name, validation)
        # Out of sight at once; what is left of a removal that was cut short is swept later.
        hidden = folder.with_name(f".removed-{uuid.uuid4().hex}")
        try:
            os.rename(folder, hidden)
        except FileNotFoundError as error:
            raise UnknownValidation(f"{name} has no validation {validation}") from error
        shutil.rmtree(hidden, ignore_errors=True)

    def sweep(self, name: str | None = None) -> None:
        """Remove what killed uploads and removals have left, of one predictor or of all."""
        sweep_hidden(self._root.glob(f"{name or '*'}/{FOLDER}/.*"))

    def folder(self, name: str, validation: str) -> Path:
        """Where a validation lies, or would; raises UnknownValidation for what is no id."""
        if not ID.fullmatch(validation):
            raise UnknownValidation(f"{name} has no such validation")
        return self._root / name / FOLDER / validation


class ValidationUpload(Upload):
    """Rows that are being taken in to judge a version by; hidden until ``ask``."""

    def ask(
        self,
        version: str,
        *,
        champion: bool,
        note: str | None,
        sha256: str,
        size: int,
        by: str,
        called: str | None = None,
    ) -> Asked:
        """Make it a validation of ``version``; raises OSError.

        ``sha256`` and ``size`` are those of the file as it was sent. Where one is there already
        that is ``called`` so, it stays, and is returned.
        """
        made = called or uuid.uuid4().hex
        asked = Asked(made, version, champion, note, sha256, size, by, now())
        try:
            self.place(asked.id, {ASKED: json.dumps(asdict(asked)).encode()})
        except OSError:
            there = self._folder / made / ASKED
            if not there.exists():
                raise
            return Asked(**json.loads(there.read_bytes()))
        return asked


def _outcome(path: Path) -> Outcome | None:
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    faults = tuple(map(RowFault.read, document["faults"][:FAULTS_LISTED]))
    sequences = {name: tuple(document[name]) for name in ("figures", "warnings")}
    said = code(document.get("error_code"))
    return Outcome(**{**document, **sequences, "faults": faults, "error_code": said})
