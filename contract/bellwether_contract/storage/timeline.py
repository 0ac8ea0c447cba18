"""What follows from a history for each of its versions; it grows with the history, line by line.

Its order is that in which the lines were written: the time in a version's name, and in a line, is
that of a clock, which may have jumped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bellwether_contract.storage.history import (
    DECISIONS,
    PROMOTIONS,
    Event,
    EventName,
    Hold,
    Withdrawal,
)


@dataclass(frozen=True, slots=True)
class Past:
    """What became of one version, which was published by the ``sequence``-th line of the history.

    ``ended`` is what that line said. ``promoted`` is the number of the line that made it champion
    last, 0: none did; ``left`` is when another one took its place then (ISO 8601), None: none has.
    ``anchor`` and ``log_loss`` are those of its publication, where they were written down.
    """

    sequence: int
    ended: EventName
    anchor: str | None = None
    log_loss: float | None = None
    promoted: int = 0
    left: str | None = None


@dataclass(slots=True)
class Timeline:
    """All of it: the versions in the order of their publication, without those ``collected``.

    ``length`` counts lines, ``ever_promoted`` and ``ever_withdrawn`` versions, those that were
    collected since included. ``comparisons`` counts by anchor how often the gate has decided, and
    ``anchor`` is the one that it used last. ``champion`` is who was promoted last.
    """

    length: int = 0
    versions: dict[str, Past] = field(default_factory=dict)
    withdrawn: dict[str, Withdrawal] = field(default_factory=dict)
    held: dict[str, Hold] = field(default_factory=dict)
    collected: set[str] = field(default_factory=set)
    comparisons: dict[str, int] = field(default_factory=dict)
    anchor: str | None = None
    champion: str | None = None
    ever_promoted: int = 0
    ever_withdrawn: int = 0

    def and_then(self, events: Iterable[Event]) -> Timeline:
        """The same, and more ``events``, oldest first; this one stays as it is."""
        grown = replace(
            self,
            versions=dict(self.versions),
            withdrawn=dict(self.withdrawn),
            held=dict(self.held),
            collected=set(self.collected),
            comparisons=dict(self.comparisons),
        )
        for event in events:
            grown._add(event)
        return grown

    def promoted(self) -> list[str]:
        """Every version that was ever champion and is in use, the newest promotion first."""
        found = [each for each, past in self.versions.items() if past.promoted]
        found.sort(key=lambda version: self.versions[version].promoted, reverse=True)
        return [version for version in found if version not in self.withdrawn]

    def order(self, version: str) -> int | None:
        """The place of a version's publication; None where no line tells of one."""
        past = self.versions.get(version)
        return past.sequence if past is not None else None

    def goes_back(self, to: str, present: str | None) -> bool:
        """Whether to promote ``to`` is to go back to a former champion, from the newer ``present``.

        The order of the lines alone counts.
        """
        past = self.versions.get(to)
        if present is None or past is None or not past.promoted or to == present:
            return False
        newer = self.versions.get(present)
        return newer is None or past.sequence < newer.sequence

    def _add(self, event: Event) -> None:
        self.length += 1
        version = event.version
        if event.anchor is not None:
            self.anchor = event.anchor
            self.comparisons[event.anchor] = self.comparisons.get(event.anchor, 0) + 1
        if event.event in DECISIONS:
            self._decided(event)
        elif event.event == "withdrawn":
            if version not in self.withdrawn:
                self.ever_withdrawn += 1
                self.withdrawn[version] = Withdrawal(event.at, event.by, event.reason)
        elif event.event == "held":
            self.held[version] = Hold(event.at, event.by, event.reason)
        elif event.event == "released":
            self.held.pop(version, None)
        elif event.event == "collected":
            for known in (self.versions, self.withdrawn, self.held):
                known.pop(version, None)
            self.collected.add(version)

    def _decided(self, event: Event) -> None:
        version = event.version
        # One that was collected and is there again was published anew.
        self.collected.discard(version)
        past = self.versions.get(version)
        if past is None:
            past = Past(self.length, event.event, event.anchor, event.log_loss)
        if event.event in PROMOTIONS:
            if not past.promoted:
                self.ever_promoted += 1
            past = replace(past, promoted=self.length, left=None)
            former = self.versions.get(self.champion) if self.champion is not None else None
            if former is not None and self.champion is not None and self.champion != version:
                self.versions[self.champion] = replace(former, left=event.at)
            self.champion = version
        self.versions[version] = past
