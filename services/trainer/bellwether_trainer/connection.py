"""Redis clients: one that waits for Redis, for the worker, and one that does not, for its check."""

from __future__ import annotations

from redis import Redis
from redis.backoff import ConstantBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from bellwether_trainer.config import TrainerSettings

# While Redis is away a command waits and is tried again each second, for ten minutes.
PATIENCE_SECONDS = 600


def patient(settings: TrainerSettings) -> Redis:
    """A client that outlives Redis' absences: training goes on when Redis is back."""
    return _connect(settings, Retry(ConstantBackoff(1), PATIENCE_SECONDS))


def impatient(settings: TrainerSettings) -> Redis:
    """A client that fails at once."""
    return _connect(settings, Retry(NoBackoff(), 0))


def _connect(settings: TrainerSettings, retry: Retry) -> Redis:
    password = settings.redis_password
    return Redis.from_url(
        settings.redis_url,
        password=password.get_secret_value() if password else None,
        socket_connect_timeout=2,
        retry=retry,
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
