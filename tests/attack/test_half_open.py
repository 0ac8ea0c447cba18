"""Three thousand connections of one address that end nothing: others are answered all the same."""

from __future__ import annotations

import http.client
import re
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from tests.api.test_through_nginx import nginx
from tests.running_stack import ROOT

pytestmark = pytest.mark.slow

CONNECTIONS = 3000
NEWCOMERS = 12
# Of a container of 320 MiB, in which bodies that wait may take 192.
MEBIBYTES = 110

BEGIN = b"POST /api/v1/x HTTP/1.1\r\nHost: x\r\n"
HEADS = {
    "half a header": BEGIN,
    "long headers": BEGIN + b"A: " + 7900 * b"a" + b"\r\nB: " + 7000 * b"b",
    "half a body": BEGIN + b"Content-Length: 60000\r\n\r\n{",
}


class Answers(BaseHTTPRequestHandler):
    """Stands for the API."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def many_files() -> Iterator[None]:
    """As many open files as this process may have."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def api_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.usefixtures("many_files")
def test_newcomers_are_answered_beside_thousands_of_half_open_connections(
    kind: str, api_port: int, tmp_path: Path
) -> None:
    with nginx(tmp_path, api_port) as port, ExitStack() as opened:
        assert newcomer(port) == 200
        for _ in range(CONNECTIONS):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            line.sendall(HEADS[kind])
        assert [newcomer(port) for _ in range(NEWCOMERS)] == [200] * NEWCOMERS
        assert mebibytes(int((tmp_path / "nginx.pid").read_text())) < MEBIBYTES
        opened.close()
    assert "[alert]" not in (tmp_path / "log").read_text()


def test_the_container_may_open_as_many_files_as_nginx_wants() -> None:
    template = (ROOT / "nginx/nginx.conf.template").read_text()
    wanted = re.search(r"worker_rlimit_nofile (\d+);", template)
    connections = re.search(r"worker_connections (\d+);", template)
    assert wanted is not None
    assert connections is not None
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    given = services["web"]["ulimits"]["nofile"]
    assert 2 * int(connections[1]) < int(wanted[1]) <= given


def newcomer(port: int) -> int:
    """The status that somebody new gets; 0: none."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/api/v1/predictors")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def mebibytes(parent: int) -> float:
    """What nginx and its workers hold of memory that is nobody else's."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for process in (str(parent), *children):
        status = Path(f"/proc/{process}/status").read_text().splitlines()
        total += sum(int(line.split()[1]) for line in status if line.startswith("RssAnon:"))
    return total / 1024
