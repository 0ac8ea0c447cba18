"""A bucket as the origin: hosts without a shared disk publish into it and follow it.

``champions/NAME/history/0000000042`` is a line of the history: made once, by whoever is first, and
never changed. So the numbers are the order of all decisions, whoever takes them and wherever; a
host that comes second finds the number taken, reads on, and decides anew. The pointer
``champions/NAME/champion.json`` names the number of the line that it is from, and is only changed
into what a later line says, and only where it is still what was read. No clock and no lease takes
part.

What is read are this host's copies, which grow line by line. They may be removed at any time.
"""

from __future__ import annotations

import json
import logging
import math
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.storage import durable, locks
from bellwether_contract.storage.bucket import Bucket, Changed, Exists, Found
from bellwether_contract.storage.history_copy import HistoryCopy
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.object_keys import line_key, line_of, pointer_key
from bellwether_contract.storage.object_versions import ABREAST, ObjectVersions
from bellwether_contract.storage.origin import (
    HISTORY,
    LOCK,
    POINTER,
    OriginAway,
    Overtaken,
)

log = logging.getLogger(__name__)

# All processes of a host together look for news no more often than that.
LOOK_SECONDS = 0.2

# So often predictors are listed that nobody here has heard of: to list costs ten times as much.
NAMES_SECONDS = 1.0

# Held by whoever looks; written at each look that has succeeded, with the time of the last list.
LOOKED = ".looked"

# Whoever has not looked for so long knows nothing.
STALE_SECONDS = 15.0

# What a process tries before it decides anything: whether the bucket keeps to conditions.
CONDITIONS = "champions/conditions"

# Who has written a line moves the pointer at once; where that takes longer, others do it.
PATIENCE = 5.0


