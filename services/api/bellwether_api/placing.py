"""How jobs stand in RQ: put into the one queue, let past others, found ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from redis import Redis
from rq import Queue, Retry
from rq.exceptions import InvalidJobOperation
from rq.job import Job, JobStatus

from bellwether_contract import jobs

if TYPE_CHECKING:
    from redis.client import Pipeline

# RQ's own memory of a job that is over. What people see is a record of our own.
KEPT_SECONDS = 24 * 3600

# What RQ says of a job that will not run (again) by itself.
_ENDED = frozenset({JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED})

LOST = "The queue no longer holds this job, and it never said how it ended. Start a new retraining."
ENDED = "The job ended without saying how. The trainer's log says more; start a new retraining."

# Takes a job that still waits to the end of the queue: in one step, as a worker may take it at any
# time.
_TO_THE_END = """
if redis.call('lrem', KEYS[1], 1, ARGV[1]) > 0 then redis.call('rpush', KEYS[1], ARGV[1]) end
"""


def put(
    queue: Queue,
    pipe: Pipeline,
    function: str,
    arguments: tuple[Any, ...],
    *,
    job: str,
    timeout: int,
    behind_it: Sequence[str] = (),
) -> None:
    """Enqueue a call within ``pipe``; jobs that wait and are to come ``behind_it`` let it pass."""
    queue.enqueue_call(
        function,
        args=arguments,
        timeout=timeout,
        result_ttl=KEPT_SECONDS,
        failure_ttl=KEPT_SECONDS,
        description=f"{function}({arguments[0]})",
        job_id=job,
        retry=Retry(max=jobs.RETRIES),
        pipeline=pipe,
    )
    for waiting in behind_it:
        pipe.eval(_TO_THE_END, 1, queue.key, waiting)


def of_low_priority(queue: Queue, ledger: jobs.JobLedger) -> list[str]:
    """The waiting jobs that nobody has asked for."""
    found = ((job, ledger.get(job)) for job in queue.get_job_ids())
    return [job for job, record in found if record and record.requested_by == jobs.FULL_TRAINING]


def ended_as(redis: Redis, job: str) -> str | None:
    """Why nobody works on a job any more, or None where it waits or runs."""
    try:
        status = Job(job, connection=redis, serializer="json").get_status()
    except InvalidJobOperation:  # nothing under its key says how it stands
        return LOST
    return ENDED if status in _ENDED else None


def forget(pipe: Pipeline, job: str) -> None:
    """Remove what RQ remembers of a job."""
    pipe.delete(Job.key_for(job))
