"""The records of retraining jobs in Redis: changed by the one state machine of a job.

Every change compares and sets in one step, so two processes cannot make two of the same state, and
what is over stays as it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from bellwether_contract.clock import now
from bellwether_contract.jobs import (
    CHANGES,
    INDEX_KEY,
    NOT_ONCE_CANCELLED,
    OVER,
    IllegalChange,
    JobRecord,
    Status,
    cancel_key,
    record_key,
    waiting_key,
)
from bellwether_contract.known_records import KnownRecords, Redis
from bellwether_contract.record_hash import text, to_hash

# A mark of cancelling stays longer than any job runs.
CANCEL_EXPIRY = timedelta(days=1)

# KEYS: the record, the mark of cancelling, the registry of those who run jobs. ARGV: the states
# that may change so, between commas, "once cancelled, never" or nothing, whoever has to stand in
# the registry or nothing, then members and values. A record that is gone stays gone.
_CHANGE = """
local was = redis.call('hget', KEYS[1], 'status')
if not was then return {'gone', ''} end
if ARGV[3] ~= '' and not redis.call('zscore', KEYS[3], ARGV[3]) then return {'overtaken', was} end
if not string.find(ARGV[1], ',' .. was .. ',', 1, true) then return {'refused', was} end
if ARGV[2] ~= '' and redis.call('exists', KEYS[2]) == 1 then return {'cancelled', was} end
redis.call('hset', KEYS[1], unpack(ARGV, 4))
return {'changed', was}
"""

# KEYS: the index. ARGV: a job, the last place that is known elsewhere. Behind all that are there;
# one that is there keeps its place. Scores were times once, and new ones go on from the largest: no
# clock has a say in the order.
_APPEND = """
if redis.call('zscore', KEYS[1], ARGV[1]) then return end
local last = redis.call('zrevrange', KEYS[1], 0, 0, 'withscores')
local after = math.max(math.floor(tonumber(last[2] or 0)), tonumber(ARGV[2]))
redis.call('zadd', KEYS[1], after + 1, ARGV[1])
"""

# KEYS: a waiting place. ARGV: the job that no longer waits there.
_LEAVE = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs a job: its ``execution`` stands in the sorted set ``registry``.

    Whoever finds a worker dead takes its execution out of there, in the step in which the job goes
    back into the queue. Should the worker live after all, it stands there no more.
    """

    registry: str
    execution: str


class JobLedger(KnownRecords):
    """The records of all retrainings, changed by their rules.

    Where there is a ``holder``, nothing is changed any more once its job is another's. ``last``
    says the place of the newest record that is kept elsewhere: a Redis that has lost everything
    goes on behind it.
    """

    def __init__(
        self,
        redis: Redis,
        holder: Holder | None = None,
        *,
        last: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(redis)
        self._holder = holder
        self._last = last

    def add(self, record: JobRecord, pipeline: Redis | None = None) -> None:
        """Write a new record, within ``pipeline`` where one is given."""
        redis = pipeline if pipeline is not None else self._redis
        # Without an end by Redis' own clock, too; `forget_old` removes it.
        redis.hset(record_key(record.id), mapping=to_hash(asdict(record)))
        redis.eval(_APPEND, 1, INDEX_KEY, record.id, self._last())

    def change(
        self, job: str, to: Status, *, only: Status | None = None, **members: object
    ) -> bool:
        """Have a job become ``to``, and change other members with it, in one step.

        When it began, ended or waits again is written by itself. Raises IllegalChange, and changes
        nothing, where the job stands so that it cannot become that, or not as ``only`` says; a job
        that runs or waits again must not have been cancelled, and whoever holds the job must do so
        still. A record that is forgotten stays so: then it returns False.
        """
        allowed = [was for was, after in CHANGES.items() if to in after and only in (None, was)]
        mapping = {"status": to, **_at(to), **members}
        return self._change(job, to, allowed, mapping, unless_cancelled=to in NOT_ONCE_CANCELLED)

    def tell(self, job: str, **members: object) -> None:
        """Change what is told of a job that is not over, but never its status.

        Raises IllegalChange where the job is over: nothing more is told of it then.
        """
        if "status" in members:
            raise ValueError("a status changes by `change` alone")
        allowed = [was for was in CHANGES if was not in OVER]
        self._change(job, None, allowed, members, unless_cancelled=False)

    def cancel(self, job: str) -> bool:
        """Cancel a job that waits; one that runs is told to stop before its next step.

        Returns whether it waited. Raises IllegalChange where it is over.
        """
        # The mark first: a worker that takes the job in between finds it, whichever way it looks.
        self._redis.set(cancel_key(job), "1", ex=CANCEL_EXPIRY)
        try:
            self.change(job, "cancelled", only="queued")
        except IllegalChange as error:
            # Cancelled: the worker has found the mark between the two steps.
            if error.was in OVER and error.was != "cancelled":
                raise
            return False
        return True

    def leave_place(self, predictor: str, job: str, pipeline: Redis | None = None) -> None:
        """Free the waiting place of a predictor, if this job holds it."""
        redis = pipeline if pipeline is not None else self._redis
        redis.eval(_LEAVE, 1, waiting_key(predictor), job)

    def _change(
        self,
        job: str,
        to: Status | None,
        allowed: Collection[Status],
        members: dict[str, object],
        *,
        unless_cancelled: bool,
    ) -> bool:
        """Make a change; False where there is no record. Raises IllegalChange."""
        given = [each for pair in to_hash(members).items() for each in pair]
        states, mark = f",{','.join(allowed)},", "1" if unless_cancelled else ""
        held = self._holder or Holder(record_key(job), "")
        keys = record_key(job), cancel_key(job), held.registry
        answer: Any = self._redis.eval(_CHANGE, 3, *keys, states, mark, held.execution, *given)
        how, was = map(text, answer)
        if how not in ("changed", "gone"):
            cancelled, overtaken = how == "cancelled", how == "overtaken"
            raise IllegalChange(job, was, to, cancelled=cancelled, overtaken=overtaken)  # type: ignore[arg-type]
        return how == "changed"


def _at(to: Status) -> dict[str, object]:
    """What a job's record says with its new status."""
    if to == "queued":
        return {"stage": "queued", "progress": 0.0, "started_at": None}
    return {"started_at": now()} if to == "running" else {"ended_at": now()}
