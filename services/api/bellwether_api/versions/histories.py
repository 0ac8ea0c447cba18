"""Whether the histories still say what was written: a chain is looked at when its file changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bellwether_contract.storage.store import ModelStore

log = logging.getLogger(__name__)


class HistoryWatch:
    """Checks the chain of each predictor's history, and tells what it finds."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._looked: dict[str, object] = {}
        self._faults: dict[str, int] = {}

    @property
    def faults(self) -> Mapping[str, int]:
        """How many faults each predictor's history has."""
        return dict(self._faults)

    def look(self) -> None:
        """Check what has changed since the last look; raises OSError."""
        for name in self._store.names():
            # Taken first: what is written meanwhile is looked at the next time.
            stamps = self._store.stamp(name), self._store.history_stamp(name)
            if self._looked.get(name) == stamps:
                continue
            found = self._store.check_history(name)
            for fault in found.faults:
                log.warning("%s: the history was tampered with or damaged: %s", name, fault)
            # The head is what a cut or rewritten history would be held against: it is in the log.
            log.info(
                "%s: the history has %d lines, %d of them from before it was chained; its head is "
                "%s",
                name,
                found.lines,
                found.unchained,
                found.head,
            )
            self._faults[name] = len(found.faults)
            self._looked[name] = stamps
