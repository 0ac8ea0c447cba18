"""A bucket as the origin: hosts without a shared disk publish into it and follow it.

``champions/NAME/history/0000000042`` is a line of the history: made once, by whoever is first, and
never changed. So the numbers are the order of all decisions, whoever takes them and wherever; a
host that comes second finds the number taken, reads on, and decides anew. ``champions/NAME/``
``champion.json`` names the number of the line that it is from, and is only changed into what a later
line says, and only where it is still what was read. No clock and no lease takes part.

What is read are this host's copies, which grow line by line. They may be removed at any time.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.storage import chain, chained_file, durable, history, locks
from bellwether_contract.storage.bucket import Bucket, Changed, Exists, Found
from bellwether_contract.storage.history import PROMOTIONS, Event
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.object_versions import ABREAST, ObjectVersions
from bellwether_contract.storage.origin import (
    HISTORY,
    LOCK,
    POINTER,
    TAIL_BYTES,
    OriginAway,
    Overtaken,
)

# All processes of a host together look for news no more often than that.
LOOK_SECONDS = 0.2

# Held by whoever looks, with the time of the last look that has succeeded.
LOOKED = ".looked"

# Whoever has not looked for so long knows nothing.
STALE_SECONDS = 15.0

# Who has written a line moves the pointer at once; where that takes longer, others do it.
PATIENCE = 5.0


class Objects(ObjectVersions):
    """A ``bucket``, with copies in the directories ``models`` and ``champions``."""

    def __init__(self, bucket: Bucket, models: Path, champions: Path, trust: Trust) -> None:
        super().__init__(bucket, models, trust)
        self._champions = champions
        self._pointers: dict[str, Found | None] = {}
        # Lines and bytes of each copy as it was left.
        self._lengths: dict[str, tuple[int, int]] = {}
        # The last line by which a version became champion: its number, and the pointer it makes.
        self._promoted: dict[str, tuple[int, Mapping[str, str]]] = {}
        # Since when the pointer has not followed that line.
        self._since: dict[str, float] = {}
        # Of these nothing was missing in the middle when this process began.
        self._listed: set[str] = set()

    def refresh(self) -> None:
        """Read what others have written, unless a process of this host is at it or has just done.

        Raises OriginAway where nobody here has managed to for long.
        """
        self._champions.mkdir(parents=True, exist_ok=True)
        with _at_once(self._champions / LOOKED) as looked:
            age = _age(self._champions / LOOKED)
            if looked is None:
                if age > STALE_SECONDS:
                    raise OriginAway("another process of this host is reading the object store")
            elif age >= LOOK_SECONDS:
                names = self.bucket.folders("champions")
                with ThreadPoolExecutor(ABREAST) as pool:
                    # All of them, whatever becomes of one: then what went wrong first.
                    looks = [pool.submit(self._look, name) for name in names]
                for look in looks:
                    look.result()
                os.pwrite(looked, b"\n", 0)

    @contextmanager
    def turn(self, name: str, on_wait: OnWait | None) -> Iterator[None]:
        """Take turns on this host, and know all that was decided anywhere until now."""
        folder = self._champions / name
        folder.mkdir(parents=True, exist_ok=True)
        with locks.held(folder / LOCK, f"{name} on this host", on_wait):
            self._catch_up(name)
            self._settle(name)
            yield

    def append(self, name: str, document: Mapping[str, Any]) -> None:
        """Make the next line of the history; raises Overtaken where others have made it."""
        path = self._history(name)
        before = chained_file.chained_before(path, TAIL_BYTES)
        number = self._length(name) + 1
        # Two that say the same at the same moment are two.
        signed = {**document, "number": number, "writer": uuid.uuid4().hex}
        line = chain.line(signed, after=before)
        try:
            self.bucket.create(_line(name, number), line)
        except Exists as error:
            raise Overtaken(f"another host has decided something of {name} first") from error
        self._copied(name, [line])

    def point(self, name: str, champion: Mapping[str, str], line: Mapping[str, Any] | None) -> None:
        """The line first, then the pointer, unless a later line has moved it by then."""
        if line is not None:
            self.append(name, line)
        self._move(name, self._length(name), champion)

    def _move(self, name: str, number: int, champion: Mapping[str, str]) -> None:
        """Have the pointer say what line ``number`` says, unless a later one has moved it."""
        key, known = _pointer(name), self._pointers.get(name)
        content = json.dumps({**champion, "line": number}).encode()
        while known is None or _number(known) < number:
            try:
                if known is None:
                    known = self.bucket.create(key, content)
                else:
                    known = self.bucket.swap(key, content, known)
            except (Exists, Changed):
                known = self.bucket.get(key)
        self._pointed(name, known)

    def _settle(self, name: str) -> None:
        """Move the pointer where a line says so and whoever wrote it has not: killed, or slow.

        So nobody decides by a pointer that is about to move.
        """
        if self._behind(name):
            self._move(name, *self._promoted[name])

    def _behind(self, name: str) -> bool:
        known = self._pointers.get(name)
        number, _ = self._promoted.get(name, (0, {}))
        return number > (_number(known) if known is not None else 0)

    def _look(self, name: str) -> None:
        folder = self._champions / name
        folder.mkdir(exist_ok=True)
        with _at_once(folder / LOCK) as held:
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
        pointer = self.bucket.get(_pointer(name), self._pointers.get(name))
        number = self._length(name)
        if name not in self._listed:
            number += self._copied(name, self._all_after(name, number))
            self._listed.add(name)
        while (line := self.bucket.get(_line(name, number + 1))) is not None:
            number += self._copied(name, [line.content])
        self._pointed(name, pointer)

    def _all_after(self, name: str, number: int) -> list[bytes]:
        """The lines after one, of which none may be missing; raises OriginAway."""
        listed = self.bucket.list(f"champions/{name}/history", after=_line(name, number))
        keys = [each.key for each in listed]
        wanted = [_line(name, number + 1 + place) for place in range(len(keys))]
        if keys != wanted:
            odd = next(key for key, right in zip(wanted, keys, strict=True) if key != right)
            raise OriginAway(f"{odd} is missing in the object store: put it back, or ask who did")
        with ThreadPoolExecutor(ABREAST) as pool:
            found = list(pool.map(self.bucket.get, keys))
        return [each.content for each in found if each is not None]

    def _copied(self, name: str, lines: list[bytes]) -> int:
        """Add lines to this host's copy; returns how many. Raises OriginAway."""
        for line in lines:
            if line.count(b"\n") != 1 or not line.endswith(b"\n"):
                raise OriginAway(f"what the object store has of {name}'s history is no line of it")
        number = self._length(name)
        descriptor = chained_file.opened(self._history(name), 0o644)
        try:
            durable.write_all(descriptor, b"".join(lines))
            self._lengths[name] = number + len(lines), os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        for event in self._noted(name, number, lines):
            # What was removed elsewhere is not kept here.
            if event.event == "collected":
                self.forget(name, event.version)
        return len(lines)

    def _length(self, name: str) -> int:
        """How many lines this host's copy has; what a killed process has half written goes."""
        path = self._history(name)
        size = path.stat().st_size if path.exists() else 0
        if name not in self._lengths or size != self._lengths[name][1]:
            content = path.read_bytes() if size else b""
            whole = content.rfind(b"\n") + 1
            if whole < size:
                os.truncate(path, whole)
            lines = content[:whole].splitlines(keepends=True)
            self._noted(name, 0, lines)
            self._lengths[name] = len(lines), whole
        return self._lengths[name][0]

    def _noted(self, name: str, number: int, lines: list[bytes]) -> list[Event]:
        """The events of lines that come after line ``number``; who became champion is noted."""
        events = []
        for line in lines:
            number += 1
            with suppress(ValueError, TypeError, AttributeError):
                events.append(event := history.event(json.loads(line)))
                if event.event in PROMOTIONS:
                    by, reason = event.by, event.reason
                    pointer = {"version": event.version, "since": event.at}
                    self._promoted[name] = number, {**pointer, "by": by, "reason": reason}
        return events

    def _pointed(self, name: str, pointer: Found | None) -> None:
        self._pointers[name] = pointer
        copy = self._champions / name / POINTER
        if pointer is None:
            copy.unlink(missing_ok=True)
        elif not copy.exists() or copy.read_bytes() != pointer.content:
            durable.replace(copy, pointer.content)

    def _history(self, name: str) -> Path:
        return self._champions / name / HISTORY


@contextmanager
def _at_once(path: Path) -> Iterator[int | None]:
    """Hold the lock of a file where nobody holds it, else None."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield descriptor
    finally:
        os.close(descriptor)


def _age(path: Path) -> float:
    """How many seconds ago a file was written, for ever where nobody ever has."""
    status = path.stat()
    return time.time() - status.st_mtime if status.st_size else math.inf


def _number(pointer: Found) -> int:
    """Of which line a pointer is; 0 of one that does not say so, as somebody has put it there."""
    with suppress(ValueError, KeyError, TypeError):
        return int(json.loads(pointer.content)["line"])
    return 0


def _line(name: str, number: int) -> str:
    return f"champions/{name}/history/{number:010d}"


def _pointer(name: str) -> str:
    return f"champions/{name}/{POINTER}"
