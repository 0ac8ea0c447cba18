"""Imports of versions: done in the trainings' queue, as the trainer alone may write versions.

They have no record in Redis: the archive has one on its volume.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from redis import Redis
from rq import Queue

from bellwether_api.jobs import rq_jobs
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract import jobs


@dataclass(frozen=True, slots=True)
class Standing:
    """How an import stands: ``ended`` where nobody works on it, ``attended`` where a trainer is."""

    ended: bool
    attended: bool


class Imports:
    """The imports in the queue, one at a time for each version."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = Queue(jobs.QUEUE, connection=redis, serializer="json")
        self._breaker = CircuitBreaker()

    def ping(self) -> None:
        """Raise QueueUnavailable where nothing could be enqueued now."""
        with self._breaker:
            self._redis.ping()

    def start(self, predictor: str, version: str) -> None:
        """Have the trainer take a version in, before all trainings that wait.

        One that is under way goes on. Raises QueueUnavailable.
        """
        job = jobs.import_job(predictor, version)
        with self._breaker:
            # A second of work that somebody waits for.
            rq_jobs.begin(self._queue, jobs.IMPORT, (predictor, version), job=job, first=True)

    def of(self, predictor: str, version: str) -> Standing | None:
        """How an import stands; None while Redis is away."""
        with suppress(QueueUnavailable), self._breaker:
            ended = bool(rq_jobs.ended_as(self._redis, [jobs.import_job(predictor, version)]))
            return Standing(ended, ended or rq_jobs.attended(self._redis, self._queue))
        return None
