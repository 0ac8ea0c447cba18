"""A member of the tar: what stands before a file's bytes (POSIX ustar), and nothing but files.

A header is taken only if it is, byte for byte, the one that we would write of what it says: links,
devices, owners, sparse files and extensions of other formats are none that we write.
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass

from bellwether_contract.backup.faults import DamagedBackup
from bellwether_contract.backup.volumes import NAME

BLOCK = 512
END = b"\0" * (2 * BLOCK)

# No path begins with a slash or a dot, so none is hidden or leads elsewhere.
_PATH = re.compile(rf"{NAME.pattern}(/{NAME.pattern}){{0,7}}")
PATH_CHARACTERS = 240

# Who may read and write a file is kept, within this.
MODES = 0o664
OWNERS = 0o600

_KINDS = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.DIRTYPE: "a directory",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup: its path there, its bytes, its mode, and when it was packed (seconds)."""

    path: str
    size: int
    mode: int
    at: int

    @property
    def padding(self) -> int:
        """So many zeros follow its bytes."""
        return -self.size % BLOCK


def header(member: Member) -> bytes:
    """The block before a file; raises ValueError for a path that none may have."""
    if fault := path_fault(member.path):
        raise ValueError(f"{member.path[:80]!r} {fault}")
    made = tarfile.TarInfo(member.path)
    made.size, made.mode, made.mtime = member.size, member.mode, member.at
    return made.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def parse(block: bytes) -> Member:
    """What a header says; raises DamagedBackup where it is none of ours."""
    try:
        said = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except (tarfile.HeaderError, ValueError) as error:
        raise DamagedBackup("what should begin a file is not readable") from error
    if said.type != tarfile.REGTYPE:
        kind = _KINDS.get(said.type, "something that is no file")
        raise DamagedBackup(f"it holds {kind}; a backup holds files alone")
    if fault := path_fault(said.name):
        raise DamagedBackup(f"it holds a file whose path {fault}")
    found = Member(said.name, said.size, said.mode, int(said.mtime))
    try:
        ours = found.size >= 0 and not found.mode & ~MODES and header(found) == block
    except ValueError:  # a number for which we have no room
        ours = False
    if not ours:
        raise DamagedBackup(f"{found.path} is not told as a backup tells its files")
    return found


def path_fault(path: str) -> str | None:
    """What is wrong with a path, to complete "its path ..."; None where nothing is."""
    if path.startswith("/"):
        return "begins with a slash"
    if ".." in path.split("/"):
        return "leads out of where it belongs"
    if len(path) > PATH_CHARACTERS:
        return "is too long"
    if not _PATH.fullmatch(path):
        return "is none that a backup writes"
    return None
