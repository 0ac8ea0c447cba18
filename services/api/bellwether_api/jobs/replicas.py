"""What the APIs of several hosts or containers tell each other: they share no file, but Redis."""

from __future__ import annotations

import time
import uuid
from contextlib import suppress
from typing import Any

from redis import Redis

from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable
from bellwether_contract.record_hash import text

# What a process has told is believed for so long, and told again so often. One that dies with its
# host is waited for as long at most.
BELIEVED_SECONDS = 6
REPEATED_SECONDS = 2.0

# Who tells anything, as `rq:workers` lists those who train; and what each tells.
ALL = "bellwether:apis"


def _key(process: str) -> str:
    return f"bellwether:api:{process}"


class Replicas:
    """What this process tells all others, and what is told by those of other hosts.

    While Redis is away nobody tells anything, and each host goes by its own processes.
    """

    def __init__(self, redis: Redis, host: str) -> None:
        self._redis: Any = redis
        self._host = host
        self._process = uuid.uuid4().hex
        self._breaker = CircuitBreaker()
        self._last: tuple[float, str] = (float("-inf"), "")

    def tell(self, words: str) -> bool:
        """Tell ``words``, where they are new or were told a while ago; never raises.

        Returns whether it was time to, also where Redis did not hear it.
        """
        now = time.monotonic()
        at, said = self._last
        if words == said and now - at < REPEATED_SECONDS:
            return False
        with suppress(QueueUnavailable), self._breaker, self._redis.pipeline() as line:
            line.sadd(ALL, self._process)
            line.set(_key(self._process), f"{self._host}\n{words}", ex=BELIEVED_SECONDS)
            line.execute()
            self._last = now, words
        return True

    def others(self) -> list[str]:
        """What each living process of another host tells; none where Redis is away."""
        with suppress(QueueUnavailable, UnicodeDecodeError), self._breaker:
            processes = [text(each) for each in self._redis.smembers(ALL)]
            documents = self._redis.mget([_key(each) for each in processes]) if processes else []
            gone = [each for each, words in zip(processes, documents, strict=True) if words is None]
            if gone:
                self._redis.srem(ALL, *gone)
            split = (text(words).partition("\n") for words in documents if words is not None)
            return [words for host, _, words in split if host != self._host]
        return []

    def leave(self) -> None:
        """This process ends: nobody waits for it any more."""
        with suppress(QueueUnavailable), self._breaker:
            self._redis.delete(_key(self._process))
