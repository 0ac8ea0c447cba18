"""The line to Redis, which may be cut at any time without predictions noticing."""

from __future__ import annotations

import time
from http import HTTPStatus
from types import TracebackType

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from bellwether_api.http.errors import ApiError
from bellwether_contract.settings import Settings, certificate_fault

# A Redis that does not answer within this is not waited for.
# A healthy one with a busy disk may take half a second: each write is on disk before its answer.
TIMEOUT_SECONDS = 0.8

# After a failure nothing is asked for so long: a Redis that hangs would otherwise hold every
# thread of the server for TIMEOUT_SECONDS, and predictions would wait with them.
PAUSE_SECONDS = 1.0


class QueueUnavailable(ApiError):
    """Redis is away, or does not take anything now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 5

    permanent = False


def connect(settings: Settings) -> Redis:
    """A client that fails fast, and connects only when it is first used."""
    return Redis.from_url(
        settings.redis_url,
        **settings.redis_options(),
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        # Said outright: clients that are made in another way try ten times, with pauses.
        retry=Retry(NoBackoff(), 0),
        # RQ reads bytes. The older protocol needs no handshake beyond the password.
        decode_responses=False,
        protocol=2,
    )


class CircuitBreaker:
    """``with breaker:`` around calls of Redis turns its errors into QueueUnavailable.

    For PAUSE_SECONDS after one, it raises at once instead of asking.
    """

    def __init__(self) -> None:
        self._closed_until = 0.0
        self._why = ""

    def __enter__(self) -> None:
        if time.monotonic() < self._closed_until:
            raise QueueUnavailable(f"The queue does not answer ({self._why})")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, RedisError):
            self._closed_until = time.monotonic() + PAUSE_SECONDS
            self._why = certificate_fault(error) or type(error).__name__
            raise QueueUnavailable(f"The queue does not answer ({self._why})") from error
