"""Versions that were not trained here, as they come into the two volumes."""

from __future__ import annotations

import os
from pathlib import Path

from bellwether_contract.bundle import signatures
from bellwether_contract.clock import now
from bellwether_contract.errors import StoreConflict
from bellwether_contract.storage import durable
from bellwether_contract.storage.history import ENDS, Event
from bellwether_contract.storage.store import ModelStore


class ReceivingStore(ModelStore):
    """The two volumes, as whoever takes in a version of another site sees them."""

    def take_in(self, name: str, unpacked: Path, *, by: str, reason: str) -> None:
        """Have a version that lies ``unpacked`` on this volume appear, as a candidate.

        Its signature lies beside it as everywhere. Raises StoreConflict where it is, or ever was,
        here; LockHeld, VolumeFull and OSError.
        """
        target = self._versions(name) / unpacked.name
        with self.lock(name, on_wait=lambda: None), durable.room("models'"):
            if target.exists() or any(line.version == unpacked.name for line in self.history(name)):
                raise StoreConflict(f"{name} has, or had, a version {unpacked.name} already")
            target.parent.mkdir(parents=True, exist_ok=True)
            signature = signatures.path(unpacked)
            if signature.exists():
                signatures.path(target).parent.mkdir(exist_ok=True)
                os.rename(signature, signatures.path(target))
            os.rename(unpacked, target)
            durable.sync_directory(target.parent)
            line = Event(now(), ENDS["candidate"], unpacked.name, by, reason, reasons=(reason,))
            self._append(name, line)
