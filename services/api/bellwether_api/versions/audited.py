"""What was done, of all who did it: the audit log, and what trainings have published, in one order.

The log and each history keep the order in which they were written, whatever clocks said; among each
other they are in the order of their times.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bellwether_contract.coded import Code
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.chain import Checked
from bellwether_contract.storage.history import Event
from bellwether_contract.storage.store import ModelStore

AUDIT = "audit"

# How a training signs in a history, and which role it has in the log.
TRAINING = "training "
TRAINER = "trainer"

# The place of an entry: the latest time until then in its file, which file it is, and how many of
# that time came before.
Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Published(Entry):
    """What a training has published, with its reasons one by one, as the history has them."""

    reasons: tuple[str, ...] | None = None
    reason_codes: tuple[Code | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; what is None is not asked about.

    ``who`` and ``action`` are as they stand in an entry, ``subject`` is how an entry's begins,
    ``since`` and ``until`` are times or days (ISO 8601), of which ``until`` itself is left out.
    ``before`` is a place.
    """

    predictor: str | None = None
    who: str | None = None
    action: str | None = None
    subject: str | None = None
    since: str | None = None
    until: str | None = None
    before: Place | None = None

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is asked for, wherever it stands."""
        return (
            self.predictor in (None, entry.predictor)
            and self.who in (None, entry.who)
            and self.action in (None, entry.action)
            and (self.subject is None or (entry.subject or "").startswith(self.subject))
            and (self.since is None or entry.at >= self.since)
            and (self.until is None or entry.at < self.until)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The newest entries of ``total`` that fit, and by file what its chain says.

    ``next`` is the place before which there are more; None: these are the last. ``people`` and
    ``actions`` are all that can be asked for, of trainings the actions alone.
    """

    total: int
    people: list[str]
    actions: list[str]
    entries: list[Entry]
    next: Place | None
    chains: Mapping[str, Checked]


@dataclass(slots=True)
class _Newest:
    """Holds the newest ``limit`` of all entries that it takes, oldest first from each file."""

    wanted: Wanted
    limit: int
    total: int = 0
    more: bool = False
    heap: list[tuple[Place, Entry]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)

    def file(self, name: str) -> Callable[[Entry], None]:
        """What takes the entries of one file."""
        latest, equal = "", 0

        def take(entry: Entry) -> None:
            nonlocal latest, equal
            equal = equal + 1 if entry.at <= latest else 0
            latest = max(latest, entry.at)
            self.actions.add(entry.action)
            # Each training signs with a name of its own.
            if entry.role != TRAINER:
                self.people.add(entry.who)
            if self.wanted.fits(entry):
                self.total += 1
                self._take((latest, name, equal), entry)

        return take

    def _take(self, place: Place, entry: Entry) -> None:
        if self.wanted.before is not None and place >= self.wanted.before:
            return
        if len(self.heap) < self.limit:
            heapq.heappush(self.heap, (place, entry))
            return
        self.more = True
        if place > self.heap[0][0]:
            heapq.heapreplace(self.heap, (place, entry))


def look(
    audit: AuditLog, store: ModelStore, wanted: Wanted, limit: int, head: str | None = None
) -> Found:
    """Read the log and the histories once, in the memory of ``limit`` entries; raises OSError.

    ``head`` was kept elsewhere: the chain of the log has a fault where it is not there any more.
    """
    newest = _Newest(wanted, limit)
    chains: dict[str, Checked] = {}

    def anew() -> Callable[[Entry], None]:
        newest.total, newest.more = 0, False
        for each in (newest.heap, newest.people, newest.actions):
            each.clear()
        return newest.file(AUDIT)

    chains[AUDIT] = audit.read(anew, head)
    for name in store.names():
        chains[name] = store.check_history(name, _published(name, newest.file(name)))
    found = sorted(newest.heap, key=lambda each: each[0], reverse=True)
    return Found(
        newest.total,
        sorted(newest.people, key=str.casefold),
        sorted(newest.actions),
        [entry for _, entry in found],
        found[-1][0] if found and newest.more else None,
        chains,
    )


def _published(name: str, take: Callable[[Entry], None]) -> Callable[[Event], None]:
    """Takes of a predictor's history what trainings have published or kept and what was removed."""

    def taken(event: Event) -> None:
        if event.by.startswith(TRAINING) or event.event == "collected":
            entry = Published(
                event.at,
                event.by,
                TRAINER,
                None,
                "collect" if event.event == "collected" else f"publish: {event.event}",
                name,
                event.version,
                before=event.against,
                reason=event.reason,
                reasons=event.reasons,
                reason_codes=event.reason_codes,
            )
            take(entry)

    return taken
