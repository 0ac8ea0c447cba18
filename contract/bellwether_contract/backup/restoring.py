"""A backup -> the volumes of a stack that is stopped: unpacked beside, proven, then swapped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bellwether_contract.backup import proving, swapping, unpacking, volumes
from bellwether_contract.backup.contents import Contents
from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.backup.members import Member
from bellwether_contract.backup.packing import OnFile
from bellwether_contract.backup.volumes import CHAMPIONS, MODELS
from bellwether_contract.bundle import signatures
from bellwether_contract.clock import now
from bellwether_contract.storage.audit import AuditLog, Entry

# What stays free on each volume.
ROOM_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, the digest of its file, and what is worth telling, in sentences."""

    contents: Contents
    digest: str
    faults: tuple[str, ...]


def restore(
    places: Mapping[str, Path],
    source: BinaryIO,
    on_file: OnFile,
    *,
    required: bool,
    replace: bool = False,
    digest: str | None = None,
    most: int = unpacking.MOST_BYTES,
) -> Restored:
    """Restore the backup in ``source`` into ``places`` (see ``volumes.places``).

    Services must not run meanwhile. The volumes must be empty, unless what is there is to be
    replaced. ``required``: versions have to be signed here. ``digest`` is what the backup must end
    with. Raises DamagedBackup, NotRestored, LockHeld and OSError; all is as it was then.
    """
    with swapping.alone(places):
        swapping.undo(places)
        if not replace:
            _require_empty(places)
        try:
            for place in places.values():
                swapping.new(place).mkdir(parents=True)
            unpacked = unpacking.unpack(source, _opener(places), on_file, most)
            if digest is not None and unpacked.digest != digest.removeprefix("sha256:"):
                raise DamagedBackup(
                    f"This is another backup: it ends with {unpacked.digest}, not with {digest}"
                )
            beside = {volume: swapping.new(place) for volume, place in places.items()}
            proving.read_back(beside, unpacked.contents)
            _drop_gone(beside[MODELS], unpacked.contents)
            faults = proving.restored(beside, unpacked.contents, required=required)
            _tell(beside[CHAMPIONS], unpacked)
            if not replace:
                # Nothing was to run meanwhile; what does may have written.
                _require_empty(places)
        except BaseException:
            swapping.clear(places)
            raise
        swapping.swap(places)
    return Restored(unpacked.contents, unpacked.digest, tuple(faults))


def undo(places: Mapping[str, Path]) -> bool:
    """Put back what was there before a restore that was killed; whether anything was moved."""
    with swapping.alone(places):
        return swapping.undo(places)


def _require_empty(places: Mapping[str, Path]) -> None:
    if full := swapping.occupied(places):
        raise NotRestored(
            f"Something lies here already ({', '.join(full)}). A backup is restored into empty "
            "volumes, or in the place of what is there: make restore ARCHIVE=... REPLACE=yes"
        )


def _opener(places: Mapping[str, Path]) -> unpacking.OpenFile:
    def open_file(member: Member) -> BinaryIO:
        volume, _, within = member.path.partition("/")
        if volume not in places:
            raise NotRestored(f"The backup holds {volume}, for which no directory is named here")
        if member.size + ROOM_BYTES > shutil.disk_usage(places[volume]).free:
            raise NotRestored(f"The volume {volume} has no room for {member.path}; enlarge it")
        path = swapping.new(places[volume]) / within
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, flags, member.mode)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise DamagedBackup("another file has its path, or a part of it") from error
        os.fchmod(descriptor, member.mode)
        return os.fdopen(descriptor, "wb")

    return open_file


def _drop_gone(models: Path, held: Contents) -> None:
    """Remove versions that had been removed before the backup was finished."""
    for predictor, version in held.gone:
        # Only what lies there has these names: they lead nowhere else.
        if predictor in volumes.folders(models):
            versions = models / predictor / "versions"
            if version in volumes.folders(versions):
                shutil.rmtree(versions / version)
                signatures.path(versions / version).unlink(missing_ok=True)


def _tell(champions: Path, unpacked: unpacking.Unpacked) -> None:
    """The audit log that was restored says that it was, and from what."""
    created = unpacked.contents.begin.created
    AuditLog(champions).append(
        Entry(now(), "restore", "operator", None, "restore", None, f"backup of {created}",
              after=unpacked.digest)
    )  # fmt: skip
