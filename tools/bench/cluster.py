"""A Dask cluster on this machine, each part a process of its own, and what ran on it when."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tools.demo.places import free_port

# A scheduler and a worker load their packages before they answer.
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Task:
    """When a fit ran, in seconds since 1970."""

    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a scheduler answers, and its workers, of one thread each.

    ``another`` starts one more, ``another_scheduler`` one in the place of a scheduler that ended.
    """

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]
    client: Any
    another: Callable[[], subprocess.Popen[bytes]]
    another_scheduler: Callable[[], subprocess.Popen[bytes]]

    def record(self) -> None:
        """Have the scheduler note from now on when each task runs."""
        self.client.get_task_stream()

    def tasks(self) -> list[Task]:
        """What has run since it notes that, in the order of its begin."""
        spans = [
            Task(span["start"], span["stop"])
            for noted in self.client.get_task_stream()
            for span in noted["startstops"]
            if span["action"] == "compute"
        ]
        return sorted(spans, key=lambda each: each.begin)

    def peak_mebibytes(self) -> float:
        """The most memory that one of the workers has held."""
        return max(_peak_kibibytes(each.pid) for each in self.workers) / 1024


@contextmanager
def started(workers: int) -> Iterator[Cluster]:
    """Start a scheduler and so many workers; they end with the block."""
    # What only names this module needs no cluster.
    from distributed import Client

    connect: Any = Client
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as ends:

        def start(*words: str) -> subprocess.Popen[bytes]:
            process = ends.enter_context(_start(*words))
            ends.callback(process.kill)
            return process

        at = ("--host", "127.0.0.1", "--port", str(port))
        another_scheduler = partial(start, "distributed.cli.dask_scheduler", *at)
        scheduler = another_scheduler()
        one = ("--nthreads", "1", "--nworkers", "1", "--no-nanny", "--host", "127.0.0.1")
        another = partial(start, "distributed.cli.dask_worker", address, *one)
        fitters = [another() for _ in range(workers)]
        client = ends.enter_context(connect(address, timeout=START_SECONDS))
        client.wait_for_workers(workers, timeout=START_SECONDS)
        yield Cluster(address, scheduler, fitters, client, another, another_scheduler)


def _start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *words, "--no-dashboard"],
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _peak_kibibytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
