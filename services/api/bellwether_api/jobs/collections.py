"""Collections of versions: asked for in the trainings' queue, as the trainer alone may remove them.

They have no record in Redis: what was removed stands in the history.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus

from redis import Redis
from rq import Queue

from bellwether_api.http.errors import ApiError
from bellwether_api.jobs import rq_jobs
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract import jobs


class CollectionUnderWay(ApiError):
    """One collection of a predictor is enough."""

    status = HTTPStatus.CONFLICT


class Collections:
    """The collections in the queue, one at a time for each predictor."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = Queue(jobs.QUEUE, connection=redis, serializer="json")
        self._breaker = CircuitBreaker()

    def start(self, predictor: str, newest: int, *, by: str, reason: str) -> None:
        """Have what nothing keeps removed; raises CollectionUnderWay, QueueUnavailable."""
        job = jobs.collection_job(predictor)
        with self._breaker:
            begun = rq_jobs.begin(
                self._queue, jobs.COLLECT, (predictor, newest, by, reason), job=job
            )
            if not begun:
                raise CollectionUnderWay(
                    f"Versions of {predictor} are being collected already, or are to be once the "
                    "trainer is free; look again when that is over"
                )

    def under_way(self, predictor: str) -> bool | None:
        """Whether one waits or runs; None while Redis is away."""
        with suppress(QueueUnavailable), self._breaker:
            return not rq_jobs.ended_as(self._redis, [jobs.collection_job(predictor)])
        return None
