"""Idempotency-Key: what is asked for twice with the same key is done once, and answered alike.

As draft-ietf-httpapi-idempotency-key-header has it: a key that comes back with another body is
refused. A repeated answer is the first one; the draft knows no header that would tell them apart.
What a key stands for is kept in Redis for a day, under a digest of the call and the key; a request
that failed leaves nothing there. Of a retraining that digest is kept with its record, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from redis import Redis

from bellwether_api.http.errors import ApiError
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract.jobs import JobRecord
from bellwether_contract.storage.kept_records import Kept

if TYPE_CHECKING:
    from redis.client import Pipeline

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)

# The draft sends it as a quoted string; many clients send it bare.
_KEY = re.compile(r'"([!-~]{1,255})"|([!#-~][!-~]{0,254})')


class InvalidKey(ApiError):
    """What stands in the header is no key."""

    status = HTTPStatus.BAD_REQUEST


class KeyReused(ApiError):
    """The key stands for another request already."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request with a key: ``place`` is where its answer is kept, ``body`` the body's digest."""

    place: str
    body: str

    def answer(self, kept: bytes | None) -> Any:
        """The answer in what is ``kept`` at the place, None where there is none.

        Raises KeyReused.
        """
        if kept is None:
            return None
        document = json.loads(kept)
        if document["body"] != self.body:
            raise reused()
        return document["answer"]

    @property
    def key(self) -> str:
        """What the key names, as ``digest`` has it."""
        return _digest(self.place)

    def first(self, kept: Kept | None) -> JobRecord | None:
        """The retraining that is on record with the key, as it was told at first.

        None where there is none, or the key counts no more. Raises KeyReused.
        """
        if kept is None or kept.asked is None:
            return None
        if datetime.fromisoformat(kept.record.enqueued_at) < datetime.now(UTC) - KEPT:
            return None
        if kept.asked[1] != self.body:
            raise reused()
        return _as_asked(kept.record)

    def keep(self, answer: Any, pipe: Pipeline) -> None:
        """Keep the answer, within ``pipe``: it is there exactly when what it tells is done."""
        pipe.set(self.place, _kept(self.body, answer), ex=KEPT)


class Answers:
    """What uploads with a key were answered: their body is not known before all of it is there.

    No key is taken while rows arrive. Rows are kept under their own digest, and what is asked for
    with them under a digest of the key (``digest``), so that two requests with one key, at the same
    time or one after another, do the same.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._breaker = CircuitBreaker()

    def known(self, place: str | None) -> tuple[str, Any] | None:
        """The digest of the body and the answer that a key has got; raises QueueUnavailable."""
        if place is None:
            return None
        with self._breaker:
            kept: Any = self._redis.get(place)
        document = None if kept is None else json.loads(kept)
        # A claim is what a process of the former version has left here for a moment.
        if document is None or "answer" not in document:
            return None
        return document["body"], document["answer"]

    def keep(self, place: str | None, body: str, answer: Any) -> Any:
        """Keep the answer to the body of this digest, and return the one that counts.

        That is the first one, of two requests that have arrived together. Raises KeyReused where
        the other one had another body.
        """
        if place is None:
            return answer
        # What is done is done, with or without Redis: a request that is repeated does it again,
        # and finds it done.
        with suppress(QueueUnavailable):
            with self._breaker:
                kept = self._redis.set(place, _kept(body, answer), nx=True, ex=KEPT)
            if not kept and (first := self.known(place)) is not None:
                if first[0] != body:
                    raise reused()
                return first[1]
        return answer


def place(call: str, header: str | None) -> str | None:
    """Where the answer to a ``call`` with this header is kept; None without one.

    Raises InvalidKey.
    """
    if header is None:
        return None
    found = _KEY.fullmatch(header)
    if found is None:
        raise InvalidKey(f"{HEADER} must be 1 to 255 visible ASCII characters")
    digest = hashlib.sha256(f"{call}\n{found[1] or found[2]}".encode()).hexdigest()
    return f"bellwether:idempotency:{digest}"


def digest(place: str | None) -> str | None:
    """What a key names: 32 hexadecimal digits, the same whenever it comes with the same call."""
    return place and _digest(place)


def repeatable(call: str, header: str | None, document: Any) -> Repeatable | None:
    """A request whose body says ``document``; None without a header. Raises InvalidKey."""
    found = place(call, header)
    if found is None:
        return None
    body = json.dumps(document, sort_keys=True).encode()
    return Repeatable(found, hashlib.sha256(body).hexdigest())


def reused() -> KeyReused:
    """What to raise for a key that comes with another body."""
    return KeyReused(
        f"This {HEADER} stands for a request with another body; take a new one for a new request"
    )


def _as_asked(record: JobRecord) -> JobRecord:
    """A record as it was when its job had just been put into the queue."""
    asked = JobRecord.queued(
        record.id,
        record.predictor,
        requested_by=record.requested_by,
        reason=record.reason,
        effort=record.effort,
        datasets=record.datasets,
        promote=record.promote,
    )
    return replace(asked, enqueued_at=record.enqueued_at)


def _digest(place: str) -> str:
    return place.rpartition(":")[2][:32]


def _kept(body: str, answer: Any) -> bytes:
    return json.dumps({"body": body, "answer": answer}).encode()
