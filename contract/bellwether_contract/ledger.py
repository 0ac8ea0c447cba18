"""The records of retrainings in Redis, which both API and trainer read and write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bellwether_contract.jobs import RECORD_DAYS, JobRecord, record_key

_INDEX = "bellwether:retrainings"


class Redis(Protocol):
    """What the ledger needs of a Redis client (or of a pipeline, which queues the same calls).

    A client that decodes answers and one that does not serve alike: RQ needs the latter.
    """

    def pipeline(self, transaction: bool = True) -> Any: ...  # noqa: D102
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
        redis.zadd(_INDEX, {record.id: at})
        redis.zremrangebyscore(_INDEX, 0, oldest)

    def update(self, job: str, pipeline: Redis | None = None, **changes: object) -> None:
        """Change members of a record."""
        redis = pipeline if pipeline is not None else self._redis
        redis.hset(record_key(job), mapping=_to_hash(changes))

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
        return self.several([_text(job) for job in self._redis.zrevrange(_INDEX, 0, limit - 1)])


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
