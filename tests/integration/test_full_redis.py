"""A Redis that is full refuses what would grow it: the worker stays, says so, and goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from rq import Worker

from tests import made_up
from tests.integration.conftest import Stack, WorkerProcess, start_worker

pytestmark = pytest.mark.slow

FULL = "Redis is full"
AGAIN = "Redis takes data again"


@contextmanager
def full(redis_url: str) -> Iterator[None]:
    """Redis has reached ``maxmemory``, and evicts nothing, as it is shipped."""
    with Redis.from_url(redis_url) as line:
        line.config_set("maxmemory", "1")
        try:
            yield
        finally:
            line.config_set("maxmemory", "0")


@contextmanager
def working(stack: Stack, log: Path) -> Iterator[WorkerProcess]:
    worker = start_worker(stack, log, on="checks")
    try:
        yield worker
    finally:
        worker.stop()


def said(worker: WorkerProcess, words: str, times: int) -> None:
    """Wait until the worker's log has said it so often; it lives meanwhile."""
    deadline = time.monotonic() + 60
    while worker.log.read_text().count(words) < times:
        assert worker.process.poll() is None, worker.log.read_text()
        assert time.monotonic() < deadline, worker.log.read_text()
        time.sleep(0.1)


def idle(redis_url: str) -> None:
    """Wait until the worker has nothing to do."""
    deadline = time.monotonic() + 20
    with Redis.from_url(redis_url) as line:
        while [worker.get_state() for worker in Worker.all(line)] != ["idle"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.nightly
def test_a_worker_waits_while_redis_is_full_and_goes_on(
    stack: Stack, redis_url: str, tmp_path: Path
) -> None:
    with full(redis_url), working(stack, tmp_path / "worker.log") as worker:
        said(worker, FULL, 1)
        time.sleep(2)
        assert worker.process.poll() is None
        with Redis.from_url(redis_url) as line:
            line.config_set("maxmemory", "0")
        said(worker, AGAIN, 1)
        assert stack.checked(stack.upload(made_up.rows(100, seed=11)))["status"] == "usable"
        idle(redis_url)
        with full(redis_url):
            said(worker, FULL, 2)
            # Told to stop, it does not wait for room.
            assert worker.stop() < 10
        assert "Traceback" not in worker.log.read_text()
