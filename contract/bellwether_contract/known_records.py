"""The records of retraining jobs in Redis as they are read, put in order and forgotten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bellwether_contract.jobs import (
    INDEX_KEY,
    RECORD_DAYS,
    RECORDS_AT_LEAST,
    JobRecord,
    record_key,
)
from bellwether_contract.record_hash import UnreadableRecord, from_hash
from bellwether_contract.set_aside import dropped, readable_ids, set_aside

# How many records the trainer could not keep on their volume when it looked last.
UNKEPT_KEY = "bellwether:records-unkept"

# A place in an order, as a number that Redis can tell from the next one.
MOST = 2**53


class Redis(Protocol):
    """What the ledger needs of a Redis client (or of a pipeline, which queues the same calls).

    A client that decodes answers and one that does not serve alike: RQ needs the latter.
    """

    def pipeline(self, transaction: bool = True) -> Any: ...  # noqa: D102
    def eval(self, script: str, numkeys: int, /, *keys_and_args: Any) -> Any: ...  # noqa: D102
    def set(self, name: str, value: str, *, ex: timedelta) -> Any: ...  # noqa: D102
    def hset(self, name: str, *, mapping: Any) -> Any: ...  # noqa: D102
    def hgetall(self, name: str) -> Any: ...  # noqa: D102
    def hincrby(self, name: str, key: str, amount: int, /) -> Any: ...  # noqa: D102
    def delete(self, *names: str) -> Any: ...  # noqa: D102
    def zrange(self, name: str, start: int, end: int) -> Any: ...  # noqa: D102
    def zrevrange(self, name: str, start: int, end: int, withscores: bool = False) -> Any: ...  # noqa: D102
    def zrem(self, name: str, *values: Any) -> Any: ...  # noqa: D102


class KnownRecords:
    """The records of all retrainings, newest first, for at least 30 days."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def get(self, job: str) -> JobRecord | None:
        """The record of a job, or None where there is none (any more), or none that can be read."""
        return next(iter(self.several([job])), None)

    def several(self, ids: Sequence[str]) -> list[JobRecord]:
        """The records of these jobs, asked for in one go, but of those that have a whole one."""
        return [found for found in self._read(ids).values() if isinstance(found, JobRecord)]

    def places(self, ids: Sequence[str]) -> dict[str, int]:
        """The places of these jobs in the order of asking, of those that have one."""
        with self._redis.pipeline(transaction=False) as pipe:
            for job in ids:
                pipe.zscore(INDEX_KEY, job)
            found = dict(zip(ids, pipe.execute(), strict=True))
        return {job: _place(score) for job, score in found.items() if score is not None}

    def in_order(self, ids: Sequence[str]) -> list[JobRecord]:
        """The records of these jobs, in the order in which they were asked for."""
        places = self.places(ids)
        return sorted(self.several(ids), key=lambda record: places.get(record.id, math.inf))

    def newest(self, limit: int) -> list[tuple[int, str]]:
        """The newest ``limit`` jobs (0: all), each with its place in that order, newest first."""
        found = self._redis.zrevrange(INDEX_KEY, 0, limit - 1, withscores=True)
        return [(_place(score), job) for member, score in found for job in readable_ids([member])]

    def recent(self, limit: int) -> list[JobRecord]:
        """The newest ``limit`` records."""
        return self.several(readable_ids(self._redis.zrevrange(INDEX_KEY, 0, limit - 1)))

    def set_aside_unreadable(self, limit: int, also: Sequence[str] = ()) -> None:
        """Set aside what cannot be read of the newest ``limit`` records, and of ``also``'s."""
        listed = self._redis.zrevrange(INDEX_KEY, 0, limit - 1) if limit else []
        for member in listed:
            if not readable_ids([member]) and self._redis.zrem(INDEX_KEY, member):
                dropped(self._redis, "record", "the list of records names no job there")
        for job, found in self._read([*readable_ids(listed), *also]).items():
            if isinstance(found, UnreadableRecord):
                self._redis.zrem(INDEX_KEY, job)
                set_aside(self._redis, record_key(job), "record", str(found))

    def forget_old(self) -> int:
        """Remove records that are older than RECORD_DAYS, but none of the newest RECORDS_AT_LEAST.

        Returns how many they were.
        """
        limit = datetime.now(UTC) - timedelta(days=RECORD_DAYS)
        ids = readable_ids(self._redis.zrange(INDEX_KEY, 0, -RECORDS_AT_LEAST - 1))
        known = {record.id: record for record in self.several(ids)}
        old = [
            job
            for job in ids
            if job not in known or datetime.fromisoformat(known[job].enqueued_at) < limit
        ]
        if old:
            self._redis.zrem(INDEX_KEY, *old)
            self._redis.delete(*map(record_key, old))
        return len(old)

    def _read(self, ids: Sequence[str]) -> dict[str, JobRecord | UnreadableRecord]:
        """What lies under the keys of these records, one by one: a bad one hides no other."""
        with self._redis.pipeline(transaction=False) as pipe:
            for job in ids:
                pipe.hgetall(record_key(job))
            answers = pipe.execute(raise_on_error=False)
        found: dict[str, JobRecord | UnreadableRecord] = {}
        for job, members in zip(ids, answers, strict=True):
            if isinstance(members, Exception):
                if not str(members).startswith("WRONGTYPE"):
                    raise members
                found[job] = UnreadableRecord("it is no hash")
            elif members:
                try:
                    found[job] = from_hash(members)
                except UnreadableRecord as error:
                    found[job] = error
        return found


def _place(score: float) -> int:
    # Whoever can write to Redis may have written anything.
    return int(score) if abs(score) < MOST else 0
