"""What was found of versions that were tried, kept beside the pointer: nobody tries them again.

``champions/NAME/proofs.json`` says of a version whether it was proven, or why a process that tried
it did not survive. It is known by the digest of its manifest, which has those of all its files, and
by what has tried it: a version that is made anew under its name, or a new runtime, is tried again.
All of it may be removed at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import onnxruntime

from bellwether_api.serving import trial
from bellwether_contract.bundle.regular import read_regular
from bellwether_contract.clock import now
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage import durable, locks
from bellwether_contract.storage.store import ModelStore

log = logging.getLogger(__name__)

FILE = "proofs.json"
LOADING = ".loading-"

# The newest so many of a predictor: a record takes two hundred bytes, and is read at each look.
KEPT = 200

# Whoever promotes a refused version has it tried again, but not by every click of an impatient one.
AGAIN = timedelta(minutes=1)

# A process may be ended by anything while it loads a version: a power cut ends all of them, and two
# is how many there are.
DEATHS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when (ISO 8601); ``refused`` says why, None of what was proven."""

    key: str
    at: str
    refused: str | None


def key(manifest: bytes) -> str:
    """What a proof holds for: this manifest, the runtime that opens models, and the limits."""
    tried_by = f"{onnxruntime.__version__} {trial.SECONDS} {trial.MEMORY}\n"
    return hashlib.sha256(tried_by.encode() + manifest).hexdigest()[:32]


class Proofs:
    """What is known of versions: in memory, and on the champions' volume."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        # What the volume has not, because it does not take it or was not to be asked.
        self._mine: dict[tuple[str, str], Found] = {}

    def found(self, name: str, version: str, key: str) -> Found | None:
        """What was found of exactly this version; None where it has to be tried."""
        for known in (self._on_volume(name).get(version), self._mine.get((name, version))):
            if known is not None and known.key == key:
                return known
        return None

    def note(self, name: str, version: str, found: Found, *, on_volume: bool) -> None:
        """Remember what was found."""
        self._mine[name, version] = found
        if on_volume:
            self._write(name, {**self._on_volume(name), version: found})

    def try_again(self, name: str, version: str) -> None:
        """Forget that a version was refused, unless that was just now."""
        kept = self._on_volume(name)
        for known in (kept.get(version), self._mine.get((name, version))):
            if known is None or known.refused is None:
                continue
            with suppress(ValueError):
                if datetime.fromisoformat(now()) - datetime.fromisoformat(known.at) < AGAIN:
                    return
        self._mine.pop((name, version), None)
        if (known := kept.pop(version, None)) is not None and known.refused is not None:
            self._write(name, kept)

    @contextmanager
    def loading(self, name: str, key: str) -> Iterator[int]:
        """While a version is loaded here; yields how many processes have died of that before.

        Each has a file with a lock, which the kernel lets go of when the process dies.
        """
        folder, begins = self._store.folder / name, f"{LOADING}{key[:16]}-"
        # One pattern for all: Python keeps what each is compiled to.
        marks = folder.glob(f"{LOADING}*")
        dead = [path for path in marks if path.name.startswith(begins) and _dead(path)]
        mine = folder / f"{begins}{uuid.uuid4().hex[:8]}"
        try:
            mark = locks.mark(mine, 0o600)
        except OSError:
            yield len(dead)  # a volume that takes nothing remembers nobody
            return
        try:
            yield len(dead)
        finally:
            # Whichever way it ended, this process lives; and the others are told of by now.
            for path in dead:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            mark.remove()

    def _on_volume(self, name: str) -> dict[str, Found]:
        try:
            kept = json.loads(read_regular(self._store.folder / name / FILE))
            return {version: Found(**each) for version, each in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError, BellwetherError):
            return {}

    def _write(self, name: str, kept: dict[str, Found]) -> None:
        newest = sorted(kept, key=lambda version: kept[version].at)[-KEPT:]
        document = {version: asdict(kept[version]) for version in newest}
        try:
            durable.replace(self._store.folder / name / FILE, json.dumps(document).encode())
        except OSError as error:
            log.warning("%s: what was tried cannot be kept (%s)", name, error.strerror)


def _dead(path: Path) -> bool:
    """Whether the process of this file is no more; one whose file is gone has ended well."""
    try:
        return not locks.is_held(path)
    except OSError:
        return False
