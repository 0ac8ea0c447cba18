"""Named keys on disk: one file, which every process of the API reads, on every host of its volume.

It is replaced as a whole under a lock, and whoever checks a key looks first whether it is another
file by now (one ``stat``): what is created, rotated or revoked counts in all processes with the
next request.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bellwether_contract.clock import now
from bellwether_contract.storage import durable, keys, locks
from bellwether_contract.storage.keys import Key, KeyConflict, UnknownKey
from bellwether_contract.vocabulary import Role

FILE = "keys.json"
LOCK = ".keys.lock"

# So many may be in use.
KEYS_LIMIT = 500

# What is over is listed for so long, so that a name in a history can be looked up.
LISTED_DAYS = 400

# (inode, size, modification time in ns): changes whenever the file is replaced.
Stamp = tuple[int, int, int]


class KeyStore:
    """The file of keys in ``folder``; what was read of it is remembered while it is the same."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock_path = folder / LOCK
        self._read: tuple[Stamp | None, Mapping[str, Key]] = (None, {})

    def all(self) -> list[Key]:
        """Every key, the newest first; raises DamagedKeys, and OSError where the volume is away."""
        return sorted(self._keys().values(), key=lambda key: (key.created, key.id), reverse=True)

    def find(self, sent: str) -> Key | None:
        """The key that was ``sent``, also where it is over; None where it is none of these.

        Takes as long for a wrong one as for a right one. Raises DamagedKeys, OSError.
        """
        named = keys.named(sent)
        if named is None:
            return None
        key = self._keys().get(named)
        digest = keys.digest(sent)
        # Compared also where there is none of that id.
        same = hmac.compare_digest(digest, key.sha256 if key is not None else "0" * len(digest))
        return key if same else None

    def create(
        self,
        name: str,
        role: Role,
        *,
        predictors: Sequence[str] | None,
        days: int | None,
        by: str,
    ) -> tuple[Key, str]:
        """Make a key, and what is to be sent: it is told this once.

        Raises KeyConflict, DamagedKeys, LockHeld, VolumeFull, OSError.
        """
        with self._changing() as known:
            _require_free(name, known.values())
            if sum(not key.over() for key in known.values()) >= KEYS_LIMIT:
                raise KeyConflict(f"{KEYS_LIMIT} keys are in use; revoke some before you make more")
            made = keys.new_id()
            sent, created = keys.new_secret(made), now()
            only = None if predictors is None else tuple(predictors)
            ends = keys.end(created, days)
            known[made] = Key(made, name, role, only, created, by, days, ends, keys.digest(sent))
        return known[made], sent

    def rotate(self, key: str) -> tuple[Key, str]:
        """Give a key another secret, and its days anew; the former secret is refused from now on.

        Raises UnknownKey, KeyConflict where it was revoked, DamagedKeys, LockHeld, VolumeFull,
        OSError.
        """
        with self._changing() as known:
            found = _of_id(known, key)
            if found.revoked is not None:
                raise KeyConflict("This key was revoked, for good; make a new one")
            # Another may have taken the name of one that had expired.
            _require_free(found.name, (each for each in known.values() if each.id != key))
            sent, at = keys.new_secret(key), now()
            known[key] = replace(
                found, sha256=keys.digest(sent), rotated=at, expires=keys.end(at, found.days)
            )
        return known[key], sent

    def revoke(self, key: str, *, by: str) -> Key:
        """Refuse a key from now on, for good; one that was revoked already stays as it is.

        Raises UnknownKey, DamagedKeys, LockHeld, VolumeFull, OSError.
        """
        with self._changing() as known:
            found = _of_id(known, key)
            if found.revoked is None:
                known[key] = replace(found, revoked=now(), revoked_by=by)
        return known[key]

    def _keys(self) -> Mapping[str, Key]:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return {}
        stamp = status.st_ino, status.st_size, status.st_mtime_ns
        seen, found = self._read
        if seen != stamp:
            # The stamp was taken first: what is written meanwhile is read the next time.
            found = keys.parsed(self._path.read_bytes())
            self._read = stamp, found
        return found

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        """The keys to change, under the lock; written where nothing was raised."""
        with locks.held(self._lock_path, f"{FILE} on the champions volume"):
            before = keys.parsed(self._path.read_bytes()) if self._path.exists() else {}
            known = dict(before)
            yield known
            if known != before:
                listed = [asdict(key) for key in known.values() if _still_listed(key)]
                content = json.dumps({"format": keys.FORMAT, "keys": listed}, indent=1).encode()
                with durable.room("champions"):
                    durable.replace(self._path, content + b"\n")


def _of_id(known: Mapping[str, Key], key: str) -> Key:
    found = known.get(key)
    if found is None:
        raise UnknownKey("There is no key of this id; `bellwether keys list` names them")
    return found


def _require_free(name: str, others: Iterable[Key]) -> None:
    """Raise KeyConflict where a key in use has this name: a history tells who did what by it."""
    if any(not key.over() and key.name.casefold() == name.casefold() for key in others):
        raise KeyConflict(
            f"A key in use is called {name} already; take another name, or revoke that one"
        )


def _still_listed(key: Key) -> bool:
    ended = key.revoked or (key.expires if key.expired() else None)
    if ended is None:
        return True
    return datetime.now(UTC) - datetime.fromisoformat(ended) < timedelta(days=LISTED_DAYS)
