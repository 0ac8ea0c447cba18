"""Champions on disk: the pointer and the history of each predictor, under one lock.

``champions/NAME/`` holds both, written by trainer and API through the origin that keeps them. The
history line is written first, the pointer last; who reads takes no lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from bellwether_contract.bundle.regular import read_regular
from bellwether_contract.errors import BellwetherError, RefusedBundle
from bellwether_contract.storage import chain, history
from bellwether_contract.storage.chain import Checked
from bellwether_contract.storage.histories import Histories
from bellwether_contract.storage.history import Event, Withdrawal
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.origin import POINTER, Origin, Overtaken
from bellwether_contract.storage.volume import Volume
from bellwether_contract.vocabulary import PREDICTOR_NAME

# How it is named to people.
VOLUME = "champions'"

# What is decided in one's turn may have to be decided anew because other hosts were first; after so
# many times somebody is told.
TURNS = 100

T = TypeVar("T")

# Of a predictor. Where the volume is a disk of its own, its file system has a folder there that
# nobody may read, and that is called otherwise.
_is_name = re.compile(PREDICTOR_NAME).fullmatch

# (inode, size, modification time in ns): changes whenever a file is replaced.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Champion:
    """The pointer: which version is to serve, since when (ISO 8601), by whom and why."""

    version: str
    since: str
    by: str
    reason: str


# The pointer is there and cannot be read: no version has this name.
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a challenger has to meet: the champion's version, and who was ever promoted.

    ``promoted`` counts those, and ``withdrawn`` who was taken out of use: the history only grows,
    so the same counts mean the same versions. ``champion`` is None where there is none, and
    UNREADABLE where the pointer is damaged.
    """

    champion: str | None
    promoted: int
    withdrawn: int = 0


class WithdrawnVersion(BellwetherError):
    """A version was taken out of use, and so answers nobody any more."""

    def __init__(self, name: str, version: str, withdrawal: Withdrawal) -> None:
        super().__init__(
            f"The version {version} of {name} was withdrawn on {withdrawal.at[:10]} "
            f"({withdrawal.reason}). It answers no more, and can neither be promoted nor rolled "
            "back to, not even by force"
        )


class Champions(Histories):
    """The pointers and histories in ``folder``, which an ``origin`` keeps; a volume if not said."""

    def __init__(self, folder: Path, origin: Origin | None = None) -> None:
        super().__init__(folder)
        self._origin: Origin = origin or Volume(folder, folder)

    def refresh(self) -> None:
        """Look for what other hosts have done; raises OSError."""
        self._origin.refresh()

    def catch_up(self, name: str) -> None:
        """Know all that was decided of a predictor until now; raises LockHeld, OSError."""
        self._origin.catch_up(name)

    def names(self) -> list[str]:
        """The predictors that have, or had, anything published; raises OSError without a volume."""
        return sorted(
            entry.name
            for entry in os.scandir(self.folder)
            if entry.is_dir() and _is_name(entry.name)
        )

    def stamp(self, name: str) -> Stamp | None:
        """What one ``stat`` says of the pointer; None while there is no champion."""
        try:
            status = os.stat(self.folder / name / POINTER)
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def champion(self, name: str) -> Champion | None:
        """The pointer, or None while there is no champion.

        Raises RefusedBundle where the pointer is there but cannot be read.
        """
        try:
            document = json.loads(read_regular(self.folder / name / POINTER))
            return Champion(**{key: str(document[key]) for key in Champion.__slots__})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RefusedBundle(f"{POINTER} cannot be read ({type(error).__name__})") from error

    def etag(self, name: str) -> str:
        """A digest of pointer and history; it differs after every change of either."""
        digest = hashlib.sha256()
        with suppress(FileNotFoundError):
            digest.update((self.folder / name / POINTER).read_bytes())
        digest.update(b"\0")
        digest.update(self.tail(name))
        return digest.hexdigest()[:32]

    def check_history(self, name: str, take: Callable[[Event], None] = lambda _: None) -> Checked:
        """What the chain of a predictor's history says, and whether it knows of the champion.

        It is read once, and handed on line by line, oldest first, to whoever is to ``take`` it.
        Raises OSError.
        """
        # The pointer first: its line was written before it.
        pointed = None
        with suppress(RefusedBundle):
            pointed = self.champion(name)
        become = (pointed.version, pointed.since) if pointed is not None else None
        reading, in_history = chain.Reading(), False
        with suppress(FileNotFoundError), self._history(name).open("rb") as file:
            for raw in file:
                reading.take(raw)
                with suppress(ValueError, TypeError, AttributeError):
                    event = history.event(json.loads(raw))
                    take(event)
                    in_history = in_history or (event.version, event.at) == become
        found = reading.found()
        if in_history or pointed is None:
            return found
        return found.with_fault(
            f"no line tells that {pointed.version} became champion: lines are missing at the end, "
            f"or {POINTER} was changed"
        )

    def require_in_use(self, name: str, version: str) -> None:
        """Raise WithdrawnVersion where a version was taken out of use."""
        if (withdrawal := self.withdrawals(name).get(version)) is not None:
            raise WithdrawnVersion(name, version, withdrawal)

    def standing(self, name: str) -> Standing:
        """Whom a challenger has to meet now; raises OSError."""
        try:
            pointer = self.champion(name)
        except RefusedBundle:
            champion: str | None = UNREADABLE
        else:
            champion = pointer.version if pointer is not None else None
        known = self.timeline(name)
        return Standing(champion, known.ever_promoted, known.ever_withdrawn)

    def lock(self, name: str, on_wait: OnWait | None = None) -> AbstractContextManager[None]:
        """Hold the predictor's lock; raises LockHeld (``locks.take``), VolumeFull, and OSError."""
        return self._origin.turn(name, on_wait)

    def deciding(self, name: str, decide: Callable[[], T], on_wait: OnWait | None = None) -> T:
        """What ``decide`` returns, under the lock; called again where another host was first.

        Raises what ``lock`` and ``decide`` raise.
        """
        for last in (False,) * (TURNS - 1) + (True,):
            with self.lock(name, on_wait):
                try:
                    return decide()
                except Overtaken:
                    if last:
                        raise
            if on_wait is not None:
                on_wait()
            # Not all at the same moment again.
            time.sleep(random.uniform(0, 0.05))  # noqa: S311  # no secret
        raise AssertionError("the last turn ends otherwise")

    def _goes_back(self, name: str, version: str) -> bool:
        try:
            pointed = self.champion(name)
        except RefusedBundle:
            return False
        present = pointed.version if pointed is not None else None
        return self.timeline(name).goes_back(version, present)

    def _another(self, name: str, version: str) -> str:
        """Whom to promote instead of a version, in words."""
        former = next((each for each in self.promoted(name) if each != version), None)
        if former is not None:
            return f"roll back to {former}, its champion before, or promote another one"
        return "promote another one, by force where the gate has rejected it, or train one"

    def _point(self, name: str, champion: Champion, line: Event | None = None) -> None:
        said = asdict(line) if line is not None else None
        self._origin.point(name, asdict(champion), said)

    def _append(self, name: str, event: Event) -> None:
        self._origin.append(name, asdict(event))
