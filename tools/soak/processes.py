"""The processes of the stack as shipped, each of which can be killed and started again.

They are those of `make demo`, with the settings of docker-compose.yml: nginx, gunicorn with two
workers, Redis with its users, and the trainer. Each leads a session of its own, so that whatever it
has started is found and ends with it, and nothing else does.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.demo import sessions
from tools.demo.parts import Part
from tools.demo.places import ROOT

START_SECONDS = 60.0
STOP_SECONDS = 30.0


class DoesNotStart(Exception):
    """A process does not answer."""


class Process:
    """A part of the stack; ``port`` is where it listens once it has started, if it does."""

    def __init__(self, part: Part, log: Path, port: int | None = None) -> None:
        self.part = part
        self.log = log
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id, which is that of its session."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it listens; raises DoesNotStart with the end of its log."""
        # Whatever whoever runs this has set for a stack of their own is not for this one.
        given = {k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.part.command,
                cwd=ROOT,
                env={**given, **self.part.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if self.port is not None:
            wait_until(self._listens, START_SECONDS, f"{self.part.name} does not start")

    def kill(self) -> None:
        """Kill it with all that it has started, as the death of its container would."""
        assert self._process is not None
        sessions.kill({self.pid})
        self._process.wait(STOP_SECONDS)
        # What was just being started while the others were listed.
        sessions.kill({self.pid})

    def stop(self) -> None:
        """Tell it to stop; what is left of it after a while is killed."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        sessions.kill({self.pid})
        self._process.wait()
        self._process = None

    def _listens(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            said = self.log.read_text(errors="replace")[-2000:]
            raise DoesNotStart(f"{self.part.name} has ended at once; it said: {said}")
        try:
            socket.create_connection(("127.0.0.1", self.port or 0), 1).close()
        except OSError:
            return False
        return True


@contextmanager
def running(*processes: Process) -> Iterator[None]:
    """Start the processes one after another; they end with the block, the last one first."""
    begun: list[Process] = []
    try:
        for process in processes:
            begun.append(process)
            process.start()
        yield
    finally:
        for process in reversed(begun):
            process.stop()


def wait_until(condition: Callable[[], bool], seconds: float, otherwise: str) -> float:
    """Wait for a condition; returns how long that took, raises DoesNotStart after ``seconds``."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() > began + seconds:
            raise DoesNotStart(f"{otherwise} within {seconds:g} s")
        time.sleep(0.02)
    return time.monotonic() - began


def children(pid: int) -> list[int]:
    """The processes that a process has started and that run."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []


def mebibytes(pids: Iterable[int]) -> dict[int, float]:
    """Resident memory of each process, in MiB."""
    found = {}
    for pid in pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        found[pid] = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
    return found


def kill_one(pid: int) -> None:
    """Kill a single process; one that is gone is no fault."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
