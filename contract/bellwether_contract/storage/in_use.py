"""Versions that living processes answer with or try: nobody removes them meanwhile.

A process has a file for each on the champions' volume, ``.in-use-VERSION-...``, and holds its lock:
the kernel lets go of that when the process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.storage import locks

BEGINS = ".in-use-"


@dataclass(frozen=True, slots=True)
class Mark:
    """The file of one use, whose lock its ``descriptor`` holds."""

    path: Path
    descriptor: int

    def remove(self) -> None:
        """Let go of it."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        os.close(self.descriptor)


def mark(folder: Path, version: str) -> Mark:
    """Say in a predictor's ``folder`` that this process uses a version; raises OSError."""
    path = folder / f"{BEGINS}{version}-{uuid.uuid4().hex[:8]}"
    hidden = path.with_name(f".new{path.name}")
    descriptor = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o664)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Under its name once it is locked: nobody takes it for a dead one's.
        os.rename(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        os.close(descriptor)
        raise
    return Mark(path, descriptor)


@contextmanager
def marked(folder: Path, version: str) -> Iterator[None]:
    """While a version is used; a volume that takes no mark prevents nothing."""
    try:
        made = mark(folder, version)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        made.remove()


def in_use(folder: Path) -> set[str]:
    """The versions in a predictor's ``folder`` that some living process uses."""
    return {_version(path) for path in folder.glob(f"{BEGINS}*") if not _dead(path)}


def sweep(folder: Path) -> None:
    """Remove the marks of processes that are no more."""
    for path in folder.glob(f"{BEGINS}*"):
        if _dead(path):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _version(path: Path) -> str:
    return path.name.removeprefix(BEGINS).rpartition("-")[0]


def _dead(path: Path) -> bool:
    try:
        return not locks.is_held(path)
    except FileNotFoundError:
        return True
    except OSError:
        # Whoever made it may be another user: it counts.
        return False
