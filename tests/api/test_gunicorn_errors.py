"""What is no request, or none that is allowed: every refusal is told in one form.

nginx refuses most of it, gunicorn what reaches it; neither answers with a page of HTML.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from bellwether_api.http.gunicorn_worker import Response
from bellwether_api.http.responses import JSON, PROBLEM
from tests import factories, made_up
from tests.api.conftest import House
from tests.api.test_server import serving
from tests.api.test_through_nginx import nginx

PREDICT = f"/api/v1/predictors/{made_up.NAME}/predictions"
INFER = f"/v2/models/{made_up.NAME}/infer"
TYPE = "Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Where nginx listens, and gunicorn behind it."""
    root = tmp_path_factory.mktemp("refusals")
    predictors, models, champions, data = (root / name for name in ("p", "m", "c", "d"))
    house = House(predictors, models, champions, data, "redis://127.0.0.1:1/0")
    for folder in (house.predictors, house.models, house.champions, house.data, root / "nginx"):
        folder.mkdir()
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    settings = {"BELLWETHER_FIRST_START": "no", "BELLWETHER_FULL_TRAINING": "no"}
    with serving(house, WEB_CONCURRENCY="1", **settings) as server:
        assert server.port is not None
        with nginx(root / "nginx", server.port) as port:
            yield {"nginx": port, "gunicorn": server.port}


def said(port: int, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the first answer to ``raw``, whatever it is."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(raw)
        with line.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            headers = {}
            while (each := answer.readline().strip()) != b"":
                name, _, value = each.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            return status, headers, answer.read(int(headers["content-length"]))


def asked(method: str, path: str, more: str = "", body: str = "") -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{length}{more}\r\n{body}".encode("latin-1")


REFUSED = [
    ("two types", "POST", f"{TYPE}{TYPE}", "{}", {"nginx": {400}, "gunicorn": {400}}),
    ("two hosts", "POST", "Host: y\r\n", "{}", {"nginx": {400}, "gunicorn": {400, 415, 422}}),
    ("TRACE", "TRACE", "", "", {"nginx": {405}, "gunicorn": {405}}),
    ("CONNECT", "CONNECT", "", "", {"nginx": {400, 405}, "gunicorn": {400, 405}}),
    ("BREW", "BREW", "", "", {"nginx": {405}, "gunicorn": {405}}),
    ("an unknown coding", "POST", "Transfer-Encoding: zip\r\n", "",
     {"nginx": {501}, "gunicorn": {400, 501}}),
    ("two codings", "POST", "Transfer-Encoding: gzip, chunked\r\n", "",
     {"nginx": {501}}),
    ("length and chunks", "POST", "Transfer-Encoding: chunked\r\n", "{}",
     {"nginx": {400}, "gunicorn": {400}}),
    ("a length that is none", "POST", "Content-Length: x\r\n", "",
     {"nginx": {400}, "gunicorn": {400}}),
    ("two lengths", "POST", "Content-Length: 3\r\n", "{}", {"nginx": {400}, "gunicorn": {400}}),
    ("a long header", "GET", f"X-Long: {'x' * 40_000}\r\n", "",
     {"nginx": {431}, "gunicorn": {400, 431}}),
    ("many headers", "GET", "".join(f"X-{n}: {'x' * 400}\r\n" for n in range(120)), "",
     {"nginx": {431}, "gunicorn": {400, 431}}),
    ("a header with a space", "GET", "X Y: 1\r\n", "", {"nginx": {400}, "gunicorn": {400}}),
    ("a folded header", "GET", "X: 1\r\n 2\r\n", "", {"nginx": {400}, "gunicorn": {400}}),
    ("an expectation", "POST", "Expect: wonders\r\n", "{}",
     {"nginx": {417, 415, 422, 400}, "gunicorn": {417, 400}}),
]  # fmt: skip


@pytest.mark.parametrize("server", ["nginx", "gunicorn"])
@pytest.mark.parametrize("path", [PREDICT, INFER])
@pytest.mark.parametrize(
    ("method", "more", "body", "statuses"), [case[1:] for case in REFUSED], ids=lambda _: ""
)
def test_a_refusal_is_told_in_the_form_of_its_path(
    ports: dict[str, int],
    server: str,
    path: str,
    method: str,
    more: str,
    body: str,
    statuses: dict[str, set[int]],
) -> None:
    if server not in statuses:
        return  # gunicorn waits for chunks that never come
    status, headers, content = said(ports[server], asked(method, path, more, body))
    assert status in statuses[server], content
    if method == "CONNECT" and status == 400:
        path = ""  # its address is that of a host
    told(status, headers, content, path if server == "nginx" else None)
    assert headers["x-request-id"]


NO_REQUEST = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET HTTP/1.1\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


@pytest.mark.parametrize("server", ["nginx", "gunicorn"])
@pytest.mark.parametrize("raw", NO_REQUEST, ids=lambda raw: repr(raw[:20]))
def test_what_is_no_request_is_told_so(ports: dict[str, int], server: str, raw: bytes) -> None:
    status, headers, content = said(ports[server], raw + b"\r\n\r\n")
    if server == "gunicorn" and status == 404:
        return  # HTTP/1.1 without a host, which gunicorn lets pass
    assert status in {400, 414, 505}
    told(status, headers, content, None)


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/nothing", "", 404),
        ("POST", "/", "", 405),
        ("GET", "/problem", "", 404),
        ("GET", "/problem-v2", "", 404),
        ("GET", "/rows/x", "", 404),
        ("GET", "/favicon.svg", "Range: bytes=999999-\r\n", 416),
        ("GET", "/favicon.svg", 'If-Match: "other"\r\n', 412),
        ("GET", "/metrics", "", 404),
        ("POST", "/v2", "", 405),
        ("TRACE", "/v2", "", 405),
    ],
)
def test_the_pages_own_paths_refuse_in_the_same_form(
    ports: dict[str, int], method: str, path: str, more: str, status: int
) -> None:
    found, headers, content = said(ports["nginx"], asked(method, path, more))
    assert found == status
    told(found, headers, content, path)
    if status == 405:
        assert "GET" in headers["allow"]


