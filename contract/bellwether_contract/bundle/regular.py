"""Files that are files: what else bears a name is refused, and never waited for."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from bellwether_contract.errors import RefusedBundle


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to be read.

    Raises RefusedBundle where the name is that of a link, a pipe, a socket, a device or a
    directory, and OSError.
    """
    # Looked at first, because to open a device may do something; and once more when it is open.
    _require_regular(os.lstat(path).st_mode, path)
    # Not to be held up where a pipe has taken the name meanwhile: that waits for a writer.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    try:
        _require_regular(os.fstat(descriptor).st_mode, path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path) -> bytes:
    """All of a regular file; raises what ``open_regular`` raises."""
    with open_regular(path) as file:
        return file.read()


def _require_regular(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        raise RefusedBundle(
            f"{path.name} is no regular file, but {KINDS.get(stat.S_IFMT(mode), 'something else')}"
        )


KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFDIR: "a directory",
}
