"""Which waiting job a worker takes: the first of a predictor that no other worker is busy with.

Two trainings of one predictor side by side would compare themselves with the same champion, and the
second to end would have been measured against one that is champion no more.
"""

from __future__ import annotations

import math
import time
from typing import Any

from rq import Queue
from rq.exceptions import DequeueTimeout

from bellwether_contract.jobs import record_key
from bellwether_contract.record_hash import text

# A job may wait for another worker to end one of its predictor: so often is it looked for then.
LOOK_SECONDS = 0.25

# KEYS: the queue, what was taken from it, who runs jobs. ARGV: how the name of a record begins.
# In one step, so that two workers do not take two jobs of one predictor. No lock is left behind:
# what was taken or runs is looked after already (`executions.py`). What has no record, or nothing
# that can be read, keeps nobody waiting; nor does a list that cannot be: whoever puts things in
# order says so.
_TAKE = """
local function predictor(job)
  local found = redis.pcall('hget', ARGV[1] .. job, 'predictor')
  return type(found) == 'string' and found or nil
end
local busy = {}
for _, job in ipairs(redis.call('lrange', KEYS[2], 0, -1)) do
  busy[predictor(job) or ''] = true
end
for _, run in ipairs(redis.pcall('zrange', KEYS[3], 0, -1)) do
  busy[predictor(string.match(run, '^[^:]*')) or ''] = true
end
busy[''] = nil
for _, job in ipairs(redis.call('lrange', KEYS[1], 0, -1)) do
  if not busy[predictor(job) or ''] then
    redis.call('lrem', KEYS[1], 1, job)
    redis.call('rpush', KEYS[2], job)
    return job
  end
end
"""


def take(queue: Queue, timeout: int | None) -> bytes | None:
    """Take a job of the queue, waiting for one at most ``timeout`` seconds; None: not at all.

    Returns its id as it stands there; None where nothing is there to be taken. Raises
    DequeueTimeout where nothing came while it waited, and what Redis does.
    """
    until = time.monotonic() + (timeout or 0)
    while True:
        taken = _take(queue)
        if taken is not None or timeout is None:
            return taken
        left = until - time.monotonic()
        if left <= 0:
            raise DequeueTimeout(timeout, queue.key)
        if queue.count:
            time.sleep(min(left, LOOK_SECONDS))
        else:
            # Moves the first to where it is, as soon as there is one.
            queue.connection.blmove(queue.key, queue.key, math.ceil(left), "LEFT", "LEFT")


def busy(queue: Queue, job: str) -> set[str]:
    """The predictors with which others than ``job`` are busy; raises what Redis does."""
    line: Any = queue.connection
    taken = map(text, line.lrange(queue.intermediate_queue.key, 0, -1))
    runs = map(text, line.zrange(queue.started_job_registry.key, 0, -1))
    run = (each.partition(":")[0] for each in runs)
    found = [line.hget(record_key(each), "predictor") for each in {*taken, *run} - {job}]
    return {text(each) for each in found if each is not None}


def _take(queue: Queue) -> bytes | None:
    keys = queue.key, queue.intermediate_queue.key, queue.started_job_registry.key
    taken: bytes | None = queue.connection.eval(_TAKE, len(keys), *keys, record_key(""))
    return taken
