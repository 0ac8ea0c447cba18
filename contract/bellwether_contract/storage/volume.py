"""A shared volume as the origin: its directories are what everybody reads.

Renames within one volume, and locks of files, do all of it, so a volume that several machines share
does, too.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.errors import StoreConflict
from bellwether_contract.storage import chained_file, durable, locks
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.origin import HISTORY, LOCK, POINTER, TAIL_BYTES

# How the two are named to people.
MODELS = "models'"
CHAMPIONS = "champions'"


class Volume:
    """The directories ``models`` and ``champions``."""

    def __init__(self, models: Path, champions: Path) -> None:
        self._models = models
        self._champions = champions

    def refresh(self) -> None:
        """Nothing to do: whoever reads finds what is there."""

    def catch_up(self, name: str) -> None:
        """Nothing to do either."""

    @contextmanager
    def turn(self, name: str, on_wait: OnWait | None) -> Iterator[None]:
        """Hold the predictor's lock; raises LockHeld (``locks.take``), VolumeFull, and OSError."""
        folder = self._champions / name
        with ExitStack() as held:
            with durable.room(CHAMPIONS):
                folder.mkdir(parents=True, exist_ok=True)
                what = f"{name} on the {CHAMPIONS} volume"
                held.enter_context(locks.held(folder / LOCK, what, on_wait))
            yield

    @durable.room(CHAMPIONS)
    def append(self, name: str, document: Mapping[str, Any]) -> None:
        """Write a line of the history; raises VolumeFull, OSError."""
        path = self._champions / name / HISTORY
        chained_file.append(path, document, mode=0o644, within=TAIL_BYTES)

    @durable.room(CHAMPIONS)
    def point(self, name: str, champion: Mapping[str, str], line: Mapping[str, Any] | None) -> None:
        """The line of history, then the pointer; a full volume takes neither."""

        def into_history() -> None:
            if line is not None:
                self.append(name, line)

        pointer = self._champions / name / POINTER
        durable.replace(pointer, json.dumps(champion).encode(), before=into_history)

    def there(self, name: str, known: Collection[str]) -> set[str]:  # noqa: ARG002  # the seam's
        """What lies among the versions; raises OSError."""
        return {e for e in _entries(self._versions(name)) if VERSION_PATTERN.fullmatch(e)}

    def lies(self, name: str, version: str) -> bool:
        """Whether a version is there."""
        return (self._versions(name) / version).is_dir()

    def fetch(self, name: str, version: str) -> bool:
        """Whether a version is there: its files are nowhere else."""
        return self.lies(name, version)

    def size(self, name: str, version: str) -> int:
        """How many bytes a version's files have; raises OSError."""
        return sum(each.stat().st_size for each in os.scandir(self._versions(name) / version))

    @durable.room(MODELS, advice="remove old versions, or enlarge it")
    def add(
        self, name: str, version: str, files: Mapping[str, bytes], signature: bytes | None
    ) -> None:
        """Write a version; it appears under its name whole and signed, or not at all.

        Raises StoreConflict where it is there already, VolumeFull, OSError; nothing is left then.
        """
        parent = self._versions(name)
        parent.mkdir(parents=True, exist_ok=True)
        target = parent / version
        if target.exists():
            raise StoreConflict(f"{name} has a version {version} already")
        hidden = parent / f".{version}.{uuid.uuid4().hex}"
        hidden.mkdir(mode=0o755)
        signed = signatures.path(target)
        try:
            for file, content in files.items():
                durable.create(hidden / file, content)
            durable.sync_directory(hidden)
            if signature is not None:
                signed.parent.mkdir(exist_ok=True)
                durable.replace(signed, signature)
            os.rename(hidden, target)
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            signed.unlink(missing_ok=True)
            raise
        durable.sync_directory(parent)

    @durable.room(MODELS)
    def take_in(self, name: str, unpacked: Path) -> None:
        """Have a version appear that lies ``unpacked`` on this volume; raises VolumeFull."""
        target = self._versions(name) / unpacked.name
        target.parent.mkdir(parents=True, exist_ok=True)
        signature = signatures.path(unpacked)
        if signature.exists():
            signatures.path(target).parent.mkdir(exist_ok=True)
            os.rename(signature, signatures.path(target))
        os.rename(unpacked, target)
        durable.sync_directory(target.parent)

    def take_away(self, name: str, version: str) -> None:
        """Take a version out of sight in one step, then delete what it was."""
        parent = self._versions(name)
        hidden = parent / f".{version}.{uuid.uuid4().hex}"
        with suppress(FileNotFoundError):
            os.rename(parent / version, hidden)
            durable.sync_directory(parent)
        signatures.path(parent / version).unlink(missing_ok=True)
        shutil.rmtree(hidden, ignore_errors=True)

    def tidy(self, name: str, known: Collection[str], collected: Collection[str]) -> None:
        """Finish what killed writers and removals have left; raises OSError."""
        if collected:
            signed = signatures.path(self._versions(name) / "any").parent
            for version in self.there(name, known).intersection(collected):
                self.take_away(name, version)
            for entry in _entries(signed):
                if entry.removesuffix(".sig") in collected:
                    (signed / entry).unlink(missing_ok=True)
        durable.remove_hidden(self._versions(name))

    def _versions(self, name: str) -> Path:
        return self._models / name / "versions"


def _entries(directory: Path) -> list[str]:
    try:
        return os.listdir(directory)
    except FileNotFoundError:
        return []
