"""What each process of the API answers with, so that a promotion can wait until all have it.

A process tells it in a file of its own, and holds a lock on another one: the kernel lets go of that
when the process dies, however it dies. Both lie in the directory that gunicorn makes for what its
processes tell each other (``gunicorn.conf.py``); a process that runs alone needs none. To those of
other hosts and containers it is told through Redis (``jobs/replicas.py``).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bellwether_api.jobs.replicas import Replicas
from bellwether_contract.storage import locks
from bellwether_contract.storage.champions import Champion

log = logging.getLogger(__name__)

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
ALIVE, SERVING = ".alive", ".serving"

# A process looks at the pointers four times a second and proves a version in a fraction of one. A
# promotion holds one of four threads for as long as this; processes that take longer are told of.
WAIT_SECONDS = 5.0
# Whoever promotes may have it wait longer, or less long. nginx waits for 30 seconds.
MOST_SECONDS = 20
LOOK_SECONDS = 0.01

# What other hosts tell is asked of Redis, and so less often.
ASK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Said:
    """The promotion that a process has followed last, and the version that it answers with.

    A promotion is told by its pointer's content: on no two hosts need its file look alike.
    """

    promotion: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Processes:
    """How many processes the API has, on all hosts, and how many of them answer with a version."""

    serving: int
    of: int


def promotion(champion: Champion | None) -> str:
    """What tells one promotion from the next; of a pointer that cannot be read it is empty."""
    return f"{champion.since} {champion.version}" if champion is not None else ""


class RollCall:
    """The processes that serve in ``directory``, this one alone where there is none, and others.

    ``replicas`` are the processes elsewhere; None: there are none.
    """

    def __init__(self, directory: Path | None, replicas: Replicas | None = None) -> None:
        self._directory = directory
        self._replicas = replicas
        self._mine: dict[str, Said] = {}
        self._writing = threading.Lock()
        # As many as there were at the last look: nobody who asks waits for files or Redis.
        self._processes = 1
        if directory is not None:
            # Held for as long as this process lives; nobody closes it.
            self._alive = _create(directory / f"{os.getpid()}{ALIVE}")
            fcntl.flock(self._alive, fcntl.LOCK_EX)
            self._write()
        # Elsewhere, too: what it is about to read may be another promotion's a moment later.
        self.tell()

    @classmethod
    def of_environment(cls, replicas: Callable[[str], Replicas]) -> RollCall:
        """Where gunicorn says; call it before the first look at the pointers.

        ``replicas`` makes the way to other hosts, for the name of this one.
        """
        directory = os.environ.get(DIRECTORY)
        # Processes share a host if they share the directory.
        host = f"{socket.gethostname()}:{directory or os.getpid()}"
        return cls(Path(directory) if directory else None, replicas(host))

    def say(self, name: str, followed: str, version: str | None) -> None:
        """From now on this process answers for a predictor with ``version``.

        ``followed`` is the promotion that it has followed.
        """
        with self._writing:
            self._mine[name] = Said(followed, version)
            try:
                self._write()
            except OSError as error:
                # Promotions wait in vain for this process, and say so.
                log.warning("What is served cannot be told (%s)", error.strerror)
        self.tell()

    def tell(self) -> None:
        """Tell other hosts what this process serves, again and again, or they forget it."""
        if self._replicas is None:
            return
        if self._replicas.tell(self._words()):
            self._processes = len(self._here()) + len(self._replicas.others())

    def leave(self) -> None:
        """This process ends."""
        if self._replicas is not None:
            self._replicas.leave()

    def processes(self) -> int:
        """How many processes the API has, on all hosts, as far as was told a moment ago."""
        return self._processes

    def wait(
        self, name: str, version: str, pointer: Callable[[], str], seconds: float = WAIT_SECONDS
    ) -> Processes:
        """Wait until every process has followed the promotion that ``pointer`` tells.

        At most for ``seconds``. A process that has refused the version is not waited for, nor is
        one that has died.
        """
        until = time.monotonic() + seconds
        while True:
            present = pointer()
            # Other hosts are asked once those of this one are so far.
            said = [each.get(name) for each in self._here()]
            if not _behind(said, present) or time.monotonic() > until:
                said += [each.get(name) for each in self._there()]
                if not _behind(said, present) or time.monotonic() > until:
                    serving = sum(each is not None and each.version == version for each in said)
                    return Processes(serving, len(said))
                time.sleep(ASK_SECONDS)
            else:
                time.sleep(LOOK_SECONDS)

    def _here(self) -> list[dict[str, Said]]:
        """What every living process of this host says."""
        others = []
        if self._directory is not None:
            for path in self._directory.glob(f"*{ALIVE}"):
                if path.stem != str(os.getpid()) and _lives(path):
                    others.append(_read(path.with_suffix(SERVING)))
        return [dict(self._mine), *others]

    def _there(self) -> list[dict[str, Said]]:
        """What every living process of another host says."""
        return [_parsed(each) for each in self._replicas.others()] if self._replicas else []

    def _words(self) -> str:
        return json.dumps(
            {name: [said.promotion, said.version] for name, said in dict(self._mine).items()}
        )

    def _write(self) -> None:
        if self._directory is None:
            return
        path = self._directory / f"{os.getpid()}{SERVING}"
        hidden = path.with_suffix(".new")
        hidden.write_text(self._words())
        hidden.replace(path)


def _behind(said: list[Said | None], present: str) -> bool:
    return any(each is None or each.promotion != present for each in said)


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
        return _parsed(path.read_text())
    except (OSError, UnicodeDecodeError):
        return {}


def _parsed(words: str) -> dict[str, Said]:
    """What a process says; nothing where that is not ours: anybody may have written to Redis."""
    try:
        return {
            name: Said(str(followed), version)
            for name, (followed, version) in json.loads(words).items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}
