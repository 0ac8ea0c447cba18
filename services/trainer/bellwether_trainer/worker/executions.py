"""How the run of a job ends: once, in one step, and by whoever holds it.

RQ notes who runs a job in a registry of the queue. Whoever ends the run, well or badly, takes that
note away in the same step in which the job becomes what it is then; whoever comes later, a worker
that was paused and taken for dead, finds it gone and changes nothing. No lock is held, so none is
left behind by who is killed.
"""

from __future__ import annotations

import time
from typing import Any, Literal

from rq.executions import Execution
from rq.job import JobStatus
from rq.utils import now, utcformat

from bellwether_contract.jobs import KEPT_SECONDS
from bellwether_contract.ledger import Holder
from bellwether_trainer.worker.rq_job import RetrainJob
from bellwether_trainer.worker.rq_queue import JobQueue

# Own: by who runs it. Dead: nothing was heard of who runs it. Taken: it left the queue, and nobody
# has begun to run it.
How = Literal["own", "dead", "taken"]

# A run that ended in another way than that its job waits again.
OVER: tuple[JobStatus, ...] = (JobStatus.FINISHED, JobStatus.FAILED)

# KEYS: who runs jobs, the run, the job, the queue, what was taken from it, where a job that is over
# is listed. ARGV: how, the run, the job, its new status, the time, the tries left or nothing,
# seconds and until when it is remembered. A job that is gone stays gone; one that a former version
# has ended already stays as it is.
_END = """
if ARGV[1] == 'taken' then
  for _, each in ipairs(redis.call('zrange', KEYS[1], 0, -1)) do
    if string.sub(each, 1, #ARGV[3] + 1) == ARGV[3] .. ':' then return 0 end
  end
  if redis.call('lrem', KEYS[5], 1, ARGV[3]) == 0 then return 0 end
else
  if ARGV[1] == 'dead' and redis.call('exists', KEYS[2]) == 1 then return 0 end
  if redis.call('zrem', KEYS[1], ARGV[2]) == 0 then return 0 end
  redis.call('del', KEYS[2])
end
local was = redis.call('hget', KEYS[3], 'status')
if was ~= 'queued' and was ~= 'started' then return 0 end
redis.call('hset', KEYS[3], 'status', ARGV[4], 'ended_at', ARGV[5], 'retries_left', ARGV[6])
if ARGV[4] == 'queued' then
  redis.call('lrem', KEYS[5], 1, ARGV[3])
  redis.call('lrem', KEYS[4], 1, ARGV[3])
  redis.call(ARGV[1] == 'own' and 'rpush' or 'lpush', KEYS[4], ARGV[3])
else
  redis.call('expire', KEYS[3], ARGV[7])
  redis.call('zadd', KEYS[6], ARGV[8], ARGV[3])
end
return 1
"""


def holder(queue: JobQueue, execution: Execution) -> Holder:
    """Whoever runs a job, as its record's changes ask for it."""
    return Holder(queue.started_job_registry.key, execution.composite_key)


def key(run: str) -> str:
    """What a run's heartbeat keeps alive; Redis ends it by itself, by its own clock."""
    return f"rq:execution:{run}"


def end(queue: JobQueue, job: RetrainJob, run: str, how: How, status: JobStatus) -> bool:
    """End a run of a job; False, and nothing is changed, where it is another's or over already.

    A job that waits again has one try less. One that was found, not given back, comes first.
    """
    again = status == JobStatus.QUEUED
    left = job.retries_left
    if again and left is not None:
        left -= 1
    over = (
        queue.finished_job_registry if status == JobStatus.FINISHED else queue.failed_job_registry
    )
    keys = [queue.started_job_registry.key, key(run), job.key, queue.key]
    keys += [queue.intermediate_queue.key, over.key]
    values: list[Any] = [how, run, job.id, status.value, utcformat(now())]
    values += ["" if left is None else left, KEPT_SECONDS, int(time.time()) + KEPT_SECONDS]
    return bool(queue.connection.eval(_END, len(keys), *keys, *values))


def runs_again(job: RetrainJob) -> bool:
    """Whether a job whose run has failed is tried again."""
    return bool(job.retries_left and job.retries_left > 0)
