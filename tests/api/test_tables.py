"""What one table may take of what all share: a place, time, memory and room on the volume."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from bellwether_api.http import addresses, table_quota
from bellwether_api.http.transfer_pace import Pace
from bellwether_api.serving import csv_predict
from bellwether_contract.declaration import spec
from bellwether_contract.tables.csv_lines import LINE_BYTES
from bellwether_trainer.rows.check import check
from tests import factories, made_up
from tests.api.conftest import House
from tests.api.test_csv_predict import PATH, ask, people, table
from tests.api.test_predictions import PERSON
from tests.api.test_server import API, serving_by

MIB = 1 << 20


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, day=1)
    return house.start()


# --- words ------------------------------------------------------------------------------------


def test_without_keep_the_answer_is_that_of_each_record_and_nothing_more(
    client: FlaskClient,
) -> None:
    listed = client.post(PATH, json={"inputs": people(7)}).get_json()["predictions"]
    lines = ["probability,positive,band_low,band_high,outside,refusal"]
    for each in listed:
        band = each.get("band") or {"low": "", "high": ""}
        cells = (each["probability"], str(each["positive"]).lower(), band["low"], band["high"])
        lines.append(",".join(map(str, (*cells, "", ""))))
    assert ask(client, table(people(7))).data == "\n".join([*lines, ""]).encode()


@pytest.mark.parametrize(
    "written",
    [
        lambda plain: plain.replace(b"\n", b"\r"),
        lambda plain: plain.decode().encode("utf-16"),
        lambda plain: b"sep=;\r\n" + plain.replace(b",", b";"),
        lambda plain: plain.replace(b"\n", b",,\n") + b",,,,,,\n,,,,,,\n",
        lambda plain: plain.replace(b"Yes", b"JA").replace(b"No", b"nein"),
        lambda plain: plain.replace(b"Yes", "sí".encode("cp1252")),
    ],
    ids=["old Mac", "UTF-16", "sep=", "empty columns and rows", "German", "Windows-1252"],
)
def test_what_programs_add_to_a_table_changes_no_answer(
    client: FlaskClient, written: Callable[[bytes], bytes]
) -> None:
    plain = table(people(7))
    assert ask(client, written(plain)).data == ask(client, plain).data


HEADER, *LINES = made_up.rows(80, seed=3).decode().splitlines()
WHOLE = "\n".join([HEADER, *LINES, ""]).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        WHOLE + b"1,\xe9,none,No,low,no\n",
        WHOLE + b'1,"2,none,No,low,no\n',
        WHOLE + b"1,2,no\0ne,No,low,no\n",
        WHOLE + b"x" * (3 * LINE_BYTES),
        gzip.compress(WHOLE)[:-9],
        WHOLE.decode().encode("utf-16-le"),
    ],
    ids=["empty", "Latin-1", "quote", "NUL", "long", "half a gzip", "UTF-16"],
)
def test_rows_to_predict_and_rows_to_learn_from_are_refused_in_the_same_words(
    client: FlaskClient, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "rows"
    path.write_bytes(content)
    gout = spec.Predictor.model_validate(made_up.declaration())
    learned = check(path, gout, "d" * 64, lambda _: None).faults
    # The answer's own column is none of a table to predict, and none of these faults is in it.
    predicted = ask(client, content, "?keep=Gout").get_json()["errors"]
    assert [(each["row"], each["detail"]) for each in predicted] == [
        (fault.row, fault.detail) for fault in learned
    ]


# --- memory -----------------------------------------------------------------------------------


class Chunked:
    """A body of ``first`` and so many times ``piece``; ``sent`` is how much was asked for."""

    def __init__(self, piece: bytes, times: int, first: bytes = b"") -> None:
        self._first = first
        self._piece = piece
        self._left = times
        self.sent = 0

    def read(self, _size: int) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        if not self._left:
            return b""
        self._left -= 1
        self.sent += len(self._piece)
        return self._piece


def stream(client: FlaskClient, body: Chunked) -> TestResponse:
    return client.post(
        PATH,
        content_type="text/csv",
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
        buffered=True,
    )


def test_a_line_without_end_is_refused_after_a_few_mib(client: FlaskClient) -> None:
    body = Chunked(b"x" * 65_536, 6_400)  # 400 MiB
    tracemalloc.start()
    try:
        response = stream(client, body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert response.status_code == 422
    (fault,) = response.get_json()["errors"]
    assert fault["row"] == 1
    assert fault["detail"].startswith("is longer than 4 MiB")
    assert body.sent < LINE_BYTES + MIB
    assert peak < 5 * LINE_BYTES


@pytest.mark.parametrize(
    "unpacked",
    [b"x" * (64 * MIB), b"\n" * (64 * MIB), table(people(1)) + b"x" * (64 * MIB)],
    ids=["header", "line breaks", "row"],
)
@pytest.mark.parametrize("encoding", ["gzip", None])
def test_a_gzip_that_unpacks_to_much_takes_little(
    client: FlaskClient, unpacked: bytes, encoding: str | None
) -> None:
    bomb = gzip.compress(unpacked)
    headers = {"Content-Encoding": encoding} if encoding else {}
    kind = "text/csv" if encoding else "application/gzip"
    tracemalloc.start()
    began = time.thread_time()
    try:
        response = client.post(PATH, data=bomb, content_type=kind, headers=headers, buffered=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert response.status_code == 422
    assert time.thread_time() - began < 5
    assert peak < 32 * MIB


@pytest.mark.slow
def test_a_table_of_nothing_but_faults_is_not_read_to_its_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_predict, "FAULTS_COUNTED", 10_000)
    body = Chunked(b"1\n" * 8_000, 500, table([]))
    response = stream(client, body)
    assert response.status_code == 422
    assert response.get_json()["detail"].startswith("More than 10,000 faults")
    assert len(response.get_json()["errors"]) == 100
    assert body.sent < MIB


# --- room -------------------------------------------------------------------------------------


def descriptors() -> set[str]:
    """The files without a name that this process holds."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(entry)
        except OSError:
            continue
        if target.endswith("(deleted)"):
            found.add(target)
    return found


