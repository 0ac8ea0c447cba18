"""What a pointer names -> the version that answers: proven first, refused where it is not right."""

from __future__ import annotations

import logging
import math
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bellwether_api import telemetry
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.serving import memory, proofs
from bellwether_api.serving.proofs import Found, Proofs
from bellwether_api.serving.trial import SECONDS, TRIAL, HungOrDied
from bellwether_api.serving.turn import turn
from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import manifest_bytes
from bellwether_contract.clock import now
from bellwether_contract.errors import BellwetherError, RefusedBundle
from bellwether_contract.storage import in_use
from bellwether_contract.storage.champions import Champion, Stamp
from bellwether_contract.storage.store import ModelStore

log = logging.getLogger(__name__)

# A long history of versions that do not load is not worth showing in full.
REFUSALS_SHOWN = 10

# What is not the version's fault, such as a volume that is away, may be over at any time.
AGAIN_SECONDS = 15.0

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

    ``refusals`` and ``fingerprint`` are empty and None once the champion serves. From ``again`` on,
    by the monotonic clock, it is worth looking although nothing has changed.
    """

    bundle: Bundle | None
    champion: Champion | None
    refusals: tuple[Refusal, ...]
    stamp: Stamp
    fingerprint: Fingerprint | None
    again: float = math.inf


class Loader:
    """Loads versions from a store."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._proofs = Proofs(store)

    def prove(self, name: str, version: str, *, pointed: bool = False) -> Bundle:
        """Load a version as if it were to serve: here, once another process has survived it.

        Where it is ``pointed`` at, or is to be, what was found is kept for other processes.
        Raises UnknownVersion, RefusedBundle, TooManyLoads where another one is being tried for
        long, or StoreUnavailable where the volume is away.
        """
        try:
            directory = self._store.directory(name, version)
            manifest = manifest_bytes(directory)
            # What is not signed as it has to be is not even tried.
            signatures.verify(directory, manifest, self._store.trust)
            key = proofs.key(manifest)
            self._try(name, version, key, directory, pointed=pointed)
            if not pointed:
                return self._loaded(directory, name)
            folder = self._store.folder / name
            with in_use.marked(folder, version), self._proofs.loading(name, key) as deaths:
                if deaths >= proofs.DEATHS:
                    reason = f"{deaths} processes of the API died while they loaded this version"
                    self._refuse(name, version, key, f"{reason}; publish the version anew")
                return self._loaded(directory, name)
        except OSError as error:
            raise StoreUnavailable(
                f"A volume cannot be read ({error.strerror}); is it mounted?"
            ) from error
        finally:
            memory.give_back()

    def try_again(self, name: str, version: str) -> None:
        """Forget what a version was refused for: somebody asks for it who may."""
        self._proofs.try_again(name, version)

    def follow(self, name: str, stamp: Stamp, live: Bundle | None) -> State:
        """Read the pointer and load what it names; what does not load leaves ``live`` alone."""
        champion = None
        refusals: list[Refusal] = []
        fingerprint: Fingerprint = frozenset()
        again = math.inf
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
                bundle = self.prove(name, champion.version, pointed=True)
            except BellwetherError as error:
                refusals.append(_refused(name, champion.version, error))
                again = _again(error)
            else:
                log.info("%s: answers with version %s", name, bundle.version)
                return State(bundle, champion, (), stamp, None)
        if live is None:
            live, later = self._newest_that_loads(name, champion, refusals)
            again = min(again, later)
        shown = tuple(refusals[:REFUSALS_SHOWN])
        return State(live, champion, shown, stamp, fingerprint, again)

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

    def _try(self, name: str, version: str, key: str, directory: Path, *, pointed: bool) -> None:
        """Let another process load a version that none has loaded before."""
        found = self._proofs.found(name, version, key)
        if found is None:
            with turn():
                # Another process may have done it meanwhile.
                found = self._proofs.found(name, version, key)
                if found is None:
                    try:
                        TRIAL.run(directory, name)
                    except HungOrDied as error:
                        self._refuse(name, version, key, str(error))
                    proven = Found(key, now(), None)
                    self._proofs.note(name, version, proven, on_volume=pointed)
                    return
        if found.refused is not None:
            raise RefusedBundle(found.refused)

    def _loaded(self, directory: Path, name: str) -> Bundle:
        """A version that was proven, loaded in a thread of its own.

        Whoever waits for it goes on after SECONDS, whatever becomes of that thread.
        """
        loading: Future[Bundle] = Future()

        def load() -> None:
            try:
                loading.set_result(Bundle.load(directory, name, self._store.trust))
            except BaseException as error:  # noqa: BLE001  # raised where it is waited for
                loading.set_exception(error)

        threading.Thread(target=load, name=f"loads {name}", daemon=True).start()
        try:
            return loading.result(SECONDS)
        except TimeoutError as error:
            raise RefusedBundle(
                f"the version was proven, but did not load within {SECONDS:g} seconds"
            ) from error

    def _refuse(self, name: str, version: str, key: str, reason: str) -> NoReturn:
        """Refuse a version that no process survives, from now on."""
        self._proofs.note(name, version, Found(key, now(), reason), on_volume=True)
        raise RefusedBundle(reason)

    def _newest_that_loads(
        self, name: str, champion: Champion | None, refusals: list[Refusal]
    ) -> tuple[Bundle | None, float]:
        """The newest earlier champion that loads, and when to try again."""
        again = math.inf
        tried = {champion.version} if champion is not None else set()
        for version in self._store.promoted(name):
            if version in tried:
                continue
            try:
                bundle = self.prove(name, version, pointed=True)
            except BellwetherError as error:
                refusals.append(_refused(name, version, error))
                again = min(again, _again(error))
            else:
                log.warning("%s: answers with the earlier version %s", name, bundle.version)
                return bundle, again
        return None, again


def _again(error: BellwetherError) -> float:
    """From when on a version is worth another try, by the monotonic clock."""
    return math.inf if error.permanent else time.monotonic() + AGAIN_SECONDS


def _refused(name: str, version: str, error: BellwetherError) -> Refusal:
    log.warning("%s: version %s is refused: %s", name, version, error)
    telemetry.not_served(name)
    return Refusal(version, now(), str(error))
