"""Follows the pointers: what each names is loaded, proven, and answers from then on.

Each predictor has two locks. Whoever follows its pointer holds one for as long as a version takes,
so that it is tried once; the other is held to swap, for a moment. So who promotes waits for no
other version.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bellwether_api import telemetry
from bellwether_api.serving.loading import Loader, State
from bellwether_api.serving.rollcall import RollCall, promotion
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage import in_use
from bellwether_contract.storage.locks import Mark
from bellwether_contract.storage.store import ModelStore

log = logging.getLogger(__name__)


class Follower:
    """What this process knows of every predictor that has, or had, a champion."""

    def __init__(
        self,
        store: ModelStore,
        loader: Loader,
        roll: RollCall,
        on_swap: Callable[[str, str], None],
    ) -> None:
        self._store = store
        self._loader = loader
        self._roll = roll
        self._on_swap = on_swap
        self.states: dict[str, State] = {}
        self._following: dict[str, threading.Lock] = {}
        self._swapping: dict[str, threading.Lock] = {}
        self._complaints: dict[str, str] = {}
        # The versions that answer here, marked for whoever removes versions.
        self._marks: dict[str, tuple[str, Mark]] = {}

    @contextmanager
    def still(self, name: str, wait: float = -1) -> Iterator[bool]:
        """Nobody looks at the pointer, or swaps, meanwhile: to promote and to ``take`` is one.

        Yields whether that has come true within ``wait`` seconds; -1: however long it takes.
        """
        lock = self._swapping.setdefault(name, threading.Lock())
        held = lock.acquire(timeout=wait)
        try:
            yield held
        finally:
            if held:
                lock.release()

    def take(self, name: str, proven: Bundle) -> None:
        """Answer with a version that was ``proven`` and has been promoted, ``still``."""
        stamp = self._store.stamp(name)
        try:
            champion = self._store.champion(name)
        except RefusedBundle:
            return
        if stamp is not None and champion is not None and champion.version == proven.version:
            log.info("%s: answers with version %s", name, proven.version)
            self._swap(name, State(proven, champion, (), stamp, None))

    def follow(self, name: str, *, wait: float) -> None:
        """Load what a pointer names where it has changed; never raises.

        Nothing is done where somebody else is at it for more than ``wait`` seconds.
        """
        lock = self._following.setdefault(name, threading.Lock())
        if not lock.acquire(timeout=wait):
            return
        try:
            self._look(name, wait)
            self._complaints.pop(name, None)
        except Exception as error:  # a poll error never stops the poller
            complaint = type(error).__name__
            if self._complaints.get(name) != complaint:
                log.exception("%s: the poll failed and goes on", name)
            self._complaints[name] = complaint
        finally:
            lock.release()

    def _look(self, name: str, wait: float) -> None:
        # Not in the middle of a promotion, which has loaded what it points to, and may have to wait
        # for somebody who holds the volume's lock.
        with self.still(name, wait) as still:
            if not still:
                return
            stamp, known = self._store.stamp(name), self.states.get(name)
        if stamp is None:
            # No champion yet, or the volume is away: what serves, serves on.
            return
        if (
            known is not None
            and known.stamp == stamp
            and (
                known.fingerprint is None
                or known.fingerprint == self._loader.fingerprint(name, known.champion)
            )
            and time.monotonic() < known.again
        ):
            return
        state = self._loader.follow(name, stamp, known.bundle if known else None)
        with self.still(name, wait) as still:
            # Whoever has promoted meanwhile, has swapped too; the next look sees anything else.
            if still and self._store.stamp(name) == stamp:
                self._swap(name, state)

    def _swap(self, name: str, state: State) -> None:
        known = self.states.get(name)
        self.states[name] = state
        self._mark(name, state.bundle.version if state.bundle is not None else None)
        if state.bundle is not None:
            self._on_swap(name, state.bundle.version)
        telemetry.serving(name, known.bundle if known else None, state.bundle)
        version = state.bundle.version if state.bundle else None
        self._roll.say(name, promotion(state.champion), version)

    def _mark(self, name: str, version: str | None) -> None:
        """Say on the champions' volume which version answers here; one that takes no mark may."""
        known = self._marks.get(name)
        if version is None or (known is not None and known[0] == version):
            return
        folder = self._store.folder / name
        try:
            in_use.sweep(folder)
            self._marks[name] = version, in_use.mark(folder, version)
        except OSError as error:
            log.warning("%s: what answers cannot be marked as such (%s)", name, error.strerror)
        else:
            if known is not None:
                known[1].remove()
