"""10,000 bodies that mean no good: none breaks a worker, none passes for a good one."""

from __future__ import annotations

import itertools
import os
import socket
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import factories, hostile, made_up
from tests.api.conftest import OPERATOR_KEY, House
from tests.api.test_server import serving
from tests.hostile import Hostile

pytestmark = pytest.mark.slow

# Memory is measured at night: the fewer of each change are over before it has settled.
BODIES, NIGHTLY_BODIES = 1_000, 10_000
# Memory settles slowly: what Python and the allocator keep for the next body grows for some
# thousands of them (measured to 40,000: no more after 24,000, 30 MiB in all for two workers).
WARM_UP = 5_000
GROWTH_KIB = 20 << 10
SEED = 20261122


class Line:
    """A connection that is kept alive, and opened anew where the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, method: str, path: str, sent: Hostile) -> int:
        """Send it; returns the status, or 0 where the server has closed without a word."""
        head = [f"{method} {path} HTTP/1.1", "Host: here", f"Authorization: Bearer {OPERATOR_KEY}"]
        head += [f"{name}: {value}" for name, value in sent.headers.items()]
        if sent.raw is not None:
            return self._alone(sent.raw("\r\n".join([*head, ""]).encode("latin-1")))
        if "Transfer-Encoding" not in sent.headers:
            head.append(f"Content-Length: {len(sent.body)}")
        message = "\r\n".join([*head, "", ""]).encode("latin-1") + sent.body
        kept = self._socket is not None
        status = self._send(message)
        # As every client: a connection that the server had just closed is not the request's fault.
        return self._send(message) if kept and status == 0 else status

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _send(self, message: bytes) -> int:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), 30)
        try:
            self._socket.sendall(message)
        except ConnectionError:
            self.close()
            return 0
        return self._status(self._socket)

    def _alone(self, message: bytes) -> int:
        self.close()
        with socket.create_connection(("127.0.0.1", self._port), 30) as line:
            line.sendall(message)
            line.shutdown(socket.SHUT_WR)
            return self._status(line)

    def _status(self, line: socket.socket) -> int:
        answer = b""
        while b"\r\n\r\n" not in answer:
            try:
                piece = line.recv(1 << 16)
            except ConnectionResetError:
                piece = b""
            if not piece:
                self.close()
                return int(answer[9:12] or 0)
            answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        told = dict(each.lower().split(b": ", 1) for each in head.split(b"\r\n")[1:])
        while len(body) < int(told[b"content-length"]):
            piece = line.recv(1 << 16)
            assert piece, "the answer broke off"
            body += piece
        if told.get(b"connection") == b"close":
            self.close()
        return int(head[9:12])


@pytest.mark.parametrize("count", [BODIES, pytest.param(NIGHTLY_BODIES, marks=pytest.mark.nightly)])
def test_hostile_bodies_break_nothing_and_none_passes(house_with_redis: House, count: int) -> None:
    house = house_with_redis
    made_up.write(house.predictors)
    version = factories.publish(house.store, 1)
    with serving(house, BELLWETHER_FIRST_START="no", BELLWETHER_FULL_TRAINING="no") as connection:
        _wait_until_declared(connection)
        bodies = hostile.endless(SEED, version, explained=_explains(connection))
        line = Line(connection.port)
        wrong: dict[str, int] = {}
        before = None
        for number, (method, path, sent) in enumerate(itertools.islice(bodies, count)):
            if number == WARM_UP:
                before = _resident(connection.port)
            status = line.ask(method, path, sent)
            if not _as_it_should_be(status, sent):
                wrong[f"{method} {path}: {sent.what}"] = status
        line.close()
        after = _resident(connection.port)
    assert wrong == {}
    assert (before is not None) == (count > WARM_UP)
    if before is not None:
        assert after - before < GROWTH_KIB, f"{after - before} KiB"


def _as_it_should_be(status: int, sent: Hostile) -> bool:
    if sent.raw is not None and status == 0:
        # What is no HTTP may be answered by a closed connection.
        return True
    if sent.refused is None:
        return 200 <= status < 500
    # 409: a retraining waits already, and so this body was one that is taken.
    taken = status in (200, 202, 409)
    return 400 <= status < 500 and not taken if sent.refused else taken


def _wait_until_declared(connection: HTTPConnection) -> None:
    """Until both workers read the folder, which is left alone for 2 s after it was written."""
    in_a_row = 0
    for _ in range(500):
        connection.close()
        connection.request("GET", f"/api/v1/predictors/{made_up.NAME}/datasets/initial")
        answer = connection.getresponse()
        answer.read()
        in_a_row = in_a_row + 1 if answer.status == 200 else 0
        if in_a_row == 30:
            return
        time.sleep(0 if answer.status == 200 else 0.1)
    raise AssertionError("the folder is never declared")


def _explains(connection: HTTPConnection) -> bool:
    connection.request("GET", "/openapi.json")
    return b"/explanations" in connection.getresponse().read()


def _resident(port: int) -> int:
    """KiB in memory of the server's processes, which all have its port in their environment."""
    mark = f"PORT={port}".encode()
    found = 0
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                status = (process / "status").read_text()
                found += int(status.split("VmRSS:")[1].split()[0])
        except (OSError, IndexError):
            continue
    assert found
    return found
