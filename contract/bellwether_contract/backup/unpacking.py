"""One file -> files, trusting nothing that it says until it is proven."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from bellwether_contract.backup import contents, members
from bellwether_contract.backup.contents import Begin, Contents, Kind
from bellwether_contract.backup.faults import DamagedBackup
from bellwether_contract.backup.members import Member
from bellwether_contract.backup.packing import OnFile
from bellwether_contract.backup.sealed import SealedReader
from bellwether_contract.backup.volumes import BACKED_UP

CHUNK = 1 << 20

# What a backup may unpack to where nothing else is said, and how many files.
MOST_BYTES = 64 << 30
MOST_FILES = 2_000_000

BACKUPS: tuple[Kind, ...] = ("backup",)

# Opens the file that a member becomes.
OpenFile = Callable[[Member], BinaryIO]

# Size and SHA-256 of what was read, by path.
Seen = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a backup holds, as read and proven, and the digest that it ends with."""

    contents: Contents
    digest: str


def unpack(
    source: BinaryIO,
    open_file: OpenFile,
    on_file: OnFile,
    most: int = MOST_BYTES,
    kinds: Collection[Kind] = BACKUPS,
) -> Unpacked:
    """Read a backup once, from its beginning to its end, and hold it against what it says.

    It must be of one of these ``kinds``, and no more than ``most`` bytes are written. What has been
    written by then is worth nothing where this raises DamagedBackup, whose message names the place;
    raises OSError, too.
    """
    reading = _Reading(source, open_file, on_file, most)
    try:
        return reading.whole(kinds)
    except DamagedBackup as error:
        sent = _CALLED["backup" if "backup" in kinds else "version"]
        raise DamagedBackup(f"The {sent} is damaged, {reading.where}: {error}") from error


# What whoever has sent it takes it for.
_CALLED: Mapping[Kind, str] = {"backup": "backup", "version": "archive of a version"}

_OTHERWISE: Mapping[Kind, str] = {
    "backup": "it is a backup of a whole stack, which `make restore` takes",
    "version": "it is one version for another site, which `make import` takes",
}


class _Reading:
    """A backup that is being read; ``where`` says how far, in words."""

    def __init__(self, source: BinaryIO, open_file: OpenFile, on_file: OnFile, most: int) -> None:
        self.where = "at its beginning"
        self._sealed = SealedReader(source)
        self._open_file = open_file
        self._on_file = on_file
        self._most = most
        self._total = 0
        self._seen: Seen = {}

    def whole(self, kinds: Collection[Kind]) -> Unpacked:
        """All of it; raises DamagedBackup, OSError."""
        begin = self._begin()
        if begin.kind not in kinds:
            raise DamagedBackup(_OTHERWISE[begin.kind])
        while (member := self._member()).path != contents.CONTENTS:
            self._file(member)
        held = contents.contents(self._document(member, contents.CONTENTS_BYTES))
        self._compare(held, begin)
        self.where = "at its end"
        if self._sealed.read(len(members.END)) != members.END:
            raise DamagedBackup("more follows behind its contents")
        return Unpacked(held, self._sealed.sealed())

    def _begin(self) -> Begin:
        block = self._sealed.read(members.BLOCK)
        try:
            member = members.parse(block)
        except DamagedBackup:
            member = None
        if member is None or member.path != contents.BEGIN:
            raise DamagedBackup("Bellwether has not written it")
        return contents.begin(self._document(member, contents.BEGIN_BYTES))

    def _member(self) -> Member:
        block = self._sealed.read(members.BLOCK)
        if not any(block):
            raise DamagedBackup(f"it ends without {contents.CONTENTS}: it was never finished")
        return members.parse(block)

    def _document(self, member: Member, most: int) -> bytes:
        self.where = f"in {member.path}"
        if member.size > most:
            raise DamagedBackup(f"it has more than {most} bytes")
        content = self._sealed.read(member.size)
        self._padding(member)
        return content

    def _file(self, member: Member) -> None:
        path = member.path
        self.where = f"in {path}"
        volume, _, within = path.partition("/")
        if volume not in BACKED_UP or not within:
            raise DamagedBackup("the file belongs into none of the volumes")
        if path in self._seen:
            raise DamagedBackup("the file comes a second time")
        self._total += member.size
        if self._total > self._most or len(self._seen) >= MOST_FILES:
            raise DamagedBackup(
                f"it unpacks to more than {self._most >> 20:,} MiB or {MOST_FILES:,} files"
            )
        digest, left = hashlib.sha256(), member.size
        with self._open_file(member) as file:
            while left:
                piece = self._sealed.read(min(CHUNK, left))
                left -= len(piece)
                digest.update(piece)
                file.write(piece)
        self._padding(member)
        self._seen[path] = member.size, digest.hexdigest()
        self.where = f"behind {path}"
        self._on_file(path, member.size)

    def _padding(self, member: Member) -> None:
        if any(self._sealed.read(member.padding)):
            raise DamagedBackup("something stands where nothing should, behind the file")

    def _compare(self, held: Contents, begin: Begin) -> None:
        """Raise DamagedBackup unless what was read is what the contents tell."""
        if held.begin != begin:
            raise DamagedBackup(f"{contents.BEGIN} and {contents.CONTENTS} tell different things")
        expected = {file.path: (file.size, file.sha256) for file in held.files}
        for path, found in self._seen.items():
            self.where = f"in {path}"
            if path not in expected:
                raise DamagedBackup("its contents do not tell of this file")
            if expected.pop(path) != found:
                raise DamagedBackup("the file does not have the SHA-256 that it was backed up with")
        for path in expected:
            self.where = f"in {path}"
            raise DamagedBackup("the file is missing")
