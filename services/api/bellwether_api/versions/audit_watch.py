"""The audit log as each process knows it: how long it is and where it ends, and what is too old.

Its head is told as a metric and in the log, so that it is kept where nobody who can write the file
can write: against that a cut or rewritten log is held.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping

from bellwether_contract.storage.audit import Audited, AuditLog
from bellwether_contract.storage.chain import Checked
from bellwether_contract.storage.locks import LockHeld
from bellwether_contract.storage.months import Following, Line

log = logging.getLogger(__name__)

# What was read is read again so often, if the files have changed at all: what is put in the place
# of something else, while the file grows, is seen then.
ANEW_SECONDS = 3600.0

# So often it is looked whether months are too old; one that was held up tries again.
REMOVES_SECONDS = 3600.0


# Which file it is, how long, and when it was changed last.
Stamp = tuple[int, int, int]


class AuditWatch:
    """Follows the log; ``months`` is how many are kept, None: all."""

    def __init__(self, audit: AuditLog, months: int | None) -> None:
        self._audit = audit
        self._months = months
        self._stamps: dict[str, Stamp] = {}
        self._begin_anew()
        self._told: tuple[str, ...] = ()
        self._removes = 0.0
        self.known: Checked | None = None

    def look(self) -> None:
        """Read what is new, and remove what is too old, if it is time to; raises OSError."""
        self._remove_old()
        stamps = self._stamp()
        if stamps == self._stamps and self.known is not None:
            return
        if time.monotonic() - self._began >= ANEW_SECONDS or not _grown(self._stamps, stamps):
            self._begin_anew()
        if not self._following.follow(self._take):
            self._begin_anew()
            self._following.follow(self._take)
        self._stamps = stamps
        self.known = self._audited.found()
        for fault in self.known.faults if self.known.faults != self._told else ():
            log.warning("The audit log was tampered with or damaged: %s", fault)
        self._told = self.known.faults

    def _take(self, line: Line) -> None:
        self._audited.take(line)

    def _begin_anew(self) -> None:
        self._following = Following(self._audit.months)
        self._audited = Audited()
        self._began = time.monotonic()

    def _stamp(self) -> dict[str, Stamp]:
        found = {}
        for name in self._audit.months.names():
            status = os.stat(self._audit.months.folder / name)
            # The time of a change of the file's status is nobody's to set.
            found[name] = (status.st_ino, status.st_size, status.st_ctime_ns)
        return found

    def _remove_old(self) -> None:
        if self._months is None or time.monotonic() < self._removes:
            return
        self._removes = time.monotonic() + REMOVES_SECONDS
        try:
            gone = self._audit.remove_old(self._months)
        except LockHeld as error:
            log.warning("What is too old stays in the audit log for now: %s", error)
        else:
            for month in gone:
                log.info("The audit log of %s was removed: it is over its time", month)


def _grown(former: Mapping[str, Stamp], present: Mapping[str, Stamp]) -> bool:
    """Whether nothing else has happened than that the newest file has grown, or another began."""
    for name, was in former.items():
        now = present.get(name)
        if now != was and (now is None or name != max(former) or now[1] <= was[1]):
            return False
    return True
