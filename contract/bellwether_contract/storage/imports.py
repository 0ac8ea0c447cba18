"""Versions of other sites on their way in: each as the archive that was sent, until it is here.

``data/NAME/imports/VERSION/`` appears whole, by one rename, once the API has proven what is in it.
It holds up to three files with one owner each: the API writes ``archive``, byte for byte as it was
sent, and ``asked.json``; the trainer, which alone may write where versions lie, writes
``outcome.json`` and takes the archive away.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.clock import now
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage import durable
from bellwether_contract.storage.uploads import Upload, sweep_hidden

FOLDER = "imports"
ARCHIVE = "archive"
ASKED = "asked.json"
OUTCOME = "outcome.json"

# Beside an archive that is being taken in: what is in it, while it is proven.
UNPACKED = "unpacked"


class UnknownImport(BellwetherError):
    """This predictor has no such import."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: ``version`` of an archive of ``size`` bytes, by whom and when (ISO 8601).

    ``sha256`` is what the archive ends with and is called by. ``same_declaration``: whether the
    version was trained with the declaration that lay here then; None where none did.
    """

    version: str
    sha256: str
    size: int
    by: str
    at: str
    same_declaration: bool | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended; where it failed, ``error`` says why in words."""

    status: Literal["done", "failed"]
    at: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """An import; without an ``outcome`` it waits for the trainer."""

    asked: Asked
    outcome: Outcome | None


class ImportStore:
    """The imports on the data volume, as API and trainer see them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def upload(self, name: str) -> ImportUpload:
        """Begin to take an archive in: ``with store.upload(name) as upload``; raises OSError."""
        self.sweep(name)
        folder = self._root / name / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return ImportUpload(folder)

    def get(self, name: str, version: str) -> Import:
        """One import; raises UnknownImport."""
        folder = self._folder(name, version)
        try:
            asked = Asked(**json.loads((folder / ASKED).read_bytes()))
            outcome = None
            with suppress(FileNotFoundError):
                outcome = Outcome(**json.loads((folder / OUTCOME).read_bytes()))
            return Import(asked, outcome)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UnknownImport(f"{name} has no import of a version {version}") from error
        except (ValueError, TypeError) as error:
            message = f"The records of the import of {version} are damaged; send it again"
            raise UnknownImport(message) from error

    def waiting(self, name: str) -> Iterator[Import]:
        """Those of a predictor that have not ended; raises OSError."""
        with suppress(FileNotFoundError):
            for entry in os.listdir(self._root / name / FOLDER):
                with suppress(UnknownImport):
                    found = self.get(name, entry)
                    if found.outcome is None:
                        yield found

    def file(self, name: str, version: str) -> Path:
        """Where the archive lies until its end; raises UnknownImport."""
        return self._folder(name, version) / ARCHIVE

    def finish(self, name: str, version: str, outcome: Outcome) -> None:
        """Put on record how it ended, and take the archive away.

        One that has ended stays as it is. Raises UnknownImport where it is not there any more, and
        OSError.
        """
        folder = self._folder(name, version)
        if not folder.is_dir():
            raise UnknownImport(f"{name} has no import of a version {version} any more")
        if not (folder / OUTCOME).exists():
            durable.replace(folder / OUTCOME, json.dumps(asdict(outcome)).encode())
        (folder / ARCHIVE).unlink(missing_ok=True)
        durable.sync_directory(folder)

    def sweep(self, name: str | None = None) -> None:
        """Remove what killed uploads have left, of one predictor or of all."""
        sweep_hidden(self._root.glob(f"{name or '*'}/{FOLDER}/.*"))

    def _folder(self, name: str, version: str) -> Path:
        if not VERSION_PATTERN.fullmatch(version):
            raise UnknownImport(f"{name} has no such import")
        return self._root / name / FOLDER / version


class ImportUpload(Upload):
    """An archive that is being taken in; hidden until ``ask``."""

    content = ARCHIVE

    @property
    def path(self) -> Path:
        """What was written so far."""
        return self._hidden / ARCHIVE

    @property
    def beside(self) -> Path:
        """Where its files may be unpacked; gone with all of it."""
        return self._hidden / UNPACKED

    def ask(self, version: str, *, sha256: str, by: str, same_declaration: bool | None) -> Asked:
        """Have it wait for the trainer; raises OSError.

        Where the same archive waits already, that one stays, and is returned. What else is there
        has ended or is damaged: its place is taken.
        """
        shutil.rmtree(self.beside, ignore_errors=True)
        asked = Asked(version, sha256, self.size, by, now(), same_declaration)
        target = self._folder / version
        files = {ASKED: json.dumps(asdict(asked)).encode()}
        if (there := self._waits(target)) is not None:
            return there
        with suppress(FileNotFoundError):
            os.rename(target, self._folder / f".removed-{uuid.uuid4().hex}")
        try:
            self.place(version, files)
        except OSError:
            # Another process was faster.
            if (there := self._waits(target)) is None:
                raise
            return there
        return asked

    def _waits(self, target: Path) -> Asked | None:
        """What was asked of an import that waits, with its archive; else None."""
        try:
            if (target / OUTCOME).exists() or not (target / ARCHIVE).exists():
                return None
            return Asked(**json.loads((target / ASKED).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