class Objects(ObjectVersions):
    """A ``bucket``, with copies in the directories ``models`` and ``champions``."""

    def __init__(self, bucket: Bucket, models: Path, champions: Path, trust: Trust) -> None:
        super().__init__(bucket, models, trust)
        self.champions = champions
        self._pointers: dict[str, Found | None] = {}
        self._copies: dict[str, HistoryCopy] = {}
        # Since when the pointer has not followed that line.
        self._since: dict[str, float] = {}
        self._failed: dict[str, str] = {}
        self._agreeing = False
        # Of these nothing was missing in the middle when this process began.
        self._listed: set[str] = set()

    def refresh(self) -> None:
        """Read what others have written, unless a process of this host is at it or has just done.

        Raises OriginAway where nobody here has managed to for long.
        """
        self.champions.mkdir(parents=True, exist_ok=True)
        with locks.held_at_once(self.champions / LOOKED) as looked:
            age = _age(self.champions / LOOKED)
            if looked is None:
                if age > STALE_SECONDS:
                    raise OriginAway("another process of this host is reading the object store")
            elif age >= LOOK_SECONDS:
                listed = self._listed_names(looked)
                self._look_at_all()
                os.pwrite(looked, f"{listed:020.6f}".encode(), 0)

    def _listed_names(self, looked: int) -> float:
        """Make folders for predictors that are new; returns when they were listed last."""
        said = float(os.pread(looked, 20, 0) or 0)
        if abs(time.time() - said) < NAMES_SECONDS:
            return said
        for name in self.bucket.folders("champions"):
            (self.champions / name).mkdir(exist_ok=True)
        return time.time()

    def _look_at_all(self) -> None:
        """Look at every predictor; what fails for one leaves the others alone."""
        names = sorted(entry.name for entry in os.scandir(self.champions) if entry.is_dir())
        with ThreadPoolExecutor(ABREAST) as pool:
            looks = {name: pool.submit(self._look, name) for name in names}
        failed = {name: error for name, look in looks.items() if (error := look.exception())}
        if failed and len(failed) == len(looks):
            raise next(iter(failed.values()))
        for name, error in failed.items():
            if self._failed.get(name) != str(error):
                log.warning("%s cannot be followed: %s", name, error)
        self._failed = {name: str(error) for name, error in failed.items()}

    def catch_up(self, name: str) -> None:
        """Know all that was decided of a predictor until now; raises LockHeld."""
        with self.turn(name, on_wait=lambda: None):
            pass

    @contextmanager
    def turn(self, name: str, on_wait: OnWait | None) -> Iterator[None]:
        """Take turns on this host, and know all that was decided anywhere until now."""
        folder = self.champions / name
        folder.mkdir(parents=True, exist_ok=True)
        if not self._agreeing:
            self.bucket.require_conditions(CONDITIONS)
            self._agreeing = True
        with locks.held(folder / LOCK, f"{name} on this host", on_wait):
            self._catch_up(name)
            self._settle(name)
            yield

    def append(self, name: str, document: Mapping[str, Any]) -> None:
        """Make the next line of the history; raises Overtaken where others have made it."""
        copy = self._copy_of(name)
        number = copy.length() + 1
        # Two that say the same at the same moment are two.
        line = copy.next_line({**document, "number": number, "writer": uuid.uuid4().hex})
        try:
            self.bucket.create(line_key(name, number), line)
        except Exists as error:
            raise Overtaken(f"another host has decided something of {name} first") from error
        self._add(name, [line])

    def point(self, name: str, champion: Mapping[str, str], line: Mapping[str, Any] | None) -> None:
        """The line first, then the pointer, unless a later line has moved it by then."""
        if line is not None:
            self.append(name, line)
        self._move(name, self._copy_of(name).length(), champion)

    def _move(self, name: str, number: int, champion: Mapping[str, str]) -> None:
        """Have the pointer say what line ``number`` says, unless a later one has moved it."""
        key, known = pointer_key(name), self._pointers.get(name)
        content = json.dumps({**champion, "line": number}).encode()
        while known is None or line_of(known) < number:
            try:
                if known is None:
                    known = self.bucket.create(key, content)
                else:
                    known = self.bucket.swap(key, content, known)
            except (Exists, Changed):
                known = self.bucket.get(key)
        if line_of(known) > number:
            # Its line comes first here, too.
            self._catch_up(name)
        else:
            self._pointed(name, known)

    def _settle(self, name: str) -> None:
        """Move the pointer where a line says so and whoever wrote it has not: killed, or slow.

        So nobody decides by a pointer that is about to move.
        """
        if self._behind(name):
            self._move(name, *self._copy_of(name).promoted)

    def _behind(self, name: str) -> bool:
        known = self._pointers.get(name)
        return self._copy_of(name).promoted[0] > (line_of(known) if known is not None else 0)

    def _look(self, name: str) -> None:
        folder = self.champions / name
        folder.mkdir(exist_ok=True)
        with locks.held_at_once(folder / LOCK) as held:
            # Whoever decides has read all of it, too.
            if held is not None:
                self._catch_up(name)
                if not self._behind(name):
                    self._since.pop(name, None)
                elif time.monotonic() - self._since.setdefault(name, time.monotonic()) > PATIENCE:
                    self._settle(name)

    def _catch_up(self, name: str) -> None:
        """Read on; whoever calls holds the lock. Raises OriginAway."""
        # The pointer first: its line was made before it.
        pointer = self.bucket.get(pointer_key(name), self._pointers.get(name))
        copy = self._copy_of(name)
        if name not in self._listed:
            self._add(name, self._all_after(name, copy.length()))
            self._listed.add(name)
        while (line := self.bucket.get(line_key(name, copy.length() + 1))) is not None:
            self._add(name, [line.content])
        self._pointed(name, pointer)

    def _all_after(self, name: str, number: int) -> list[bytes]:
        """The lines after one, of which none may be missing; raises OriginAway."""
        listed = self.bucket.listed(f"champions/{name}/history", after=line_key(name, number))
        keys = [each.key for each in listed]
        wanted = [line_key(name, number + 1 + place) for place in range(len(keys))]
        if keys != wanted:
            odd = next(key for key, right in zip(wanted, keys, strict=True) if key != right)
            raise OriginAway(f"{odd} is missing in the object store: put it back, or ask who did")
        with ThreadPoolExecutor(ABREAST) as pool:
            found = list(pool.map(self.bucket.get, keys))
        return [each.content for each in found if each is not None]

    def _add(self, name: str, lines: list[bytes]) -> None:
        """Add lines to this host's copy."""
        for event in self._copy_of(name).add(lines):
            # What was removed elsewhere is not kept here.
            if event.event == "collected":
                self.forget(name, event.version)

    def _copy_of(self, name: str) -> HistoryCopy:
        path = self.champions / name / HISTORY
        return self._copies.setdefault(name, HistoryCopy(path))

    def _pointed(self, name: str, pointer: Found | None) -> None:
        self._pointers[name] = pointer
        copy = self.champions / name / POINTER
        if pointer is None:
            copy.unlink(missing_ok=True)
        elif not copy.exists() or copy.read_bytes() != pointer.content:
            durable.replace(copy, pointer.content)


def _age(path: Path) -> float:
    """How many seconds ago a file was written, for ever where nobody ever has."""
    status = path.stat()
    # Also where the clock has jumped back.
    return abs(time.time() - status.st_mtime) if status.st_size else math.inf
