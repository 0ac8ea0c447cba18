"""Idempotency-Key: what is asked for twice with the same key is done once, and answered alike.

As draft-ietf-httpapi-idempotency-key-header has it: a key that comes back with another body is
refused, and so is one whose request is still under way. A repeated answer is the first one; the
draft knows no header that would tell them apart. What a key stands for is kept in Redis for a day,
under a digest of the call and the key; a request that failed leaves nothing there.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from redis import Redis

from bellwether_api.http.errors import ApiError
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable

if TYPE_CHECKING:
    from redis.client import Pipeline

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)

# A claim that gives no sign of life for so long has lost its process. Renewed no more often than:
CLAIM_SECONDS = 120
RENEW_SECONDS = 10

# The draft sends it as a quoted string; many clients send it bare.
_KEY = re.compile(r'"([!-~]{1,255})"|([!#-~][!-~]{0,254})')

# Each in one step, and only on a claim that is still one's own.
_KEEP = """
local held = redis.call('get', KEYS[1])
if not held or held == ARGV[1] then redis.call('set', KEYS[1], ARGV[2], 'ex', ARGV[3]) end
"""
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('expire', KEYS[1], ARGV[2]) end"
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"


class InvalidKey(ApiError):
    """What stands in the header is no key."""

    status = HTTPStatus.BAD_REQUEST


class KeyReused(ApiError):
    """The key stands for another request already."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class StillUnderWay(ApiError):
    """The first request with this key is not answered yet."""

    status = HTTPStatus.CONFLICT
    retry_after = 2

    permanent = False


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

    def keep(self, answer: Any, pipe: Pipeline) -> None:
        """Keep the answer, within ``pipe``: it is there exactly when what it tells is done."""
        pipe.set(self.place, _told(self.body, answer), ex=KEPT)


class Claims:
    """Keys of requests whose body is too large to be known before it is there."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._breaker = CircuitBreaker()

    def claim(self, place: str | None) -> Claim:
        """Take a key, or none; raises StillUnderWay, and QueueUnavailable."""
        claim = Claim(self._redis, self._breaker, place)
        if place is not None:
            with self._breaker:
                claim.take()
        return claim


class Claim:
    """A key that is taken while the request is under way; given back where that fails.

    ``answered`` is the digest of the body and the answer that it has got, where it has.
    """

    def __init__(self, redis: Redis, breaker: CircuitBreaker, place: str | None) -> None:
        self.answered: tuple[str, Any] | None = None
        self._redis = redis
        self._breaker = breaker
        self._place = place
        self._mine = json.dumps({"claim": uuid.uuid4().hex}).encode()
        self._renewed = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._say(_RELEASE)

    def take(self) -> None:
        """Take the key; raises StillUnderWay, and RedisError."""
        assert self._place is not None
        if self._redis.set(self._place, self._mine, nx=True, ex=CLAIM_SECONDS):
            return
        kept: Any = self._redis.get(self._place)
        document = {} if kept is None else json.loads(kept)
        if "answer" not in document:
            raise StillUnderWay("The first request with this Idempotency-Key is still under way")
        self.answered = document["body"], document["answer"]

    def renew(self) -> None:
        """Say that the request is still under way; call it as often as you like."""
        if time.monotonic() > self._renewed + RENEW_SECONDS:
            self._renewed = time.monotonic()
            self._say(_RENEW, CLAIM_SECONDS)

    def keep(self, body: str, answer: Any) -> None:
        """Keep the answer to the body of this digest."""
        self._say(_KEEP, _told(body, answer), int(KEPT.total_seconds()))

    def _say(self, script: str, *arguments: bytes | int) -> None:
        # What is done is done, with or without Redis: a request that is repeated does it again,
        # and finds it done.
        if self._place is not None and self.answered is None:
            with suppress(QueueUnavailable), self._breaker:
                self._redis.eval(script, 1, self._place, self._mine, *arguments)


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


def _told(body: str, answer: Any) -> bytes:
    return json.dumps({"body": body, "answer": answer}).encode()
