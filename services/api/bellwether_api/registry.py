"""Live models: poll the pointer, load, prove, swap; never unload what works.

A request takes the reference to one bundle and keeps it to its end. A poll replaces the
reference, never what it points to.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bellwether_api import metrics
from bellwether_contract.bundle import Bundle
from bellwether_contract.errors import BellwetherError, RefusedBundle
from bellwether_contract.store import Champion, EventName, ModelStore, Stamp, now

log = logging.getLogger(__name__)


class StoreUnavailable(BellwetherError):
    """A volume does not give or take what it should."""

    permanent = False


# A long history of versions that do not load is not worth showing in full.
REFUSALS_SHOWN = 10

# So many versions other than the champions stay in memory, those that were asked for last.
VERSIONS_KEPT = 4

# What a refusal stands on beside the pointer: the files of the version, (name, inode, size, time
# in ns). While none of it changes, looking again cannot end otherwise; a volume that catches up
# with its pointer, or a file put back, does change it.
Evidence = frozenset[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A version that was to serve and does not: since when (ISO 8601) and why."""

    version: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """What this process knows of one predictor; ``bundle`` is what it answers with.

    ``refusals`` and ``evidence`` are empty and None once the champion serves.
    """

    bundle: Bundle | None
    champion: Champion | None
    refusals: tuple[Refusal, ...]
    stamp: Stamp
    evidence: Evidence | None


class Registry:
    """The live bundles of all predictors that have a champion."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._states: dict[str, State] = {}
        self._lock = threading.Lock()
        self._looked = False
        self._complaints: dict[str, str] = {}
        self._proven = lru_cache(VERSIONS_KEPT)(lambda name, version: self.prove(name, version))

    def bundle(self, name: str) -> Bundle | None:
        """The bundle that answers for a predictor now, or None while there is none."""
        state = self._states.get(name)
        return state.bundle if state is not None else None

    def state(self, name: str) -> State | None:
        """What is known of a predictor, or None where it never had a champion."""
        return self._states.get(name)

    def current(self, name: str) -> State | None:
        """What is known of a predictor after a look at its pointer.

        Whoever has promoted a version through one process and asks another is told of it.
        """
        self.refresh(name)
        return self.state(name)

    def names(self) -> list[str]:
        """The predictors that have, or had, a champion."""
        return sorted(self._states)

    @property
    def looked(self) -> bool:
        """Whether the champions' volume could be read, and so who has none is known."""
        return self._looked

    @property
    def ready(self) -> bool:
        """Whether every loadable champion serves here, and at least one does."""
        return self._looked and any(state.bundle for state in self._states.values())

    def poll(self) -> None:
        """Look at every pointer, one ``stat`` each, and load what has changed.

        Never raises: what fails for one predictor is logged once and leaves the others, and
        what serves already, alone.
        """
        try:
            names = set(self._store.names())
            self._looked = True
        except OSError:
            # The volume is away; everything that serves goes on from memory.
            names = set()
        for name in sorted(names | set(self._states)):
            self.refresh(name)

    def refresh(self, name: str) -> None:
        """Look at the pointer of one predictor now; never raises."""
        with self._lock:
            try:
                self._look(name)
                self._complaints.pop(name, None)
            except Exception as error:  # a poll error never stops the poller
                complaint = type(error).__name__
                if self._complaints.get(name) != complaint:
                    log.exception("%s: the poll failed and goes on", name)
                self._complaints[name] = complaint

    def prove(self, name: str, version: str) -> Bundle:
        """Load a version as if it were to serve; raises UnknownVersion or RefusedBundle."""
        return Bundle.load(self._store.directory(name, version), name)

    def version(self, name: str, version: str) -> Bundle:
        """Any published version, proven; the few that were asked for last stay in memory.

        Raises UnknownVersion or RefusedBundle.
        """
        live = self.bundle(name)
        if live is not None and live.version == version:
            return live
        return self._proven(name, version)

    def promote(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        forced: bool = False,
        proviso: Callable[[], None] | None = None,
    ) -> None:
        """Prove a version and make it the champion; this process answers with it at once.

        ``forced`` says that the gate has rejected it; going back to an older version counts as a
        roll-back. ``proviso`` is called when nobody else can promote any more. Raises
        UnknownVersion, RefusedBundle, StoreUnavailable where the volume does not take it, and what
        ``proviso`` raises.
        """
        self.prove(name, version)
        try:
            present = self._store.champion(name)
        except RefusedBundle:
            present = None
        # Versions begin with their time, so they sort by it.
        back = present is not None and version < present.version
        event: EventName = "forced" if forced else "rolled back" if back else "promoted"
        try:
            self._store.promote(name, version, by=by, reason=reason, event=event, proviso=proviso)
        except OSError as error:
            raise StoreUnavailable(
                f"The champions' volume does not take the change ({error.strerror})"
            ) from error
        self.refresh(name)

    def _look(self, name: str) -> None:
        stamp = self._store.stamp(name)
        if stamp is None:
            # No champion yet, or the volume is away: what serves, serves on.
            return
        known = self._states.get(name)
        if (
            known is not None
            and known.stamp == stamp
            and (known.evidence is None or known.evidence == self._evidence(name, known.champion))
        ):
            return
        former = known.bundle if known else None
        state = self._states[name] = self._load(name, stamp, former)
        metrics.serving(name, former, state.bundle)

    def _load(self, name: str, stamp: Stamp, live: Bundle | None) -> State:
        """Read the pointer and load what it names; what does not load leaves ``live`` alone."""
        champion = None
        refusals: list[Refusal] = []
        evidence: Evidence = frozenset()
        try:
            champion = self._store.champion(name)
        except RefusedBundle as error:
            refusals.append(_refused(name, "unknown", error))
        if champion is not None:
            if live is not None and live.version == champion.version:
                return State(live, champion, (), stamp, None)
            # Taken first: what is put in order while it is being proven must be seen later on.
            evidence = self._evidence(name, champion)
            try:
                bundle = self.prove(name, champion.version)
            except BellwetherError as error:
                refusals.append(_refused(name, champion.version, error))
            else:
                log.info("%s: answers with version %s", name, bundle.version)
                return State(bundle, champion, (), stamp, None)
        if live is None:
            live = self._newest_that_loads(name, champion, refusals)
        shown = tuple(refusals[:REFUSALS_SHOWN])
        return State(live, champion, shown, stamp, evidence)

    def _newest_that_loads(
        self, name: str, champion: Champion | None, refusals: list[Refusal]
    ) -> Bundle | None:
        """Walk the history back to the newest earlier champion that loads."""
        tried = {champion.version} if champion is not None else set()
        for event in self._store.history(name):
            if event.event == "rejected" or event.version in tried:
                continue
            tried.add(event.version)
            try:
                bundle = self.prove(name, event.version)
            except BellwetherError as error:
                refusals.append(_refused(name, event.version, error))
            else:
                log.warning("%s: answers with the earlier version %s", name, bundle.version)
                return bundle
        return None

    def _evidence(self, name: str, champion: Champion | None) -> Evidence:
        if champion is None:
            return frozenset()
        try:
            found = set()
            for entry in os.scandir(self._store.directory(name, champion.version)):
                status = entry.stat(follow_symlinks=False)
                found.add((entry.name, status.st_ino, status.st_size, status.st_mtime_ns))
        except (BellwetherError, OSError):
            return frozenset()
        return frozenset(found)


def _refused(name: str, version: str, error: BellwetherError) -> Refusal:
    log.warning("%s: version %s is refused: %s", name, version, error)
    metrics.not_served(name)
    return Refusal(version, now(), str(error))