def test_nothing_of_what_is_refused_is_logged(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = {"BELLWETHER_FIRST_START": "no", "BELLWETHER_FULL_TRAINING": "no"}
    with serving(house, WEB_CONCURRENCY="1", **settings) as server:
        assert server.port is not None
        said(server.port, asked("GET", PREDICT, "X Secret-Header: 1\r\n"))
        said(server.port, b"GET /?Secret-Name HTTP/9.9\r\n\r\n")
    err = capfd.readouterr().err
    assert "Booting worker" in err
    assert "Secret" not in err


def told(status: int, headers: dict[str, str], content: bytes, path: str | None) -> None:
    """It is a problem document, under /v2 an error; without a known path either may do."""
    kind = headers["content-type"]
    document = json.loads(content)
    v2 = path.startswith("/v2") if path is not None else kind == JSON
    if v2:
        assert (kind, list(document)) == (JSON, ["error"])
        assert document["error"]
        return
    assert kind == PROBLEM
    assert {"type", "title", "status", "detail"} <= document.keys()
    assert document["status"] == status
    assert document["title"] != "The request was refused"


@pytest.mark.parametrize(
    ("method", "version", "headers", "pieces", "ends"),
    [
        ("GET", (1, 1), [("Content-Length", "4")], [b"ab", b"cd"], [b"ab", b"cd"]),
        ("GET", (1, 1), [("Content-Length", "0")], [b""], [b"\r\n\r\n"]),
        ("GET", (1, 1), [("Content-Length", "0")], [], [b"\r\n\r\n"]),
        ("HEAD", (1, 1), [("Content-Length", "4")], [], [b"\r\n\r\n"]),
        ("GET", (1, 1), [], [b"ab"], [b"\r\n\r\n", b"2\r\nab\r\n", b"0\r\n\r\n"]),
        ("GET", (1, 0), [], [b"ab"], [b"\r\n\r\nab"]),
    ],
)
def test_the_head_of_an_answer_goes_with_the_beginning_of_its_body(
    method: str,
    version: tuple[int, int],
    headers: list[tuple[str, str]],
    pieces: list[bytes],
    ends: list[bytes],
) -> None:
    """Killed in between, a process would leave half an answer, which no other one can mend."""
    request = SimpleNamespace(method=method, version=version, should_close=lambda: False)
    # Of such a pair each piece that is sent is received as one.
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with here, there:
        answer = Response(request, here, SimpleNamespace(protocol="http", is_ssl=False))
        answer.start_response("200 OK", headers)
        for piece in pieces:
            answer.write(piece)
        answer.close()
        here.close()
        sent = list(iter(lambda: there.recv(1 << 16), b""))
    assert [each[-len(end) :] for each, end in zip(sent, ends, strict=True)] == ends
    assert sent[0].startswith(b"HTTP/1.")
