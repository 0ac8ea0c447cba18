"""Uploads under gunicorn as it is shipped: slow ones, and ones that break off."""

from __future__ import annotations

import hashlib
import http.client
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests import made_up
from tests.api.conftest import OPERATOR, House
from tests.api.test_server import serving

pytestmark = pytest.mark.slow

PATH = f"/api/v1/predictors/{made_up.NAME}/datasets"
CONTENT = made_up.rows(80, seed=3)
HEAD = "\r\n".join(
    [
        f"POST {PATH} HTTP/1.1",
        "Host: localhost",
        "Content-Type: text/csv",
        *(f"{name}: {value}" for name, value in OPERATOR.items()),
    ]
)


@pytest.fixture
def server(house_with_redis: House) -> Iterator[http.client.HTTPConnection]:
    made_up.write(house_with_redis.predictors)
    with serving(
        house_with_redis, WEB_CONCURRENCY="1", BELLWETHER_FIRST_START="false"
    ) as connection:
        # A folder that has just been written is declared once it has settled.
        eventually(lambda: declared(connection))
        yield connection


def declared(connection: http.client.HTTPConnection) -> bool:
    connection.request("GET", f"/api/v1/predictors/{made_up.NAME}")
    response = connection.getresponse()
    response.read()
    return response.status == 200


def whole(connection: http.client.HTTPConnection) -> int:
    connection.request("POST", PATH, CONTENT, {**OPERATOR, "Content-Type": "text/csv"})
    response = connection.getresponse()
    response.read()
    return response.status


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("chunked", [False, True], ids=["Content-Length", "chunked"])
def test_an_upload_that_breaks_off_leaves_nothing(
    server: http.client.HTTPConnection, house: House, chunked: bool
) -> None:
    folder = house.data / made_up.NAME
    with socket.create_connection((server.host, server.port)) as sender:
        if chunked:
            sender.sendall(f"{HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            sender.sendall(b"%x\r\n%s\r\n" % (len(CONTENT), CONTENT))
        else:
            head = f"{HEAD}\r\nContent-Length: {len(CONTENT) + 1}\r\n\r\n"
            sender.sendall(head.encode() + CONTENT)
        eventually(lambda: folder.is_dir() and any(folder.iterdir()))
    eventually(lambda: not any(folder.iterdir()))
    # The rows go before the place that they were taken in is free: 429 for a moment.
    eventually(lambda: whole(server) == 202)
    assert [entry.name for entry in folder.iterdir()] == [hashlib.sha256(CONTENT).hexdigest()]


def test_a_slow_upload_arrives_and_others_are_answered_meanwhile(
    server: http.client.HTTPConnection, house: House
) -> None:
    with socket.create_connection((server.host, server.port)) as sender:
        sender.sendall(f"{HEAD}\r\nContent-Length: {len(CONTENT)}\r\n\r\n".encode())
        step = len(CONTENT) // 4
        for start in range(0, len(CONTENT), step):
            sender.sendall(CONTENT[start : start + step])
            server.request("GET", "/v2/health/live")
            answer = server.getresponse()
            answer.read()
            assert answer.status == 200
            time.sleep(0.2)
        assert sender.recv(100).startswith(b"HTTP/1.1 202 ")
    assert (house.data / made_up.NAME / hashlib.sha256(CONTENT).hexdigest()).is_dir()


def test_without_the_key_the_answer_comes_before_the_body(
    server: http.client.HTTPConnection,
) -> None:
    with socket.create_connection((server.host, server.port)) as sender:
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
        sender.sendall(f"{head}Content-Length: 100000000\r\n\r\n".encode())
        sender.settimeout(5)
        assert sender.recv(100).startswith(b"HTTP/1.1 401 ")
