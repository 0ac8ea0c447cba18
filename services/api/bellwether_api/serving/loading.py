"""What a pointer names -> the version that answers: proven first, refused where it is not right."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass

from bellwether_api import telemetry
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.serving import memory
from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.clock import now
from bellwether_contract.errors import BellwetherError, RefusedBundle
from bellwether_contract.storage.champions import Champion, Stamp
from bellwether_contract.storage.store import ModelStore

log = logging.getLogger(__name__)

# A long history of versions that do not load is not worth showing in full.
REFUSALS_SHOWN = 10

# What a refusal stands on beside the pointer: the files of the version, (name, inode, size, time
# in ns). While none of it changes, looking again cannot end otherwise; a volume that catches up
# with its pointer, or a file put back, does change it.
Fingerprint = frozenset[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A version that was to serve and does not: since when (ISO 8601) and why."""

    version: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """What this process knows of one predictor; ``bundle`` is what it answers with.

    ``refusals`` and ``fingerprint`` are empty and None once the champion serves.
    """

    bundle: Bundle | None
    champion: Champion | None
    refusals: tuple[Refusal, ...]
    stamp: Stamp
    fingerprint: Fingerprint | None


class Loader:
    """Loads versions from a store."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def prove(self, name: str, version: str) -> Bundle:
        """Load a version as if it were to serve.

        Raises UnknownVersion, RefusedBundle, or StoreUnavailable where the volume is away.
        """
        try:
            return Bundle.load(self._store.directory(name, version), name, self._store.trust)
        except OSError as error:
            raise StoreUnavailable(
                f"A volume cannot be read ({error.strerror}); is it mounted?"
            ) from error
        finally:
            memory.give_back()

    def follow(self, name: str, stamp: Stamp, live: Bundle | None, proven: Bundle | None) -> State:
        """Read the pointer and load what it names, unless it is what was ``proven`` already.

        What does not load leaves ``live`` alone.
        """
        champion = None
        refusals: list[Refusal] = []
        fingerprint: Fingerprint = frozenset()
        try:
            champion = self._store.champion(name)
        except RefusedBundle as error:
            refusals.append(_refused(name, "unknown", error))
        if champion is not None:
            if live is not None and live.version == champion.version:
                return State(live, champion, (), stamp, None)
            # Taken first: what is put in order while it is being proven must be seen later on.
            fingerprint = self.fingerprint(name, champion)
            try:
                bundle = (
                    proven
                    if proven is not None and proven.version == champion.version
                    else self.prove(name, champion.version)
                )
            except BellwetherError as error:
                refusals.append(_refused(name, champion.version, error))
            else:
                log.info("%s: answers with version %s", name, bundle.version)
                return State(bundle, champion, (), stamp, None)
        if live is None:
            live = self._newest_that_loads(name, champion, refusals)
        shown = tuple(refusals[:REFUSALS_SHOWN])
        return State(live, champion, shown, stamp, fingerprint)

    def fingerprint(self, name: str, champion: Champion | None) -> Fingerprint:
        """What the files of a champion look like from outside; of none where they are away."""
        if champion is None:
            return frozenset()
        try:
            found = set()
            directory = self._store.directory(name, champion.version)
            for path in (*directory.iterdir(), signatures.path(directory)):
                with suppress(FileNotFoundError):
                    status = path.lstat()
                    found.add((path.name, status.st_ino, status.st_size, status.st_mtime_ns))
        except (BellwetherError, OSError):
            return frozenset()
        return frozenset(found)

    def _newest_that_loads(
        self, name: str, champion: Champion | None, refusals: list[Refusal]
    ) -> Bundle | None:
        """Walk the history back to the newest earlier champion that loads."""
        tried = {champion.version} if champion is not None else set()
        for version in self._store.promoted(name):
            if version in tried:
                continue
            try:
                bundle = self.prove(name, version)
            except BellwetherError as error:
                refusals.append(_refused(name, version, error))
            else:
                log.warning("%s: answers with the earlier version %s", name, bundle.version)
                return bundle
        return None


def _refused(name: str, version: str, error: BellwetherError) -> Refusal:
    log.warning("%s: version %s is refused: %s", name, version, error)
    telemetry.not_served(name)
    return Refusal(version, now(), str(error))
