"""The records of retraining jobs in Redis: read, and changed by the one state machine of a job.

Every change compares and sets in one step, so two processes cannot make two of the same state, and
what is over stays as it ended.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bellwether_contract.clock import now
from bellwether_contract.jobs import (
    CHANGES,
    INDEX_KEY,
    NOT_ONCE_CANCELLED,
    OVER,
    RECORD_DAYS,
    IllegalChange,
    JobRecord,
    Status,
    cancel_key,
    record_key,
    waiting_key,
)

# A mark of cancelling stays longer than any job runs.
CANCEL_EXPIRY = timedelta(days=1)

# KEYS: the record, the mark of cancelling. ARGV: the states that may change so, between commas,
# "once cancelled, never" or nothing, then members and values. A record that is gone stays gone.
_CHANGE = """
local was = redis.call('hget', KEYS[1], 'status')
if not was then return {'gone', ''} end
if not string.find(ARGV[1], ',' .. was .. ',', 1, true) then return {'refused', was} end
if ARGV[2] ~= '' and redis.call('exists', KEYS[2]) == 1 then return {'cancelled', was} end
redis.call('hset', KEYS[1], unpack(ARGV, 3))
return {'changed', was}
"""

# KEYS: a waiting place. ARGV: the job that no longer waits there.
_LEAVE = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"


class Redis(Protocol):
    """What the ledger needs of a Redis client (or of a pipeline, which queues the same calls).

    A client that decodes answers and one that does not serve alike: RQ needs the latter.
    """

    def pipeline(self, transaction: bool = True) -> Any: ...  # noqa: D102
    def eval(self, script: str, numkeys: int, /, *keys_and_args: Any) -> Any: ...  # noqa: D102
    def set(self, name: str, value: str, *, ex: timedelta) -> Any: ...  # noqa: D102
    def hset(self, name: str, *, mapping: Any) -> Any: ...  # noqa: D102
    def hgetall(self, name: str) -> Any: ...  # noqa: D102
    def expire(self, name: str, time: timedelta) -> Any: ...  # noqa: D102
    def zadd(self, name: str, mapping: Any) -> Any: ...  # noqa: D102
    def zrevrange(self, name: str, start: int, end: int) -> Any: ...  # noqa: D102
    def zremrangebyscore(self, name: str, lowest: float, highest: float, /) -> Any: ...  # noqa: D102


class JobLedger:
    """The records of all retrainings, newest first, for at least 30 days."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def add(self, record: JobRecord, pipeline: Redis | None = None) -> None:
        """Write a new record, within ``pipeline`` where one is given."""
        redis = pipeline if pipeline is not None else self._redis
        at = datetime.fromisoformat(record.enqueued_at).timestamp()
        oldest = (datetime.now(UTC) - timedelta(days=RECORD_DAYS)).timestamp()
        redis.hset(record_key(record.id), mapping=_to_hash(asdict(record)))
        redis.expire(record_key(record.id), timedelta(days=RECORD_DAYS))
        redis.zadd(INDEX_KEY, {record.id: at})
        redis.zremrangebyscore(INDEX_KEY, 0, oldest)

    def change(
        self, job: str, to: Status, *, only: Status | None = None, **members: object
    ) -> None:
        """Have a job become ``to``, and change other members with it, in one step.

        When it began, ended or waits again is written by itself. Raises IllegalChange, and changes
        nothing, where the job stands so that it cannot become that, or not as ``only`` says; a job
        that runs or waits again must not have been cancelled. A record that is forgotten stays so.
        """
        allowed = [was for was, after in CHANGES.items() if to in after and only in (None, was)]
        mapping = {"status": to, **_at(to), **members}
        self._change(job, to, allowed, mapping, unless_cancelled=to in NOT_ONCE_CANCELLED)

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

    def get(self, job: str) -> JobRecord | None:
        """The record of a job, or None where there is none (any more)."""
        return _from_hash(self._redis.hgetall(record_key(job)))

    def several(self, ids: Sequence[str]) -> list[JobRecord]:
        """The records of these jobs, asked for in one go; who has none is left out."""
        with self._redis.pipeline(transaction=False) as pipe:
            for job in ids:
                pipe.hgetall(record_key(job))
            found = map(_from_hash, pipe.execute())
        return [record for record in found if record is not None]

    def recent(self, limit: int) -> list[JobRecord]:
        """The newest ``limit`` records."""
        return self.several([_text(job) for job in self._redis.zrevrange(INDEX_KEY, 0, limit - 1)])

    def _change(
        self,
        job: str,
        to: Status | None,
        allowed: Collection[Status],
        members: dict[str, object],
        *,
        unless_cancelled: bool,
    ) -> None:
        given = [text for pair in _to_hash(members).items() for text in pair]
        states, mark = f",{','.join(allowed)},", "1" if unless_cancelled else ""
        answer: Any = self._redis.eval(
            _CHANGE, 2, record_key(job), cancel_key(job), states, mark, *given
        )
        how, was = map(_text, answer)
        if how not in ("changed", "gone"):
            raise IllegalChange(job, was, to, cancelled=how == "cancelled")  # type: ignore[arg-type]


def _at(to: Status) -> dict[str, object]:
    """What a job's record says with its new status."""
    if to == "queued":
        return {"stage": "queued", "progress": 0.0, "started_at": None}
    return {"started_at": now()} if to == "running" else {"ended_at": now()}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _to_hash(members: dict[str, Any]) -> dict[str, str]:
    # Redis has no null in a hash: the empty string stands for it.
    unknown = members.keys() - {field.name for field in fields(JobRecord)}
    if unknown:
        raise ValueError(f"a job record has no member {', '.join(sorted(unknown))}")
    return {name: _to_text(value) for name, value in members.items()}


def _to_text(value: Any) -> str:
    if isinstance(value, tuple | dict):
        return json.dumps(value)
    return "" if value is None else str(value)


# Members that records did not have from the beginning.
_LATER = {"effort", "datasets", "stability", "shifted", "promote", "reasons", "gave_way"}

_LISTS = ("datasets", "shifted", "reasons")


def _from_hash(members: dict[bytes | str, bytes | str]) -> JobRecord | None:
    values: dict[str, Any] = {_text(k): _text(v) or None for k, v in members.items()}
    names = {field.name for field in fields(JobRecord)}
    if not values.keys() >= names - _LATER:
        return None
    known = {name: values[name] for name in names & values.keys()}
    for name in _LISTS:
        if known.get(name) is not None:
            known[name] = tuple(json.loads(known[name]))
    if "promote" in known:
        known["promote"] = known["promote"] != str(False)
    if known.get("stability") is not None:
        known["stability"] = json.loads(known["stability"])
    known["gave_way"] = int(known.get("gave_way") or 0)
    return JobRecord(
        **{**known, "progress": float(known["progress"]), "attempt": int(known["attempt"])}
    )
