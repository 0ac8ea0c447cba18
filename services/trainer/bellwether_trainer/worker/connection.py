"""Redis clients: one that waits for Redis, for the worker, and one that does not, for its check."""

from __future__ import annotations

from redis import Redis
from redis.backoff import ConstantBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from bellwether_contract.settings import certificate_fault
from bellwether_trainer.worker.config import TrainerSettings

# While Redis is away a command waits and is tried again each second, for ten minutes.
PATIENCE_SECONDS = 600


def patient(settings: TrainerSettings) -> Redis:
    """A client that outlives Redis' absences: training goes on when Redis is back."""
    return _connect(settings, Retry(ConstantBackoff(1), PATIENCE_SECONDS))


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
