"""Versions and champions on disk: what is published, what serves, and how it came so.

``models/NAME/versions/VERSION/`` is written once and never changed; ``champions/NAME/`` holds
the pointer and its history, written by trainer and API under one lock. Renames within one
volume and polling do all of it, so a volume that several machines share does, too.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bellwether_contract import durable
from bellwether_contract.bundle import MANIFEST, VERSION_PATTERN, Manifest, digests, read_manifest
from bellwether_contract.errors import RefusedBundle, StoreConflict, UnknownVersion

POINTER = "champion.json"
HISTORY = "history.jsonl"
LOCK = ".lock"

# Forced: an operator has promoted what the gate had rejected.
EventName = Literal["promoted", "rejected", "rolled back", "forced"]

# (inode, size, modification time in ns): changes whenever a file is replaced.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Champion:
    """The pointer: which version is to serve, since when (ISO 8601), by whom and why."""

    version: str
    since: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a predictor's history; the gate's decisions name the ``anchor`` they used."""

    at: str
    event: EventName
    version: str
    by: str
    reason: str
    anchor: str | None = None


class ModelStore:
    """The two volumes, as the services see them."""

    def __init__(self, models: Path, champions: Path) -> None:
        self._models = models
        self._champions = champions

    def names(self) -> list[str]:
        """The predictors that have, or had, anything published; raises OSError without a volume."""
        return sorted(entry.name for entry in os.scandir(self._champions) if entry.is_dir())

    def directory(self, name: str, version: str) -> Path:
        """Where a version lies; raises UnknownVersion."""
        path = self._versions(name) / version
        if not VERSION_PATTERN.fullmatch(version) or not path.is_dir():
            raise UnknownVersion(f"{name} has no version {version[:64]!r}")
        return path

    def versions(self, name: str) -> list[str]:
        """The versions of a predictor, newest first, whole or not."""
        try:
            entries = os.listdir(self._versions(name))
        except FileNotFoundError:
            return []
        return sorted((e for e in entries if VERSION_PATTERN.fullmatch(e)), reverse=True)

    def version_of_job(self, name: str, job: str) -> str | None:
        """The version that a training job has published already, or None."""
        for version in self.versions(name):
            with suppress(RefusedBundle):
                if read_manifest(self._versions(name) / version).job == job:
                    return version
        return None

    def add(self, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
        """Write a version; it appears under its name whole, or not at all.

        Raises StoreConflict where the version is there already, and OSError where the volume
        does not take it; nothing is left behind then.
        """
        if manifest.files != digests(files):
            raise ValueError("the manifest does not describe these files")
        parent = self._versions(manifest.predictor)
        parent.mkdir(parents=True, exist_ok=True)
        target = parent / manifest.version
        if target.exists():
            raise StoreConflict(f"{manifest.predictor} has a version {manifest.version} already")
        hidden = parent / f".{manifest.version}.{uuid.uuid4().hex}"
        hidden.mkdir(mode=0o755)
        try:
            for name, content in files.items():
                durable.create(hidden / name, content)
            durable.create(hidden / MANIFEST, manifest.model_dump_json(indent=1).encode())
            durable.sync_directory(hidden)
            os.rename(hidden, target)
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            raise
        durable.sync_directory(parent)
        return target

    def publish(
        self,
        manifest: Manifest,
        files: Mapping[str, bytes],
        *,
        accepted: bool,
        by: str,
        reason: str,
    ) -> str:
        """Add a version and promote it, or, where it is not accepted, note its rejection.

        A job publishes once, however often it runs and even where two of its processes race:
        the version that it has published already is returned, and what a killed process left
        undone is finished. Raises what ``add`` raises.
        """
        name = manifest.predictor
        with self.lock(name):
            self._sweep(name)
            version = self.version_of_job(name, manifest.job)
            if version is None:
                version = manifest.version
                self.add(manifest, files)
            history = self.history(name)
            if all(line.version != version for line in history):
                anchor = manifest.anchor.id
                if accepted:
                    champion = Champion(version, now(), by, reason)
                    self._promote(name, champion, "promoted", anchor)
                else:
                    self._append(name, Event(now(), "rejected", version, by, reason, anchor))
                return version
            # An earlier run came this far. Somebody may have decided otherwise since: only the
            # newest line is acted on.
            last = history[0]
            pointed = self.champion(name)
            if (
                last.version == version
                and last.event == "promoted"
                and (pointed is None or pointed.version != version)
            ):
                self._point(name, Champion(version, last.at, last.by, last.reason))
        return version

    def stamp(self, name: str) -> Stamp | None:
        """What one ``stat`` says of the pointer; None while there is no champion."""
        try:
            status = os.stat(self._champions / name / POINTER)
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def champion(self, name: str) -> Champion | None:
        """The pointer, or None while there is no champion.

        Raises RefusedBundle where the pointer is there but cannot be read.
        """
        try:
            document = json.loads((self._champions / name / POINTER).read_bytes())
            return Champion(**{key: str(document[key]) for key in Champion.__slots__})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RefusedBundle(f"{POINTER} cannot be read ({type(error).__name__})") from error

    def mark(self, name: str) -> str:
        """A digest of pointer and history; it differs after every change of either."""
        digest = hashlib.sha256()
        for file in (POINTER, HISTORY):
            with suppress(FileNotFoundError):
                digest.update((self._champions / name / file).read_bytes())
            digest.update(b"\0")
        return digest.hexdigest()[:32]

    def promote(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        event: EventName = "promoted",
        proviso: Callable[[], None] | None = None,
    ) -> Champion:
        """Make ``version`` the champion: the history line first, the pointer last.

        ``proviso`` is called first, under the lock: what it raises prevents the promotion.
        """
        self.directory(name, version)
        with self.lock(name):
            if proviso is not None:
                proviso()
            champion = Champion(version=version, since=now(), by=by, reason=reason)
            self._promote(name, champion, event)
        return champion

    def history(self, name: str) -> list[Event]:
        """All promotions, rejections and rollbacks, newest first."""
        try:
            lines = (self._champions / name / HISTORY).read_bytes().splitlines()
        except FileNotFoundError:
            return []
        events = []
        for line in reversed(lines):
            # Only a writer killed in the middle of a line leaves one that does not parse.
            with suppress(ValueError, TypeError):
                events.append(Event(**json.loads(line)))
        return events

    def comparisons(self, name: str, anchor: str | None = None) -> int:
        """How often the gate has decided on ``anchor``, or on the one that it used last."""
        used = [event.anchor for event in self.history(name) if event.anchor is not None]
        return used.count(anchor or used[0]) if used else 0

    def promoted(self, name: str) -> list[str]:
        """Every version that was ever champion, the newest promotion first."""
        ever = [event.version for event in self.history(name) if event.event != "rejected"]
        return list(dict.fromkeys(ever))

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the predictor's lock; a process that dies gives it back."""
        folder = self._champions / name
        folder.mkdir(parents=True, exist_ok=True)
        # The lock file belongs to whichever service came first: both have to open it.
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _versions(self, name: str) -> Path:
        return self._models / name / "versions"

    def _sweep(self, name: str) -> None:
        """Remove what a killed writer left behind; whoever publishes holds the lock."""
        parent = self._versions(name)
        if parent.is_dir():
            for entry in parent.iterdir():
                if entry.name.startswith("."):
                    shutil.rmtree(entry, ignore_errors=True)

    def _promote(
        self, name: str, champion: Champion, event: EventName, anchor: str | None = None
    ) -> None:
        """The line of history, then the pointer; a full volume takes neither."""
        line = Event(champion.since, event, champion.version, champion.by, champion.reason, anchor)
        self._point(name, champion, line)

    def _point(self, name: str, champion: Champion, line: Event | None = None) -> None:
        def told() -> None:
            if line is not None:
                self._append(name, line)

        pointer = self._champions / name / POINTER
        durable.replace(pointer, json.dumps(asdict(champion)).encode(), before=told)

    def _append(self, name: str, event: Event) -> None:
        path = self._champions / name / HISTORY
        line = json.dumps(asdict(event)).encode() + b"\n"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            durable.write_all(descriptor, b"\n" + line if torn else line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def now() -> str:
    """The time as it stands in histories and job records: UTC, ISO 8601, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
