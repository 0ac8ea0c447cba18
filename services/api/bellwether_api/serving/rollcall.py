"""What each process of this host answers with, so that a promotion can wait until all have it.

A process tells it in a file of its own, and holds a lock on another one: the kernel lets go of that
when the process dies, however it dies. Both lie in the directory that gunicorn makes for what its
processes tell each other (``gunicorn.conf.py``); a process that runs alone needs none.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.storage import locks
from bellwether_contract.storage.champions import Stamp

log = logging.getLogger(__name__)

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
ALIVE, SERVING = ".alive", ".serving"

# A process looks at the pointers four times a second and proves a version in a fraction of one. A
# promotion holds one of four threads for as long as this; processes that take longer are told of.
WAIT_SECONDS = 5.0
LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Said:
    """The pointer that a process has followed last, and the version that it answers with."""

    stamp: Stamp
    version: str | None


@dataclass(frozen=True, slots=True)
class Processes:
    """How many processes this host has, and how many of them answer with a version."""

    serving: int
    of: int


class RollCall:
    """The processes that serve in ``directory``; this one alone where there is none."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._mine: dict[str, Said] = {}
        self._writing = threading.Lock()
        if directory is not None:
            # Held for as long as this process lives; nobody closes it.
            self._alive = _create(directory / f"{os.getpid()}{ALIVE}")
            fcntl.flock(self._alive, fcntl.LOCK_EX)
            self._write()

    @classmethod
    def of_environment(cls) -> RollCall:
        """Where gunicorn says; call it before the first look at the pointers."""
        directory = os.environ.get(DIRECTORY)
        return cls(Path(directory) if directory else None)

    def say(self, name: str, stamp: Stamp, version: str | None) -> None:
        """From now on this process answers for a predictor with ``version``."""
        with self._writing:
            self._mine[name] = Said(stamp, version)
            try:
                self._write()
            except OSError as error:
                # Promotions wait in vain for this process, and say so.
                log.warning("What is served cannot be told (%s)", error.strerror)

    def wait(self, name: str, version: str, pointer: Callable[[], Stamp | None]) -> Processes:
        """Wait until every process follows the ``pointer``, at most for WAIT_SECONDS.

        A process that has refused the version is not waited for, nor is one that has died.
        """
        until = time.monotonic() + WAIT_SECONDS
        while True:
            present = pointer()
            said = [each.get(name) for each in self._all()]
            behind = any(each is None or each.stamp != present for each in said)
            if not behind or time.monotonic() > until:
                serving = sum(each is not None and each.version == version for each in said)
                return Processes(serving, len(said))
            time.sleep(LOOK_SECONDS)

    def _all(self) -> list[dict[str, Said]]:
        """What every living process says."""
        others = []
        if self._directory is not None:
            for path in self._directory.glob(f"*{ALIVE}"):
                if path.stem != str(os.getpid()) and _lives(path):
                    others.append(_read(path.with_suffix(SERVING)))
        return [dict(self._mine), *others]

    def _write(self) -> None:
        if self._directory is None:
            return
        path = self._directory / f"{os.getpid()}{SERVING}"
        document = {name: [*said.stamp, said.version] for name, said in self._mine.items()}
        hidden = path.with_suffix(".new")
        hidden.write_text(json.dumps(document))
        hidden.replace(path)


def _create(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lives(path: Path) -> bool:
    """Whether the process of this file lives."""
    try:
        return locks.is_held(path)
    except FileNotFoundError:
        return False


def _read(path: Path) -> dict[str, Said]:
    """What a process says; nothing where it has just begun, or has just gone."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return {
        name: Said((inode, size, time), version)
        for name, (inode, size, time, version) in document.items()
    }
