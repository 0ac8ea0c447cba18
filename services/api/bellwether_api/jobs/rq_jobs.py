"""How jobs stand in RQ: put into a queue, let past others, found ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from redis import Redis
from redis.exceptions import ResponseError
from rq import Queue, Retry
from rq.job import Job, JobStatus
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from bellwether_contract import jobs, turns
from bellwether_contract.coded import coded
from bellwether_contract.ledger import JobLedger
from bellwether_contract.set_aside import UNREADABLE_JOB, readable_ids

if TYPE_CHECKING:
    from redis.client import Pipeline

_STATUSES = frozenset(JobStatus)

# What RQ says of a job that will not run (again) by itself.
_ENDED = frozenset({JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED})

LOST = coded(
    "The queue no longer holds this job, and it never said how it ended. Start a new retraining.",
    "lost",
)
UNATTENDED = "waits for the trainer, which is not running"
ENDED = coded(
    "The job ended without saying how. The trainer's log says more; start a new retraining.",
    "ended",
)


def put(
    queue: Queue,
    pipe: Pipeline,
    function: str,
    arguments: tuple[Any, ...],
    *,
    job: str,
    timeout: int,
    behind_it: Sequence[str] = (),
    first: bool = False,
) -> None:
    """Enqueue a call within ``pipe``; jobs that wait and are to come ``behind_it`` let it pass.

    Where it is to be ``first``, all of them do.
    """
    queue.enqueue_call(
        function,
        args=arguments,
        timeout=timeout,
        result_ttl=jobs.KEPT_SECONDS,
        failure_ttl=jobs.KEPT_SECONDS,
        description=f"{function}({arguments[0]})",
        job_id=job,
        retry=Retry(max=jobs.RETRIES),
        at_front=first,
        pipeline=pipe,
    )
    for waiting in behind_it:
        pipe.eval(turns.TO_THE_END, 1, queue.key, waiting)


def begin(
    queue: Queue,
    function: str,
    arguments: tuple[Any, ...],
    *,
    job: str,
    first: bool = False,
    also: Sequence[str] = (),
) -> bool:
    """Enqueue a short job under a name of its own; False where one of that name is under way.

    What is remembered of an earlier one goes, ``also`` under these keys: it would be taken for
    this one's. Raises RedisError.
    """
    redis = queue.connection
    if not ended_as(redis, [job]):
        return False
    with redis.pipeline() as pipe:
        pipe.multi()
        forget(pipe, job)
        for key in also:
            pipe.delete(key)
        timeout = jobs.CHECK_TIMEOUT_SECONDS
        put(queue, pipe, function, arguments, job=job, timeout=timeout, first=first)
        pipe.execute()
    return True


def behind(record: jobs.JobRecord, queue: Queue, ledger: JobLedger) -> list[str]:
    """The waiting trainings whose turn comes after that of a new one, in their order."""
    asked = [*ledger.in_order(waiting(queue)), record]
    return [each.id for each in turns.behind(record.id, asked)]


def waiting(queue: Queue) -> list[str]:
    """The ids of the jobs that wait, the next one first."""
    return readable_ids(queue.connection.lrange(queue.key, 0, -1))


def under_way(queue: Queue) -> list[str]:
    """The ids of the jobs that run, that were just taken and that wait, in this order."""
    with queue.connection.pipeline(transaction=False) as pipe:
        pipe.zrange(queue.started_job_registry.key, 0, -1)
        pipe.lrange(queue.intermediate_queue.key, 0, -1)
        pipe.lrange(queue.key, 0, -1)
        started, taken, queued = pipe.execute()
    # A job that runs stands there with the one who runs it.
    running = (each.partition(b":")[0] for each in started)
    return list(dict.fromkeys(readable_ids([*running, *taken, *queued])))


def attended(redis: Redis, queue: Queue) -> bool:
    """Whether a worker that lives works on this queue."""
    return _live(redis, redis.smembers(WORKERS_BY_QUEUE_KEY % queue.name))


def _live(redis: Redis, known: Any) -> bool:
    # One that is dead is in the list until RQ tidies up; what it said of itself is gone before.
    return bool(known) and bool(redis.exists(*known))


def placed(redis: Redis, queue: Queue, records: Sequence[jobs.JobRecord]) -> list[jobs.JobRecord]:
    """The records, those that wait with how many are before them, or that nobody is there to train.

    Redis is asked only where one waits.
    """
    if all(record.status != "queued" for record in records):
        return list(records)
    with redis.pipeline(transaction=False) as pipe:
        pipe.smembers(WORKERS_BY_QUEUE_KEY % queue.name)
        pipe.lrange(queue.key, 0, -1)
        known, queued = pipe.execute()
    there = _live(redis, known)
    before = {job: place for place, job in enumerate(readable_ids(queued))}
    return [
        replace(record, message=_waiting(record, before.get(record.id), there))
        if record.status == "queued"
        else record
        for record in records
    ]


def _waiting(record: jobs.JobRecord, before: int | None, there: bool) -> str | None:
    if not there:
        reason: str | None = UNATTENDED
    elif not before:
        # The next one, or just being taken.
        reason = None
    else:
        reason = f"waits behind {before} other{'s' if before > 1 else ''}"
    return "; ".join(each for each in (record.message, reason) if each) or None


def ended_as(redis: Redis, ids: Sequence[str]) -> dict[str, str]:
    """Of these jobs those on which nobody works any more, and why; asked for in one go.

    UNREADABLE_JOB where what lies under a job's key is none.
    """
    with redis.pipeline(transaction=False) as pipe:
        for job in ids:
            pipe.hget(Job.key_for(job), "status")
        said: list[Any] = pipe.execute(raise_on_error=False)
    ended = {job: _ended(status) for job, status in zip(ids, said, strict=True)}
    return {job: why for job, why in ended.items() if why is not None}


def _ended(status: bytes | ResponseError | None) -> str | None:
    """Why nobody works on a job of this status, None where somebody does or will."""
    if status is None:
        # There is nothing under its key.
        return LOST
    if isinstance(status, ResponseError):
        if str(status).startswith("WRONGTYPE"):
            return UNREADABLE_JOB
        raise status
    if (word := status.decode(errors="replace")) not in _STATUSES:
        return UNREADABLE_JOB
    return ENDED if word in _ENDED else None


def forget(pipe: Pipeline, job: str) -> None:
    """Remove what RQ remembers of a job."""
    pipe.delete(Job.key_for(job))
