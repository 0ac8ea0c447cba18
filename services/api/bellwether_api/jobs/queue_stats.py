"""The workload as RQ knows it: its workers, the jobs of each queue by their status, and its order.

Who can write to Redis may have written anything: what cannot be read is left out here.
"""

from __future__ import annotations

import math
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
from bellwether_contract.set_aside import COUNTS_KEY, Kind, counts


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
    """Workers by name, and for each queue how many of its jobs have each status.

    ``ordered`` says for each queue how many seconds ago a worker has put it in order (infinite: not
    for a day, or never), ``set_aside`` how much was ever set aside because nobody could read it.
    """

    workers: tuple[Worker, ...]
    jobs: Mapping[str, Mapping[str, int]]
    ordered: Mapping[str, float]
    set_aside: Mapping[Kind, int]


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
            pipe.hgetall(COUNTS_KEY)
            for queue in self._queues:
                pipe.pttl(jobs.maintenance_key(queue.name))
            for queue in self._queues:
                pipe.llen(queue.key)
                for key in _registries(queue).values():
                    pipe.zcard(key)
            known, counted, *answers = pipe.execute(raise_on_error=False)
            keys = sorted(known) if isinstance(known, set) else []
            for key in keys:
                pipe.hgetall(key)
            hashes = pipe.execute(raise_on_error=False) if keys else []
        found = [_worker(key, worker) for key, worker in zip(keys, hashes, strict=True)]
        left = iter(answers)
        ordered = {queue.name: _ago(next(left)) for queue in self._queues}
        found_jobs = {}
        for queue in self._queues:
            statuses = (JobStatus.QUEUED, *_registries(queue))
            found_jobs[queue.name] = {status.value: _count(next(left)) for status in statuses}
        return Snapshot(
            tuple(worker for worker in found if worker is not None),
            found_jobs,
            ordered,
            counts(counted if isinstance(counted, dict) else {}),
        )


def _registries(queue: Queue) -> dict[JobStatus, str]:
    """Where RQ keeps the jobs of a queue that no longer wait in it, by their status."""
    return {
        JobStatus.STARTED: queue.started_job_registry.key,
        JobStatus.FINISHED: queue.finished_job_registry.key,
        JobStatus.FAILED: queue.failed_job_registry.key,
        JobStatus.DEFERRED: queue.deferred_job_registry.key,
        JobStatus.SCHEDULED: queue.scheduled_job_registry.key,
    }


def _worker(key: bytes, fields: Any) -> Worker | None:
    # One that is dead is in the list until somebody tidies up.
    if not fields or not isinstance(fields, dict):
        return None
    try:
        return Worker(
            name=key.decode().rpartition(":")[2],
            queues=fields.get(b"queues", b"").decode(),
            state=fields.get(b"state", b"?").decode(),
            succeeded=int(fields.get(b"successful_job_count", 0)),
            failed=int(fields.get(b"failed_job_count", 0)),
            seconds=float(fields.get(b"total_working_time", 0)),
        )
    except ValueError:
        return None


def _ago(left: Any) -> float:
    """How long ago a key was set, of the milliseconds that are left of its time."""
    known = isinstance(left, int) and left >= 0
    return max(0.0, jobs.MAINTENANCE_KEPT_SECONDS - left / 1000) if known else math.inf


def _count(answer: Any) -> int:
    return answer if isinstance(answer, int) else 0
