"""Files that are whole or not there, also after the power has failed."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bellwether_contract.errors import VolumeFull

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def room(
    volume: str, *, advice: str = "make room on it, or enlarge it, and try again"
) -> Iterator[None]:
    """Name the ``volume`` that has no room for what is written: raises VolumeFull for OSError.

    Other OSErrors pass.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise VolumeFull(f"The {volume} volume is full; {advice}") from error
        raise


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, down to the disk; raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, content: bytes, before: Callable[[], None] = lambda: None) -> None:
    """Replace a file, or make it: a reader finds the old content or the new, whole.

    ``before`` is called when the new content is on disk and not yet to be seen; where it raises,
    the old content stays. Raises OSError.
    """
    hidden = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        create(hidden, content)
        before()
        os.replace(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def write_all(descriptor: int, content: bytes) -> None:
    """Write every byte: one call may take fewer; raises OSError."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_directory(path: Path) -> None:
    """Bring names that were made, renamed or removed down to the disk; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_hidden(directory: Path) -> None:
    """Remove what is hidden in a directory; what cannot be removed stays."""
    if directory.is_dir():
        for entry in directory.iterdir():
            if entry.name.startswith("."):
                shutil.rmtree(entry, ignore_errors=True)
