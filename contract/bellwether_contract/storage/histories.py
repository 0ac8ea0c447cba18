"""Histories on disk: read from their end, or from where they were read last.

A history only grows. What is known of it in memory is what follows from it, some hundred bytes a
version; no request reads again what was read before.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.storage import history
from bellwether_contract.storage.history import Event, Withdrawal
from bellwether_contract.storage.origin import HISTORY
from bellwether_contract.storage.timeline import Timeline

# A history is read backwards in blocks of so many bytes: some hundred lines each.
BLOCK_BYTES = 1 << 16

# So many bytes before the place where it was read last are held against those of then.
KNOWN_BYTES = 128


@dataclass(frozen=True, slots=True)
class _Read:
    """A history as far as it was read: up to ``offset``, ``before`` which these bytes stood."""

    stamp: tuple[int, int, int]
    offset: int
    before: bytes
    timeline: Timeline


class Histories:
    """The histories in ``folder``, one for each predictor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, _Read] = {}
        self._reading = threading.Lock()

    def history(self, name: str) -> list[Event]:
        """All that was decided of the predictor's versions, newest first: every line is read."""
        return [event for _, event in self.newest_first(name)]

    def newest_first(self, name: str, before: int | None = None) -> Iterator[tuple[int, Event]]:
        """The lines of a history from its end, or those ``before`` an offset, with their offsets.

        Only what is asked for is read. Raises OSError.
        """
        for offset, line in _backwards(self._history(name), before):
            if (event := _event(line)) is not None:
                yield offset, event

    def timeline(self, name: str) -> Timeline:
        """What follows from a history; only what was appended since the last time is read.

        Raises OSError.
        """
        path = self._history(name)
        try:
            status = os.stat(path)
        except FileNotFoundError:
            return Timeline()
        # Taken first: what is written meanwhile is read the next time.
        stamp = status.st_ino, status.st_size, status.st_mtime_ns
        known = self._known.get(name)
        if known is None or known.stamp != stamp:
            with self._reading:
                known = self._known.get(name)
                if known is None or known.stamp != stamp:
                    known = self._known[name] = _read_on(path, stamp, known)
        return known.timeline

    def history_stamp(self, name: str) -> tuple[int, ...] | None:
        """What one ``stat`` says of the history; None where there is none."""
        try:
            status = os.stat(self._history(name))
        except FileNotFoundError:
            return None
        # The time of a change of the file's status is nobody's to set.
        return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def comparisons(self, name: str, anchor: str | None = None) -> int:
        """How often the gate has decided on ``anchor``, or on the one that it used last."""
        known = self.timeline(name)
        return known.comparisons.get(anchor or known.anchor or "", 0)

    def promoted(self, name: str) -> list[str]:
        """Every version that was ever champion and is in use, the newest promotion first."""
        return self.timeline(name).promoted()

    def withdrawals(self, name: str) -> Mapping[str, Withdrawal]:
        """The versions that were taken out of use, but those that were collected since."""
        return self.timeline(name).withdrawn

    def tail(self, name: str) -> bytes:
        """How long a history is, and its last lines, whose hashes stand for all before them."""
        try:
            with self._history(name).open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - BLOCK_BYTES))
                return b"%d\n" % size + file.read()
        except FileNotFoundError:
            return b""

    def _history(self, name: str) -> Path:
        return self.folder / name / HISTORY


def _read_on(path: Path, stamp: tuple[int, int, int], known: _Read | None) -> _Read:
    """A history read from where it was read last, or all of it where that is not the same file."""
    inode, size, _ = stamp
    timeline, offset = Timeline(), 0
    with path.open("rb") as file:
        if known is not None and known.stamp[0] == inode and known.offset < size:
            file.seek(known.offset - len(known.before))
            if file.read(len(known.before)) == known.before:
                timeline, offset = known.timeline, known.offset
        file.seek(offset)
        content = file.read(size - offset)
    lines = content.splitlines(keepends=True)
    # What a writer is about to write, or was killed at, is read once it is a line.
    if lines and not lines[-1].endswith(b"\n") and _event(lines[-1]) is None:
        content = content[: len(content) - len(lines.pop())]
    events = [event for line in lines if (event := _event(line)) is not None]
    before = content[-KNOWN_BYTES:] or (known.before if known is not None and offset else b"")
    return _Read(stamp, offset + len(content), before, timeline.and_then(events))


def _event(line: bytes) -> Event | None:
    """A line of a history; None of what is none, as a writer killed in the middle leaves it."""
    with suppress(ValueError, TypeError, AttributeError):
        return history.event(json.loads(line))
    return None


def _backwards(path: Path, before: int | None) -> Iterator[tuple[int, bytes]]:
    """The lines of a file from its end, or from ``before`` on, each with its offset."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        size = file.seek(0, os.SEEK_END)
        end = size if before is None else min(before, size)
        rest = b""
        while end > 0:
            begin = max(0, end - BLOCK_BYTES)
            file.seek(begin)
            block = file.read(end - begin) + rest
            lines = block.splitlines(keepends=True)
            # The first may have begun in the block before.
            rest = lines.pop(0) if begin else b""
            here = begin + len(block)
            for line in reversed(lines):
                here -= len(line)
                yield here, line
            end = begin
