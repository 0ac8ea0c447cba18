"""Checks of uploaded rows, and validations: enqueued, and how they stand.

They have no record in Redis: the rows, or the report, have one on their volume.

They have a queue and a worker of their own, so that none waits behind a training.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis import Redis
from rq import Queue

from bellwether_api.jobs import rq_jobs
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract import jobs


@dataclass(frozen=True, slots=True)
class Check:
    """How a check stands: ``ended`` where nobody works on it; ``progress`` is 0 to 1.

    ``attended`` where a worker is there to take it.
    """

    ended: bool
    progress: float | None
    attended: bool = True


class Checks:
    """The checks in the queue, one at a time for each data set or validation."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = Queue(jobs.CHECK_QUEUE, connection=redis, serializer="json")
        self._breaker = CircuitBreaker()

    def ping(self) -> None:
        """Raise QueueUnavailable where nothing could be enqueued now."""
        with self._breaker:
            self._redis.ping()

    def enqueue(self, predictor: str, sha256: str) -> None:
        """Have a data set checked, unless that is under way; raises QueueUnavailable."""
        self._enqueue(jobs.CHECK, predictor, sha256, jobs.check_id(predictor, sha256))

    def validate(self, predictor: str, validation: str) -> None:
        """Have a version measured by the rows of a validation; raises QueueUnavailable."""
        job = jobs.validation_job(predictor, validation)
        self._enqueue(jobs.VALIDATE, predictor, validation, job)

    def of(self, predictor: str, datasets: Sequence[str]) -> dict[str, Check]:
        """How the checks of these data sets stand; empty while Redis is away."""
        return self._of({sha256: jobs.check_id(predictor, sha256) for sha256 in datasets})

    def of_validations(self, predictor: str, ids: Sequence[str]) -> dict[str, Check]:
        """How these validations stand; empty while Redis is away."""
        return self._of({each: jobs.validation_job(predictor, each) for each in ids})

    def _enqueue(self, function: str, predictor: str, of: str, job: str) -> None:
        with self._breaker:
            progress = jobs.check_progress_key(job)
            rq_jobs.begin(self._queue, function, (predictor, of), job=job, also=[progress])

    def _of(self, checks: dict[str, str]) -> dict[str, Check]:
        """How jobs stand, by what they check."""
        if not checks:
            return {}
        with suppress(QueueUnavailable), self._breaker:
            ended = rq_jobs.ended_as(self._redis, list(checks.values()))
            stored: Any = self._redis.mget(map(jobs.check_progress_key, checks.values()))
            attended = len(ended) == len(checks) or rq_jobs.attended(self._redis, self._queue)
            return {
                checked: Check(ended=True, progress=None)
                if job in ended
                else Check(
                    ended=False,
                    progress=_share(progress),
                    attended=attended,
                )
                for (checked, job), progress in zip(checks.items(), stored, strict=True)
            }
        return {}


def _share(stored: bytes | None) -> float | None:
    """How far a check says it is; None where it says nothing that can be read."""
    with suppress(ValueError):
        share = float(stored) if stored is not None else None
        return share if share is not None and 0 <= share <= 1 else None
    return None
