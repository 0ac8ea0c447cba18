"""The audit log on disk: who did what through the API, a line each, chained, append-only.

A file a month on the champions' volume, written under a lock by every process of the API. What
trainings publish stands in the histories beside it, which are chained alike.

Months that are older than what is to be kept are removed, and each removal is an entry itself. It
holds the head of what it removed (``before``), and what the first entry that is left says of lines
before it (``after``): so the chain is whole without them, and any other beginning is a fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bellwether_contract.clock import now
from bellwether_contract.storage import chain, durable, locks
from bellwether_contract.storage.chain import Checked
from bellwether_contract.storage.months import Months, RawLine

NAME = "audit"
LOCK = ".audit.lock"

# An entry takes 12 kB at most, half of it the reason: room for it, and for those of others who do
# something at the same moment, has to be there before anything is done.
ROOM_BYTES = 1 << 16

# The law asks for so many months at least (Regulation (EU) 2024/1689, articles 19 and 26).
KEPT_AT_LEAST = 6

# How a removal stands in the log.
REMOVED = "remove old entries"
BY, SYSTEM = "bellwether", "system"

# A month that goes while it is read is told of in the newest file: so often it is read anew.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: when (ISO 8601), by whom in which role, and what it changed.

    ``key`` is the id of a named key, None for the operator's key. ``subject`` is what it was done
    to, such as a version. ``request`` is the id under which the API's log knows it.
    """

    at: str
    who: str
    role: str
    key: str | None
    action: str
    predictor: str | None = None
    subject: str | None = None
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    request: str | None = None


class Audited:
    """The log as it is read, line by line: its chain, and what was removed before it."""

    def __init__(self, head: str | None = None) -> None:
        self._reading = chain.Reading()
        self._wanted = head
        self._seen = False
        self.removed: dict[str, str] = {}

    @property
    def begins_after(self) -> str | None:
        """What the first entry says of entries before it; None where it is the first of all."""
        return self._reading.begins_after

    def take(self, line: RawLine) -> Entry | None:
        """Take the next line; returns its entry, None where it cannot be read."""
        self._reading.take(line.raw)
        self._seen = self._seen or self._is_wanted(self._reading.head)
        # Only a writer killed in the middle of a line leaves one that does not parse.
        with suppress(ValueError, TypeError, AttributeError):
            document = json.loads(line.raw)
            known = {name: document[name] for name in Entry.__slots__ if name in document}
            entry = Entry(**known)
            if entry.action == REMOVED and entry.role == SYSTEM:
                self.removed[str(entry.after)] = str(entry.before)
            return entry
        return None

    def _is_wanted(self, head: str | None) -> bool:
        # The beginning is enough, as the metric tells it.
        return None not in (self._wanted, head) and str(head).startswith(str(self._wanted))

    def found(self) -> Checked:
        """What the chain says until here, and whether the head that was kept elsewhere is in it."""
        found = self._reading.found(self.removed)
        if self._wanted is None or self._seen or any(map(self._is_wanted, self.removed.values())):
            return found
        return found.with_fault(
            "the entry whose hash was kept elsewhere is not there: entries were taken from the "
            "end, or all was written anew"
        )


class AuditLog:
    """The log in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.months = Months(folder, NAME)
        self._lock_path = folder / LOCK

    @durable.room("champions'", advice="so nothing was done; make room on it, or enlarge it")
    def require_writable(self) -> None:
        """Raise OSError where an entry could not be written, VolumeFull where it has no room."""
        self.months.require_writable(ROOM_BYTES)

    def append(self, entry: Entry) -> str:
        """Write an entry, down to the disk; returns the hash that the chain ends with.

        Raises LockHeld, OSError.
        """
        with locks.held(self._lock_path, f"{NAME} on the champions volume"):
            return self.months.append(asdict(entry))

    def read(
        self, begin: Callable[[], Callable[[Entry], None]], head: str | None = None
    ) -> Checked:
        """Hand on each entry, oldest first, and say what the chain says; all is read once.

        ``begin`` makes what takes entries; it is called again where reading begins anew, because a
        month was removed meanwhile. With a ``head`` that was kept elsewhere, whether it is still
        there. Raises OSError.
        """
        for last in (False,) * (TRIES - 1) + (True,):
            take, audited = begin(), Audited(head)
            try:
                for name in self.months.names():
                    for line in self.months.lines(name):
                        if (entry := audited.take(line)) is not None:
                            take(entry)
            except FileNotFoundError:
                if last:
                    raise
                continue
            break
        return audited.found()

    def entries(self) -> list[Entry]:
        """All of them, newest first; raises OSError."""
        found: list[Entry] = []

        def begin() -> Callable[[Entry], None]:
            found.clear()
            return found.append

        self.read(begin)
        return found[::-1]

    def check(self, head: str | None = None) -> Checked:
        """What the chain says; with a ``head`` that was kept elsewhere, whether it is still there.

        Raises OSError.
        """
        return self.read(lambda: lambda _: None, head)

    def remove_old(self, months: int) -> list[str]:
        """Remove what is older than so many whole months; returns which months went.

        Each is told of in an entry before it goes, so that whoever is killed in between leaves a
        chain that is whole. The newest file stays however old it is, and a chain that has a fault
        stays as it is. So does one whose newest entry is too old as well: rather than that nobody
        has done anything for so long, a clock is wrong. Raises LockHeld and OSError.
        """
        if months < KEPT_AT_LEAST:
            raise ValueError(f"entries are kept for {KEPT_AT_LEAST} months at least")
        oldest = _before(now()[:7], months)
        names = self.months.names()
        if not names[:-1] or self.months.month(names[0]) >= oldest or self._newest() < oldest:
            return []
        if self.check().faults:
            return []
        gone: list[str] = []
        with locks.held(self._lock_path, f"{NAME} on the champions volume"):
            for name in self.months.names()[:-1]:
                month = self.months.month(name)
                if month >= oldest or not self._remove(name, month, months):
                    break
                gone.append(month)
        return gone

    def _newest(self) -> str:
        """The month of the newest entry; a file without any is one that is about to have one."""
        written = [each for each in self.months.names() if self.months.size(each)]
        return self.months.month(written[-1]) if written else ""

    def _remove(self, name: str, month: str, months: int) -> bool:
        """Remove the oldest file; not as long as no entry follows it, which would vouch for it."""
        old, left = chain.Reading(), Audited()
        for line in self.months.lines(name):
            old.take(line.raw)
        for later in self.months.names()[1:]:
            for line in self.months.lines(later):
                left.take(line)
        if old.lines and (after := left.begins_after) is None:
            return False
        # Told already where whoever told it was killed before it went.
        if old.lines and after not in left.removed:
            reason = f"entries are kept for {months} months; {month} had {old.lines}"
            removal = Entry(now(), BY, SYSTEM, None, REMOVED, None, month, old.head, after, reason)
            self.months.append(asdict(removal))
        (self.months.folder / name).unlink()
        durable.sync_directory(self.months.folder)
        return True


def _before(month: str, months: int) -> str:
    """The month that lies so many before another."""
    year, number = map(int, month.split("-"))
    year, number = divmod(year * 12 + number - 1 - months, 12)
    return f"{year:04d}-{number + 1:02d}"