def test_what_finds_no_room_is_refused_and_leaves_nothing(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = descriptors()
    for name, value, status, said in (
        ("ANSWER_BYTES", 1_000, 413, "The answer is larger"),
        ("LEFT_FREE", 1 << 60, 507, "more of the data volume than is left"),
        ("TABLE_BYTES", 1_000, 413, "The file is larger"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(table_quota, name, value)
            response = ask(client, table(people(500)))
        assert response.status_code == status
        assert said in response.get_json()["detail"]
        assert response.content_type == "application/problem+json"
        assert list(house.data.iterdir()) == []
        assert descriptors() == before
        # And its place is free again.
        assert ask(client, table(people(500))).status_code == 200
    assert descriptors() == before


# --- places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "told", "whose"),
    [
        ("93.184.216.34", None, "93.184.216.34/32"),
        # What somebody says of himself counts for nothing.
        ("93.184.216.34", "198.51.100.1", "93.184.216.34/32"),
        # nginx adds the last one; the others are what it was told.
        ("172.18.0.5", "198.51.100.1, 93.184.216.34", "93.184.216.34/32"),
        ("127.0.0.1", None, "127.0.0.1/32"),
        ("127.0.0.1", "nobody", "127.0.0.1/32"),
        # gunicorn behind a socket of the file system tells no address.
        ("", "93.184.216.34", "93.184.216.34/32"),
        ("2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        ("127.0.0.1", "2001:db8:1:2:5::6", "2001:db8:1:2::/64"),
    ],
)
def test_an_address_is_that_of_who_connects_or_what_nginx_says(
    peer: str, told: str | None, whose: str
) -> None:
    headers = [("X-Forwarded-For", told)] if told else []
    environ = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": peer}).get_environ()
    assert addresses.address(Request(environ)) == whose


def test_one_address_holds_one_place_of_all_processes(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = house.start()  # stands for the second process: it has a place of its own
    answer = csv_predict.predict
    seen: list[int] = []

    def once(*given: Any, **more: Any) -> csv_predict.Answered:
        monkeypatch.setattr(csv_predict, "predict", answer)
        for address in ("93.184.216.34", "93.184.216.35"):
            response = other.post(
                PATH,
                data=table(people(1)),
                content_type="text/csv",
                environ_base={"REMOTE_ADDR": address},
                buffered=True,
            )
            seen.append(response.status_code)
            if response.status_code == 429:
                assert "from this address" in response.get_json()["detail"]
                assert response.headers["Retry-After"] == "10"
        return answer(*given, **more)

    monkeypatch.setattr(csv_predict, "predict", once)
    held = client.post(
        PATH,
        data=table(people(1)),
        content_type="text/csv",
        environ_base={"REMOTE_ADDR": "93.184.216.34"},
        buffered=True,
    )
    assert (held.status_code, seen) == (200, [429, 200])


def test_who_has_the_whole_answer_may_send_the_next_table_at_once(client: FlaskClient) -> None:
    rows = table(people(5_000))
    response = client.post(PATH, data=rows, content_type="text/csv")
    left = int(response.headers["Content-Length"])
    assert ask(client, rows).status_code == 429
    for piece in response.iter_encoded():
        left -= len(piece)
        if not left:
            break
    # Its end has not been looked for yet, as by a server that is about to.
    assert ask(client, rows).status_code == 200
    response.close()


# --- time -------------------------------------------------------------------------------------


def test_who_is_slower_than_allowed_in_all_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwether_api.http.transfer_pace.LOOK_SECONDS", 0.02)
    monkeypatch.setattr("bellwether_api.http.transfer_pace.SECONDS", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        request = Request(EnvironBuilder().get_environ() | {"gunicorn.socket": ours})
        # Each piece is in time, and enough of them make up for how long they take.
        with Pace(request, rate=1_000) as pace:
            for _ in range(10):
                with pace.waiting():
                    time.sleep(0.03)
                pace.moved(1_000)
            assert not pace.late
        # What the server does itself is no waiting.
        with Pace(request, rate=1_000) as pace:
            time.sleep(0.2)
            assert not pace.late
        with Pace(request, rate=1_000) as pace:
            for _ in range(10):
                with pace.waiting():
                    time.sleep(0.03)
                pace.moved(1)
            assert pace.late
        assert ours.recv(1) == b""


@pytest.fixture
def server(house: House, tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    """gunicorn as it is shipped, but for how long a piece may take."""
    factories.publish(house.store, 1)
    config = tmp_path / "gunicorn.conf.py"
    shipped = (API / "gunicorn.conf.py").read_text()
    config.write_text(
        f"{shipped}\n"
        "shipped = post_worker_init\n\n\n"
        "def post_worker_init(worker):\n"
        "    from bellwether_api.http import transfer_pace as pace\n\n"
        "    pace.PIECE_SECONDS, pace.LOOK_SECONDS = 0.5, 0.05\n"
        "    shipped(worker)\n"
    )
    with serving_by(config, house, {"WEB_CONCURRENCY": "1"}) as connection:
        yield connection


def head(length: int) -> bytes:
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def asks(server: http.client.HTTPConnection, body: bytes, kind: str = "text/csv") -> int:
    server.request("POST", PATH, body, {"Content-Type": kind})
    response = server.getresponse()
    response.read()
    return response.status


def within(seconds: float, condition: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.slow
def test_an_idle_sender_is_cut_off_and_others_are_answered_meanwhile(
    server: http.client.HTTPConnection,
) -> None:
    rows = table(people(3))
    assert asks(server, rows) == 200  # its process has begun
    with socket.create_connection((server.host, server.port)) as idle:
        idle.settimeout(10)
        idle.sendall(head(len(rows) + 100) + rows)
        time.sleep(0.1)
        assert asks(server, rows) == 429
        assert asks(server, json.dumps({"inputs": PERSON}).encode(), "application/json") == 200
        told = idle.recv(65_536)
        assert told.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in told
        within(2, lambda: asks(server, rows) == 200)


@pytest.mark.slow
def test_who_does_not_fetch_the_answer_is_cut_off(server: http.client.HTTPConnection) -> None:
    rows = table([PERSON]) + table([PERSON]).splitlines(keepends=True)[1] * 400_000
    assert asks(server, table(people(1))) == 200
    with socket.socket() as idle:
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        idle.connect((server.host, server.port))
        idle.settimeout(20)
        idle.sendall(head(len(rows)) + rows)
        assert idle.recv(12) == b"HTTP/1.1 200"
        assert asks(server, table(people(1))) == 429
        within(10, lambda: asks(server, table(people(1))) == 200)
