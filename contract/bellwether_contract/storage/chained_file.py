"""A file of chained lines that only grows; whoever appends holds its lock."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bellwether_contract.storage import chain, durable


def append(
    path: Path,
    document: Mapping[str, Any],
    *,
    mode: int,
    within: int | None = None,
    follows: bytes = b"",
) -> str:
    """Write a line, down to the disk; returns the hash that the chain ends with.

    The last chained line is looked for ``within`` so many bytes of the end, and anywhere where
    there is none or nothing is said. ``mode`` is for a file that is not there yet; the end of the
    file that it ``follows`` is what its first line is chained to. Raises OSError.
    """
    descriptor = opened(path, mode)
    try:
        size = os.fstat(descriptor).st_size
        begin, before = _before(descriptor, size, within)
        # A writer that was killed in the middle of a line has left it without its end.
        end = b"\n" if before and not before.endswith(b"\n") else b""
        line = chain.line(document, after=(follows if begin == 0 else b"") + before + end)
        try:
            durable.write_all(descriptor, end + line)
            os.fsync(descriptor)
        except OSError:
            # A volume that is full has taken a part; lines that nobody can read are no use there.
            with suppress(OSError):
                os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    if size == 0:
        durable.sync_directory(path.parent)
    head: str = json.loads(line)["sha256"]
    return head


def chained_before(path: Path, within: int) -> bytes:
    """What the next line of a file is chained to, of its last bytes; raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    try:
        return _before(descriptor, os.fstat(descriptor).st_size, within)[1]
    finally:
        os.close(descriptor)


def opened(path: Path, mode: int) -> int:
    """The file, open to be appended to; raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, mode)


def end(path: Path, within: int) -> bytes:
    """The last ``within`` bytes of a file; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        begin = max(0, os.fstat(descriptor).st_size - within)
        return os.pread(descriptor, within, begin)
    finally:
        os.close(descriptor)


def _before(descriptor: int, size: int, within: int | None) -> tuple[int, bytes]:
    """The end of a file, from where the last chained line is in it, or all of it."""
    begin = 0 if within is None else max(0, size - within)
    before = os.pread(descriptor, size - begin, begin)
    if begin:
        # The first line is cut, and a cut line has no hash.
        before = before[before.find(b"\n") + 1 :]
        if not chain.has_chained(before):
            begin, before = 0, os.pread(descriptor, size, 0)
    return begin, before
