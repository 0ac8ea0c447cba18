"""Checks of uploaded rows: enqueued, and how they stand. They have no record: the rows have."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis import Redis
from rq import Queue

from bellwether_api import placing
from bellwether_api.connection import Line, QueueUnavailable
from bellwether_contract import jobs
from bellwether_contract.jobs import JobLedger


@dataclass(frozen=True, slots=True)
class Check:
    """How a check stands: ``ended`` where nobody works on it; ``progress`` is 0 to 1."""

    ended: bool
    progress: float | None


class Checks:
    """The checks in the queue, one at a time for each data set."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._ledger = JobLedger(redis)
        self._queue = Queue(jobs.QUEUE, connection=redis, serializer="json")
        self._line = Line()

    def ping(self) -> None:
        """Raise QueueUnavailable where nothing could be enqueued now."""
        with self._line:
            self._redis.ping()

    def enqueue(self, predictor: str, sha256: str) -> None:
        """Have a data set checked, unless that is under way; raises QueueUnavailable."""
        check = jobs.check_id(predictor, sha256)
        with self._line:
            if placing.ended_as(self._redis, check) is None:
                return
            low = placing.of_low_priority(self._queue, self._ledger)
            with self._redis.pipeline() as pipe:
                pipe.multi()
                # What is remembered of an earlier check would be taken for this one's.
                placing.forget(pipe, check)
                pipe.delete(jobs.check_progress_key(check))
                placing.put(
                    self._queue,
                    pipe,
                    jobs.CHECK,
                    (predictor, sha256),
                    job=check,
                    timeout=jobs.CHECK_TIMEOUT_SECONDS,
                    behind_it=low,
                )
                pipe.execute()

    def of(self, predictor: str, datasets: Sequence[str]) -> dict[str, Check]:
        """How the checks of these data sets stand; empty while Redis is away."""
        with suppress(QueueUnavailable), self._line:
            return {sha256: self._of(jobs.check_id(predictor, sha256)) for sha256 in datasets}
        return {}

    def _of(self, check: str) -> Check:
        if placing.ended_as(self._redis, check) is not None:
            return Check(ended=True, progress=None)
        told: Any = self._redis.get(jobs.check_progress_key(check))
        return Check(ended=False, progress=None if told is None else float(told))
