"""Live models: poll the pointer, load, prove, swap; never unload what works.

A request takes the reference to one bundle and keeps it to its end. A poll replaces the
reference, never what it points to. Whoever reads what is known waits for nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from bellwether_api.http.errors import changing
from bellwether_api.serving.following import Follower
from bellwether_api.serving.loading import Loader, State
from bellwether_api.serving.rollcall import WAIT_SECONDS, Processes, RollCall, promotion
from bellwether_api.serving.version_cache import OtherVersions
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.champions import VOLUME
from bellwether_contract.storage.history import EventName, Withdrawal
from bellwether_contract.storage.store import ModelStore, StillServing

log = logging.getLogger(__name__)


# Seconds until it is worth asking again whether a process is ready: a volume may come back, or a
# first training end, at any time.
LOOK_AGAIN = 2

# Who has to know what answers waits so long for a version that is being tried; then what is known
# counts.
REFRESH_SECONDS = 12.0


class Registry:
    """The live bundles of all predictors that have a champion."""

    def __init__(self, store: ModelStore, roll: RollCall) -> None:
        self._store = store
        self._loader = Loader(store)
        self._roll = roll
        self._others = OtherVersions(self._loader)
        self._follower = Follower(store, self._loader, roll, self._others.forget)
        self._states = self._follower.states
        self._looked = False
        self._away = False

    def bundle(self, name: str) -> Bundle | None:
        """The bundle that answers for a predictor now, or None while there is none."""
        state = self._states.get(name)
        return state.bundle if state is not None else None

    def known(self, name: str) -> bool:
        """Whether a predictor has, or had, a champion."""
        return name in self._states

    def state(self, name: str) -> State | None:
        """What is known of a predictor, or None where it never had a champion."""
        return self._states.get(name)

    def current(self, name: str) -> State | None:
        """What is known of a predictor, with its champion as the pointer names it now.

        Whoever has promoted a version through one process and asks another is told of it. Nothing
        is loaded for that: ``bundle`` is what answers here at the moment.
        """
        known, stamp = self.state(name), self._store.stamp(name)
        if stamp is None or (known is not None and known.stamp == stamp):
            return known
        try:
            champion = self._store.champion(name)
        except RefusedBundle:
            return known
        if known is None:
            return State(None, champion, (), stamp, None)
        return replace(known, champion=champion)

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
        return self._looked and any(self.bundle(name) for name in self.names())

    def poll(self) -> None:
        """Look at every pointer, one ``stat`` each, and load what has changed.

        Never raises: what fails for one predictor is logged once and leaves the others, and
        what serves already, alone.
        """
        looked, names = False, set[str]()
        try:
            try:
                self._store.refresh()
            finally:
                # What lies here may serve, also where there is no news to be had.
                names = set(self._store.names())
            looked, self._away = True, False
        except OSError as error:
            # The volume is away; everything that serves goes on from memory.
            if not self._away:
                log.warning("The champions cannot be read: %s", error)
            self._away = True
        for name in sorted(names.union(self.names())):
            # Whoever holds it is loading just that, and the other predictors do not wait for it.
            self._follower.follow(name, wait=0)
        for name, version in self._others.kept():
            with suppress(OSError):
                if version in self._store.timeline(name).collected:
                    self._others.forget(name, version)
        # Not before: what is not loaded yet is not what cannot be.
        self._looked = self._looked or looked

    def refresh(self, name: str) -> None:
        """Look at the pointer of one predictor now; never raises."""
        self._follower.follow(name, wait=REFRESH_SECONDS)

    def version(self, name: str, version: str, *, limited: bool = False) -> Bundle:
        """Any published version, proven; the few that were asked for last stay in memory.

        Raises UnknownVersion or RefusedBundle. Where it is ``limited``, as it is for strangers,
        raises WithdrawnVersion, and TooManyLoads.
        """
        live = self.bundle(name)
        if live is not None and live.version == version:
            return live
        # What does not exist is never loaded, and so not held against anybody.
        self._store.require(name, version)
        if limited:
            self._store.require_in_use(name, version)
        return self._others.get(name, version, limited=limited)

    def promote(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        forced: bool = False,
        precondition: Callable[[], None] | None = None,
        wait: float = WAIT_SECONDS,
    ) -> Processes:
        """Prove a version and make it the champion, and wait until every process serves it.

        Whatever is asked after that is answered by it, in all processes on all hosts; where some
        are not so far after ``wait`` seconds, the answer says so. ``forced`` says that the
        gate has rejected it; going back to a former champion counts as a roll-back.
        ``precondition`` is called when nobody else can promote any more. Raises UnknownVersion,
        RefusedBundle, WithdrawnVersion, TooManyLoads, LockHeld, VolumeFull, StoreUnavailable where
        the volume does not take it, and what ``precondition`` raises.
        """
        self._loader.try_again(name, version)
        proven = self._loader.prove(name, version, pointed=True)
        event: EventName | None = "forced" if forced else None
        with self._follower.still(name):
            with changing(VOLUME):
                self._store.promote(
                    name, version, by=by, reason=reason, event=event, precondition=precondition
                )
            self._follower.take(name, proven)
        # Without the lock: each of the others needs a look of its own.
        return self._roll.wait(name, version, lambda: self._promotion(name), wait)

    def _promotion(self, name: str) -> str:
        try:
            return promotion(self._store.champion(name))
        except RefusedBundle:
            return promotion(None)

    def withdraw(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        precondition: Callable[[], None] | None = None,
    ) -> Withdrawal:
        """Take a version out of use, for good; raises what the store raises.

        StillServing also where it answers here in the place of a champion that does not load, and
        StoreUnavailable where the volume does not take it for another reason than that it is full.
        """
        self.refresh(name)
        live = self.bundle(name)
        with changing(VOLUME):
            present = self._store.champion(name)
            if live is not None and live.version == version != (present and present.version):
                raise StillServing(
                    f"The version {version} answers for {name}, because the champion does not pass "
                    "its checks; promote another version, then withdraw this one"
                )
            return self._store.withdraw(
                name, version, by=by, reason=reason, precondition=precondition
            )
