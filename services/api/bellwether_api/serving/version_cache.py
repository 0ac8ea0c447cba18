"""Versions other than the champions: the few that were asked for last, and who may load others.

To load a version and to prove it costs as much as hundreds of predictions, and puts another one out
of memory. So what strangers have loaded is limited, for all of them together.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from bellwether_api.serving.loading import Loader
from bellwether_api.serving.turn import TooManyLoads
from bellwether_contract.bundle.bundle import Bundle

# So many stay in memory, those that were asked for last.
VERSIONS_KEPT = 4

# Strangers have so many loaded at once, each after the other, and then one in so many seconds.
LOADS = 4
LOAD_SECONDS = 15.0


class OtherVersions:
    """What a loader proves of a predictor and a version, kept for as long as it is asked for."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Bundle] = OrderedDict()
        self._turn = threading.Lock()
        self._left = float(LOADS)
        self._looked = time.monotonic()

    def get(self, name: str, version: str, *, limited: bool) -> Bundle:
        """A version from memory, or loaded; raises what ``prove`` raises.

        Raises TooManyLoads where another one is being tried for long, and, where it is ``limited``
        and not in memory, if another one is being loaded, or too many were.
        """
        with self._lock:
            known = self._kept.get((name, version))
            if known is not None:
                self._kept.move_to_end((name, version))
                return known
        return self._in_turn(name, version) if limited else self._loaded(name, version)

    def forget(self, name: str, version: str) -> None:
        """Keep one version no longer, because it is kept elsewhere."""
        with self._lock:
            self._kept.pop((name, version), None)

    def kept(self) -> list[tuple[str, str]]:
        """The predictors and versions that are in memory."""
        with self._lock:
            return list(self._kept)

    def _in_turn(self, name: str, version: str) -> Bundle:
        if not self._turn.acquire(blocking=False):
            raise TooManyLoads("Another version is being loaded; ask for this one after it")
        try:
            now = time.monotonic()
            self._left = min(LOADS, self._left + (now - self._looked) / LOAD_SECONDS)
            self._looked = now
            if self._left < 1:
                raise TooManyLoads(
                    "Many versions were loaded just now; ask for the one that serves, or for this "
                    "one in a while"
                )
            self._left -= 1
            return self._loaded(name, version)
        finally:
            self._turn.release()

    def _loaded(self, name: str, version: str) -> Bundle:
        found = self._loader.prove(name, version)
        with self._lock:
            self._kept[name, version] = found
            self._kept.move_to_end((name, version))
            while len(self._kept) > VERSIONS_KEPT:
                self._kept.popitem(last=False)
        return found
