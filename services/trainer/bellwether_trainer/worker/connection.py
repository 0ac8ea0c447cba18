"""Redis clients: one that waits for Redis, for the worker, and one that does not, for its check."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from redis import Redis
from redis.backoff import ConstantBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from bellwether_contract.settings import certificate_fault
from bellwether_trainer.worker.config import TrainerSettings

T = TypeVar("T")

log = logging.getLogger(__name__)

# While Redis is away a command waits and is tried again each second, for ten minutes.
PATIENCE_SECONDS = 600

# While Redis is full a command waits for as long as it takes, and the log hears of it so often.
LOGGED_EACH = 60


class Patience(Retry):
    """Waits for a Redis that is away, and for room in one that is full.

    To leave would help nobody then: whoever is started next would find it full as well.
    """

    # Whether this process has been told to stop: then nobody waits for room any more.
    leaving = False
    # Whether what is done now can as well be done later.
    in_passing = False

    def call_with_retry(
        self,
        do: Callable[[], T],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,  # redis-py's signature
    ) -> T:
        """Call ``do`` until it succeeds; raises what else it raises, and what ``fail`` does."""

        def with_room() -> T:
            waited = 0
            while True:
                try:
                    result = do()
                except OutOfMemoryError as error:
                    if Patience.leaving or Patience.in_passing:
                        raise
                    if waited % LOGGED_EACH == 0:
                        log.warning(
                            "Redis is full (maxmemory) and takes nothing more; the worker waits. "
                            "Give it more memory, or remove what does not belong there"
                        )
                    waited += 1
                    time.sleep(1)
                    # Where keys were watched, whoever watches them begins anew.
                    fail(*((error, waited) if with_failure_count else (error,)))
                else:
                    if waited:
                        log.warning("Redis takes data again, after %d seconds", waited)
                    return result

        return super().call_with_retry(with_room, fail, is_retryable, with_failure_count)


@contextmanager
def in_passing() -> Iterator[None]:
    """Within it nobody waits for room in Redis."""
    Patience.in_passing = True
    try:
        yield
    finally:
        Patience.in_passing = False


def patient(settings: TrainerSettings) -> Redis:
    """A client that outlives Redis' absences: training goes on when Redis is back."""
    return _connect(settings, Patience(ConstantBackoff(1), PATIENCE_SECONDS))


def impatient(settings: TrainerSettings) -> Redis:
    """A client that fails at once."""
    return _connect(settings, Retry(NoBackoff(), 0))


def untrusted(settings: TrainerSettings) -> str | None:
    """What to do where Redis answers with a certificate that is not trusted: waiting mends none."""
    try:
        with impatient(settings) as client:
            client.ping()
    except RedisError as error:
        return certificate_fault(error)
    return None


def _connect(settings: TrainerSettings, retry: Retry) -> Redis:
    return Redis.from_url(
        settings.redis_url,
        **settings.redis_options(),
        socket_connect_timeout=2,
        retry=retry,
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
