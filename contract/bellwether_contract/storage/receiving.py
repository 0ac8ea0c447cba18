"""Versions that were not trained here, as they come into the two volumes."""

from __future__ import annotations

from pathlib import Path

from bellwether_contract.bundle.manifest import manifest_bytes
from bellwether_contract.clock import now
from bellwether_contract.errors import StoreConflict, UnknownVersion
from bellwether_contract.storage.history import ENDS, Event
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.versions import CollectedVersion


class HereAlready(StoreConflict):
    """This very version is here."""


class ReceivingStore(ModelStore):
    """The two volumes, as whoever takes in a version of another site sees them."""

    def lies_here(self, name: str, unpacked: Path) -> bool:
        """Whether the version that lies ``unpacked`` somewhere is here already.

        Raises CollectedVersion where it was removed, StoreConflict where another one has its name,
        or had it; RefusedBundle where one of the two has no manifest that can be read.
        """
        version = unpacked.name
        try:
            there = self.directory(name, version)
        except CollectedVersion:
            raise
        except UnknownVersion:
            if self.timeline(name).order(version) is None:
                return False
            raise StoreConflict(
                f"{name} had a version {version} already, whose files are gone"
            ) from None
        # Every other file of a version follows from its manifest.
        if manifest_bytes(there) != manifest_bytes(unpacked):
            raise StoreConflict(f"{name} has another version of the name {version} already")
        return True

    def take_in(self, name: str, unpacked: Path, *, by: str, reason: str) -> None:
        """Have a version that lies ``unpacked`` beside the others appear, as a candidate.

        Its signature lies beside it as everywhere. What one that was killed has left is finished.
        Raises HereAlready where it is, and what ``lies_here`` raises; LockHeld,
        VolumeFull and OSError.
        """
        version = unpacked.name

        def decide() -> None:
            there = self.lies_here(name, unpacked)
            if there and self.timeline(name).order(version) is not None:
                raise HereAlready(f"{name} has the version {version} already")
            if not there:
                self._origin.take_in(name, unpacked)
            line = Event(now(), ENDS["candidate"], version, by, reason, reasons=(reason,))
            self._append(name, line)

        self.deciding(name, decide, on_wait=lambda: None)
