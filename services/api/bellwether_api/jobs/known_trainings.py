"""Retrainings as whoever looks is told of them; nothing here changes anything."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from redis import Redis
from rq import Queue

from bellwether_api.http.errors import ApiError
from bellwether_api.jobs import rq_jobs
from bellwether_api.jobs.all_records import AllRecords
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract import jobs
from bellwether_contract.jobs import JobRecord

# So many of the newest records are looked through for one that ended without a model.
LOOKED_THROUGH = 100


class UnknownJob(ApiError):
    """There is no record of this retraining (any more)."""

    status = HTTPStatus.NOT_FOUND


class KnownTrainings:
    """The queue of retrainings and their records, to be looked at.

    ``records`` is where the volume of records lies; None: Redis alone is asked.
    """

    def __init__(self, redis: Redis, records: Path | None = None) -> None:
        self._redis = redis
        self._records = AllRecords(redis, records)
        self._ledger = self._records.ledger
        self._queue = Queue(jobs.QUEUE, connection=redis, serializer="json")
        self._breaker = CircuitBreaker()

    def look(self) -> None:
        """Read what was added to the volume of records; for the background."""
        self._records.look()

    def get(self, job: str) -> JobRecord:
        """The record of a retraining; raises UnknownJob."""
        with self._breaker:
            return self._placed([self._known(job)])[0]

    def recent(self, limit: int, predictor: str | None = None) -> list[JobRecord]:
        """The newest ``limit`` retrainings, of one predictor where it is named, newest first."""
        with self._breaker:
            return self._placed(self._records.recent(limit, predictor))

    def glance(self) -> dict[str, JobRecord]:
        """The job that each predictor runs or, where none runs, waits for.

        Empty while Redis is away: what is shown beside it does not depend on it.
        """
        with suppress(QueueUnavailable), self._breaker:
            placed = self._placed(list(self._under_way().values()))
            return {record.predictor: record for record in placed}
        return {}

    def latest(self, predictors: set[str]) -> dict[str, JobRecord]:
        """The newest retraining of each of ``predictors`` that was not cancelled, if any is known.

        Empty while Redis is away, and without asking it where ``predictors`` is.
        """
        newest: dict[str, JobRecord] = {}
        if predictors:
            with suppress(QueueUnavailable), self._breaker:
                for record in self._records.recent(LOOKED_THROUGH):
                    if record.status != "cancelled" and record.predictor in predictors:
                        newest.setdefault(record.predictor, record)
        return newest

    def _known(self, job: str) -> JobRecord:
        record = self._records.get(job)
        if record is None:
            raise UnknownJob(f"There is no retraining {job}")
        return record

    def _placed(self, records: list[JobRecord]) -> list[JobRecord]:
        return rq_jobs.placed(self._redis, self._queue, records)

    def _under_way(self) -> dict[str, JobRecord]:
        found = {each.predictor: each for each in self._records.running_unknown_to_redis()}
        for record in self._ledger.several(rq_jobs.under_way(self._queue)):
            if record.over:
                continue
            known = found.get(record.predictor)
            if known is None or (known.status, record.status) == ("queued", "running"):
                found[record.predictor] = record
        return found
