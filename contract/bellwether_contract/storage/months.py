"""Chained lines in a file a month: the chain goes on from one file to the next.

``NAME-2026-11.jsonl`` and so on; ``NAME.jsonl`` is what a release wrote that knew no months, and
comes first. Only the newest file grows. Whoever appends holds a lock; who reads needs none.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bellwether_contract.clock import now
from bellwether_contract.storage import chain, chained_file

# The last lines of a file begin within so many bytes of its end: none is nearly as long.
TAIL_BYTES = 1 << 17

MODE = 0o640


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line as it lies: in which file, from which byte on, its end included."""

    file: str
    offset: int
    raw: bytes


class Months:
    """The files called ``name`` in ``folder``."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self._name = name
        self._dated = re.compile(rf"{re.escape(name)}-(\d{{4}}-\d{{2}})\.jsonl")

    def names(self) -> list[str]:
        """The names of the files that are there, oldest first; raises OSError."""
        undated = f"{self._name}.jsonl"
        found = [
            name
            for name in os.listdir(self.folder)
            if name == undated or self._dated.fullmatch(name)
        ]
        return sorted(found, key=lambda name: (name != undated, name))

    def month(self, name: str) -> str:
        """The month of a file, such as 2026-11: that of its name, or of its last line."""
        if found := self._dated.fullmatch(name):
            return found[1]
        lines = chained_file.end(self.folder / name, TAIL_BYTES).splitlines()
        for line in reversed(lines):
            with suppress(ValueError, KeyError, TypeError):
                return str(json.loads(line)["at"])[:7]
        return ""

    def size(self, name: str) -> int:
        """How many bytes a file has; raises OSError."""
        return os.stat(self.folder / name).st_size

    def append(self, document: Mapping[str, Any]) -> str:
        """Write a line, down to the disk, whoever calls holds the lock; returns the chain's head.

        A clock that was set back begins no earlier month. Raises OSError.
        """
        names = self.names()
        name = self.present()
        newest = names[-1] if names else None
        if newest is not None and self._dated.fullmatch(newest) and newest > name:
            name = newest
        follows = self._end([each for each in names if each != name])
        path = self.folder / name
        return chained_file.append(path, document, mode=MODE, within=TAIL_BYTES, follows=follows)

    def present(self) -> str:
        """The name of the present month's file."""
        return f"{self._name}-{now()[:7]}.jsonl"

    def require_writable(self, room: int) -> None:
        """Raise OSError where no line could be written, or none of so many bytes."""
        descriptor = chained_file.opened(self.folder / self.present(), MODE)
        try:
            volume = os.fstatvfs(descriptor)
        finally:
            os.close(descriptor)
        if volume.f_bavail * volume.f_frsize < room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def lines(self, name: str, offset: int = 0) -> Iterator[RawLine]:
        """The lines of a file from a byte on, oldest first; raises OSError."""
        with (self.folder / name).open("rb") as file:
            file.seek(offset)
            for raw in file:
                yield RawLine(name, offset, raw)
                offset += len(raw)

    def line(self, name: str, offset: int, length: int) -> bytes:
        """One line, of which is known where it lies; raises OSError."""
        descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.pread(descriptor, length, offset)
        finally:
            os.close(descriptor)

    def _end(self, names: Sequence[str]) -> bytes:
        """The end of these files, from their last chained line on at the latest."""
        content = b""
        for name in reversed(names):
            content = chained_file.end(self.folder / name, TAIL_BYTES) + content
            if chain.has_chained(content):
                break
        return content


class Following:
    """Reads what was added since the last time, in order."""

    def __init__(self, months: Months) -> None:
        self._months = months
        # Of each file that was read: which one it was, how far, and how it stood then.
        self._read: dict[str, tuple[int, int]] = {}

    def follow(self, take: Callable[[RawLine], None]) -> bool:
        """Hand on what was added; False where something else has happened: then all begins anew.

        The lines of a file that grows are those that have their end. Raises OSError.
        """
        names = self._months.names()
        if not self._read.keys() <= set(names):
            self._read = {}
            return False
        for name in names:
            status = os.stat(self._months.folder / name)
            known, offset = self._read.get(name, (status.st_ino, 0))
            if known != status.st_ino or status.st_size < offset:
                self._read = {}
                return False
            for line in self._months.lines(name, offset) if status.st_size > offset else ():
                if line.raw.endswith(b"\n"):
                    take(line)
                    offset += len(line.raw)
                    self._read[name] = known, offset
        return True
