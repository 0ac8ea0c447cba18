"""What stands in Redis, as the trainer's user sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

from bellwether_contract import jobs
from tools.soak.containers import LOCK, LOCK_SECONDS
from tools.soak.house import House


@contextmanager
def looking(house: House) -> Iterator[Redis]:
    """A connection to the house's Redis."""
    password = (house.places.keys / "trainer-redis-password").read_text().strip()
    with Redis(
        port=house.places.redis_port, username="trainer", password=password, socket_timeout=5
    ) as line:
        yield line


def leave_lock(house: House) -> None:
    """Leave RQ's lock on tidying up, as one leaves it that is killed meanwhile."""
    with looking(house) as line:
        line.set(LOCK, 1, ex=LOCK_SECONDS)


def answers(house: House) -> bool:
    """Whether Redis has read what it had written, and answers."""
    try:
        with looking(house) as line:
            return bool(line.ping())
    except RedisError:
        return False


def queued(house: House) -> list[str]:
    """The trainings that wait, in their order, however often each."""
    with looking(house) as line:
        members: list[bytes] = line.lrange(f"rq:queue:{jobs.QUEUE}", 0, -1)  # type: ignore[assignment]
        return [job.decode() for job in members]


def known(house: House) -> set[str]:
    """Every training that there is a record of."""
    with looking(house) as line:
        members: list[bytes] = line.zrange(jobs.INDEX_KEY, 0, -1)  # type: ignore[assignment]
        return {job.decode() for job in members}
