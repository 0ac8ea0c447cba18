"""Retrainings that nobody will close any more: found again and again, and closed as failed.

What cannot be read, of the records and of the queue's jobs, is set aside on the way.
Whoever looks at a retraining is told what its record says; only here, and where something is asked
of the queue, does it change because RQ says otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress

from redis import Redis
from rq.job import Job

from bellwether_api.jobs import rq_jobs
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract.jobs import IllegalChange, JobRecord
from bellwether_contract.ledger import JobLedger
from bellwether_contract.set_aside import UNREADABLE_JOB, set_aside

# So many of the newest records are looked through; more never are under way.
LOOKED_THROUGH = 200

# No more often than so does each process look.
LOOKS_SECONDS = 2.0


# And so seldom for records that are old enough to go.
FORGETS_SECONDS = 3600.0


def close(redis: Redis, ledger: JobLedger, records: Iterable[JobRecord]) -> None:
    """Close those of the records as failed on whose jobs nobody works any more."""
    under_way = [record.id for record in records if not record.over]
    # The trainer writes the record first: what has ended in RQ has ended in its record as well,
    # and stays as it says.
    for job, error in rq_jobs.ended_as(redis, under_way).items():
        if error == UNREADABLE_JOB:
            set_aside(redis, Job.key_for(job), "job", "it has no status that there is")
        with suppress(IllegalChange):
            ledger.change(job, "failed", error=error)


class LostJobs:
    """Looks for them in the background."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._ledger = JobLedger(redis)
        self._breaker = CircuitBreaker()
        self._next = self._forgets = 0.0

    def close(self) -> None:
        """Close what is lost, if it is time to look; while Redis is away nothing can be."""
        if (now := time.monotonic()) < self._next:
            return
        self._next = now + LOOKS_SECONDS
        with suppress(QueueUnavailable), self._breaker:
            self._ledger.set_aside_unreadable(LOOKED_THROUGH)
            if now >= self._forgets:
                self._forgets = now + FORGETS_SECONDS
                self._ledger.forget_old()
            close(self._redis, self._ledger, self._ledger.recent(LOOKED_THROUGH))
