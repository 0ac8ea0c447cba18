"""The workload as RQ knows it: its workers, and the jobs of each queue by their status."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis import Redis
from rq import Queue
from rq.job import JobStatus
from rq.worker_registration import REDIS_WORKER_KEYS

from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract import jobs


@dataclass(frozen=True, slots=True)
class Worker:
    """One that RQ knows: its queues with commas between, and what it has done since it began."""

    name: str
    queues: str
    state: str
    succeeded: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Workers by name, and for each queue how many of its jobs have each status."""

    workers: tuple[Worker, ...]
    jobs: Mapping[str, Mapping[str, int]]


class QueueStats:
    """Looks at Redis, and changes nothing there: RQ's own counts would tidy up as they count."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = [Queue(name, connection=redis, serializer="json") for name in jobs.QUEUES]
        self._breaker = CircuitBreaker()

    def now(self) -> Snapshot | None:
        """The workload after two calls of Redis; None where it does not answer."""
        with suppress(QueueUnavailable), self._breaker:
            return self._look()
        return None

    def _look(self) -> Snapshot:
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.smembers(REDIS_WORKER_KEYS)
            for queue in self._queues:
                pipe.llen(queue.key)
                for key in _registries(queue).values():
                    pipe.zcard(key)
            known, *counts = pipe.execute()
            for key in sorted(known):
                pipe.hgetall(key)
            told = pipe.execute() if known else []
        found = [
            _worker(key.decode(), worker)
            for key, worker in zip(sorted(known), told, strict=True)
            # One that is dead is in the list until RQ tidies up.
            if worker
        ]
        found_jobs = {}
        left = iter(counts)
        for queue in self._queues:
            statuses = (JobStatus.QUEUED, *_registries(queue))
            found_jobs[queue.name] = {status.value: next(left) for status in statuses}
        return Snapshot(tuple(found), found_jobs)


def _registries(queue: Queue) -> dict[JobStatus, str]:
    """Where RQ keeps the jobs of a queue that no longer wait in it, by their status."""
    return {
        JobStatus.STARTED: queue.started_job_registry.key,
        JobStatus.FINISHED: queue.finished_job_registry.key,
        JobStatus.FAILED: queue.failed_job_registry.key,
        JobStatus.DEFERRED: queue.deferred_job_registry.key,
        JobStatus.SCHEDULED: queue.scheduled_job_registry.key,
    }


def _worker(key: str, told: Mapping[bytes, Any]) -> Worker:
    return Worker(
        name=key.rpartition(":")[2],
        queues=told.get(b"queues", b"").decode(),
        state=told.get(b"state", b"?").decode(),
        succeeded=int(told.get(b"successful_job_count", 0)),
        failed=int(told.get(b"failed_job_count", 0)),
        seconds=float(told.get(b"total_working_time", 0)),
    )
