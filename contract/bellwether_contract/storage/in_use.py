"""Versions that living processes answer with or try: nobody removes them meanwhile.

A process has a file for each on the champions' volume, ``.in-use-VERSION-...``, and holds its lock:
the kernel lets go of that when the process dies, however it dies.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bellwether_contract.storage import locks
from bellwether_contract.storage.locks import Mark

BEGINS = ".in-use-"


def mark(folder: Path, version: str) -> Mark:
    """Say in a predictor's ``folder`` that this process uses a version; raises OSError."""
    return locks.mark(folder / f"{BEGINS}{version}-{uuid.uuid4().hex[:8]}", 0o664)


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
