"""What others have left behind, found and put in order: jobs of the dead, and what nobody can read.

Every worker looks, also while it works, and none keeps the others out: each thing that is put in
order is one step that compares and sets. RQ holds a lock of 15 minutes meanwhile, which outlives a
worker that is killed with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from rq.job import JobStatus
from rq.worker_registration import REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY

from bellwether_contract.coded import coded
from bellwether_contract.jobs import MAINTENANCE_KEPT_SECONDS, IllegalChange, maintenance_key
from bellwether_contract.ledger import JobLedger
from bellwether_contract.set_aside import dropped, readable_ids, set_aside
from bellwether_trainer.worker import executions
from bellwether_trainer.worker.rq_queue import NO_ID, JobQueue

log = logging.getLogger(__name__)

# So long must something lack whoever looks after it: after an absence of Redis those who live have
# this time to say so. With looks every two seconds it is the second look that acts.
GRACE_SECONDS = 1.5

LOST = coded(
    "The trainer that ran it was lost, time and again; its log may say more", "trainer_lost"
)


class Maintenance:
    """Looks after one queue."""

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue
        self._redis = queue.connection
        # Since when what is missed is missed, by a clock that nobody sets.
        self._missed: dict[bytes, float] = {}

    def run(self) -> None:
        """Look once, put in order what was found, and note that; raises what Redis does."""
        self._lists()
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.zrange(self._queue.started_job_registry.key, 0, -1)
            pipe.lrange(self._queue.intermediate_queue.key, 0, -1)
            runs, taken = pipe.execute()
        running = {run.partition(b":")[0] for run in runs}
        lacking = {*self._silent(runs), *(job for job in taken if job not in running)}
        for each in self._missing_long(lacking):
            if each in runs:
                self._of_the_dead(each)
            else:
                self._never_begun(each)
        self._forget()
        self._redis.set(maintenance_key(self._queue.name), 1, ex=MAINTENANCE_KEPT_SECONDS)

    def _missing_long(self, lacking: Iterable[bytes]) -> list[bytes]:
        now = time.monotonic()
        self._missed = {each: self._missed.get(each, now) for each in lacking}
        return [each for each, since in self._missed.items() if now - since >= GRACE_SECONDS]

    def _silent(self, runs: list[bytes]) -> list[bytes]:
        """Those runs of which nothing is heard any more."""
        with self._redis.pipeline(transaction=False) as pipe:
            for run in runs:
                pipe.exists(executions.key("").encode() + run)
            return [run for run, heard in zip(runs, pipe.execute(), strict=True) if not heard]

    def _of_the_dead(self, run: bytes) -> None:
        job, _, execution = run.partition(b":")
        if len(readable_ids([job, execution])) < 2:
            if self._redis.zrem(self._queue.started_job_registry.key, run):
                dropped(self._redis, "job", NO_ID)
            return
        self._again(job, run.decode(), "dead")

    def _never_begun(self, job: bytes) -> None:
        self._again(job, "", "taken")

    def _again(self, member: bytes, run: str, how: executions.How) -> None:
        """Have a job of a dead worker run again, or end it; what there is none of is taken away."""
        job = self._queue.readable(member)
        if job is None:
            self._redis.zrem(self._queue.started_job_registry.key, run)
            self._redis.lrem(self._queue.intermediate_queue.key, 1, member)  # type: ignore[arg-type]
            return
        again = executions.runs_again(job)
        status = JobStatus.QUEUED if again else JobStatus.FAILED
        if not executions.end(self._queue, job, run, how, status):
            return
        log.warning(
            "%s: nobody works on it any more, it %s", job.id, "begins anew" if again else "failed"
        )
        if not again:
            with suppress(IllegalChange):
                JobLedger(self._redis).change(job.id, "failed", error=LOST)

    def _lists(self) -> None:
        """Set aside what lies where RQ keeps its lists and is none."""
        queue = self._queue
        wanted = {
            queue.key: b"list",
            queue.intermediate_queue.key: b"list",
            queue.started_job_registry.key: b"zset",
            queue.finished_job_registry.key: b"zset",
            queue.failed_job_registry.key: b"zset",
            WORKERS_BY_QUEUE_KEY % queue.name: b"set",
            REDIS_WORKER_KEYS: b"set",
        }
        with self._redis.pipeline(transaction=False) as pipe:
            for key in wanted:
                pipe.type(key)
            found: list[Any] = pipe.execute()
        for (key, kind), there in zip(wanted.items(), found, strict=True):
            if there not in (kind, b"none"):
                set_aside(self._redis, key, "list", f"it is no {kind.decode()}")

    def _forget(self) -> None:
        """Forget workers that are gone, and jobs that have been over long enough."""
        key = WORKERS_BY_QUEUE_KEY % self._queue.name
        known: list[bytes] = sorted(self._redis.smembers(key))  # type: ignore[arg-type]
        with self._redis.pipeline(transaction=False) as pipe:
            for worker in known:
                pipe.exists(worker)
            gone = [each for each, there in zip(known, pipe.execute(), strict=True) if not there]
            if gone:
                pipe.srem(key, *gone)
                pipe.srem(REDIS_WORKER_KEYS, *gone)
            for registry in (self._queue.finished_job_registry, self._queue.failed_job_registry):
                pipe.zremrangebyscore(registry.key, 0, time.time())
            pipe.execute()
