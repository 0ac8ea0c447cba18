"""The API's processes while a version hangs, when they can serve nobody, and when they are killed.

All of it under gunicorn with the settings that are shipped; where it is about that, behind nginx.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import selectors
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.bundle.manifest import MANIFEST
from tests import factories, hostile_models, made_up
from tests.api.conftest import OPERATOR, House
from tests.api.test_predictions import PERSON
from tests.api.test_server import API, predict, serving, serving_by
from tests.api.test_through_nginx import nginx

pytestmark = pytest.mark.slow

PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"
SETTINGS = {"BELLWETHER_FIRST_START": "no", "BELLWETHER_FULL_TRAINING": "no"}

# So many connections that a process which dies has several of those that nginx keeps.
SENDERS = 32

# The settings that are shipped, with less patience.
CONFIG = """
import runpy
globals().update(runpy.run_path({path!r}))
_of_all = post_fork

def post_fork(server, worker):
    from bellwether_api.http import gunicorn_worker
    from bellwether_api.serving import trial
    gunicorn_worker.STUCK_SECONDS, trial.SECONDS = 2.0, 3.0
    _of_all(server, worker)
"""


@contextmanager
def impatient(house: House, folder: Path, workers: int) -> Iterator[http.client.HTTPConnection]:
    config = folder / "impatient.conf.py"
    config.write_text(CONFIG.format(path=str(API / "gunicorn.conf.py")))
    with serving_by(config, house, {"WEB_CONCURRENCY": str(workers), **SETTINGS}) as line:
        yield line


def anew(line: http.client.HTTPConnection) -> closing[http.client.HTTPConnection]:
    return closing(http.client.HTTPConnection(line.host, line.port, timeout=10))


def ask(
    line: http.client.HTTPConnection, method: str, path: str, document: object = None
) -> tuple[int, str]:
    headers = OPERATOR | {"Content-Type": "application/json"}
    line.request(method, path, None if document is None else json.dumps(document), headers)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def workers(port: int) -> set[int]:
    """The processes of the gunicorn that listens there: the children of this one's child."""
    found = set()
    for each in children(os.getpid()):
        with suppress(OSError):
            if f"PORT={port}\0".encode() in Path(f"/proc/{each}/environ").read_bytes():
                found |= set(children(each))
    return found


def answering(counts: Path) -> list[int]:
    """The processes that answer for the predictor, the oldest first."""
    found = [path for path in counts.glob("*.serving") if made_up.NAME in path.read_text()]
    return [int(path.stem) for path in sorted(found, key=lambda path: path.stat().st_mtime)]


def children(pid: int) -> list[int]:
    return [
        int(each)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for each in (task / "children").read_text().split()
    ]


def test_a_version_that_hangs_takes_no_process_down_and_is_rolled_back(
    house: House, tmp_path: Path
) -> None:
    good = factories.publish(house.store, 1)
    with impatient(house, tmp_path, workers=2) as line:
        until = time.monotonic() + 20
        while json.loads(ask(line, "PUT", f"{PREDICTOR}/champion", {"version": good})[1])[
            "processes"
        ] != {"serving": 2, "of": 2}:
            assert time.monotonic() < until
        assert line.port is not None
        before = workers(line.port)
        assert len(before) == 2
        bad = factories.publish(house.store, 2, promote=False)
        hostile_models.put(house.store.directory(made_up.NAME, bad), hostile_models.endless())
        house.store.promote(made_up.NAME, bad, by="training", reason="hangs")
        until = time.monotonic() + 4
        while time.monotonic() < until:
            # Either process, by turns.
            with anew(line) as each:
                began = time.monotonic()
                assert ask(each, "GET", "/v2/health/live")[0] == 200
                status, answer = predict(each)
                assert (status, json.loads(answer)["version"]) == (200, good)
                assert time.monotonic() - began < 2
            time.sleep(0.1)
        began = time.monotonic()
        for status, version in ((200, good), (409, bad)):
            assert ask(line, "PUT", f"{PREDICTOR}/champion", {"version": version})[0] == status
        assert time.monotonic() - began < 6
        # A pipe where its manifest was.
        path = house.store.directory(made_up.NAME, bad) / MANIFEST
        path.unlink()
        os.mkfifo(path)
        house.store.promote(made_up.NAME, bad, by="training", reason="a pipe")
        until = time.monotonic() + 10
        while "no regular file" not in ask(line, "GET", PREDICTOR)[1]:
            assert time.monotonic() < until
            time.sleep(0.05)
        for _ in range(8):
            with anew(line) as each:
                assert ask(each, "GET", f"{PREDICTOR}/champion")[0] == 200
                assert ask(each, "GET", f"{PREDICTOR}/versions/{bad}")[0] == 409
        assert ask(line, "PUT", f"{PREDICTOR}/champion", {"version": good})[0] == 200
        assert workers(line.port) == before


def test_a_process_whose_threads_are_all_stuck_says_that_it_lives_and_then_leaves(
    house: House, tmp_path: Path
) -> None:
    version = factories.publish(house.store, 1)
    hostile_models.put(
        house.store.directory(made_up.NAME, version), hostile_models.endless_for_some()
    )
    with impatient(house, tmp_path, workers=1) as line, ExitStack() as held:
        assert predict(line)[0] == 200
        assert line.port is not None
        before = workers(line.port)
        *stuck, slow = [held.enter_context(anew(line)) for _ in range(5)]
        document = json.dumps({"inputs": PERSON | {"Beers": hostile_models.BEERS + 5}})
        for each in stuck:
            each.request(
                "POST",
                f"{PREDICTOR}/predictions",
                document,
                {"Content-Type": "application/json"},
            )
        time.sleep(1)
        # On a connection that has been used, on a new one, and on one that is in no hurry.
        assert ask(line, "GET", "/v2/health/live")[0] == 200
        slow.connect()
        time.sleep(0.2)
        assert ask(slow, "GET", "/v2/health/live")[0] == 200
        assert workers(line.port) == before
        until = time.monotonic() + 20
        while True:
            with suppress(OSError, http.client.HTTPException), anew(line) as each:
                assert predict(each)[0] == 200
                break
            assert time.monotonic() < until
            time.sleep(0.1)
        assert workers(line.port).isdisjoint(before)


class Load:
    """Predictions over many connections at once, by one thread that does little else."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen = Counter[int | str]()
        self.ready = selectors.DefaultSelector()
        body = json.dumps({"inputs": PERSON}).encode()
        head = (
            f"POST {PREDICTOR}/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        )
        self.request = head.encode() + b"Content-Type: application/json\r\n\r\n" + body
        self.going = True
        for _ in range(SENDERS):
            self.connect()

    def connect(self) -> None:
        line = socket.create_connection(("127.0.0.1", self.port), 15)
        self.ready.register(line, selectors.EVENT_READ, bytearray())
        line.sendall(self.request)

    def run(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for key, _ in self.ready.select(0.1):
                self.read(key)

    def read(self, key: selectors.SelectorKey) -> None:
        line: Any = key.fileobj
        with suppress(OSError):
            if piece := line.recv(1 << 16):
                said: bytearray = key.data
                said += piece
                head, _, body = said.partition(b"\r\n\r\n")
                length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
                if length is not None and len(body) == int(length[1]):
                    self.seen[int(head[9:12])] += 1
                    said.clear()
                    if b"connection: close" in head.lower():
                        self.anew(line)  # nginx answers a thousand on one
                    elif self.going:
                        line.sendall(self.request)
                return
        self.seen["cut"] += 1
        self.anew(line)

    def anew(self, line: Any) -> None:
        self.ready.unregister(line)
        line.close()
        self.connect()

    def pause(self) -> None:
        """Let all connections fall silent."""
        self.going = False
        self.run(0.5)
        self.seen.clear()

    def ask(self, times: int) -> None:
        """Send one request on each of so many connections that are silent."""
        for key in list(self.ready.get_map().values())[:times]:
            key.fileobj.sendall(self.request)  # type: ignore[union-attr]

    def close(self) -> None:
        for key in list(self.ready.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self.ready.close()


@contextmanager
def loaded(house: House, folder: Path) -> Iterator[tuple[Load, Path]]:
    """A load on two processes behind nginx, and where those say what they answer with."""
    factories.publish(house.store, 1)
    counts = folder / "counts"
    told = {"WEB_CONCURRENCY": "2", "PROMETHEUS_MULTIPROC_DIR": str(counts)}
    with serving(house, **told, **SETTINGS) as server:
        assert server.port is not None
        with nginx(folder, server.port) as port:
            two(counts)
            with closing(Load(port)) as load:
                yield load, counts


def two(counts: Path, meanwhile: Callable[[float], None] = time.sleep) -> int:
    """The older of two processes that answer: one that begins takes a second."""
    until = time.monotonic() + 60
    while len(alive := answering(counts)) < 2:
        assert time.monotonic() < until
        meanwhile(0.02)
    return alive[0]


def kill(process: int, counts: Path) -> None:
    os.kill(process, signal.SIGKILL)
    (counts / f"{process}.serving").unlink(missing_ok=True)


def test_predictions_that_meet_connections_of_a_dead_process_go_to_another_one(
    house: House, tmp_path: Path
) -> None:
    asked = 8
    with loaded(house, tmp_path) as (load, counts):
        front = children(int((tmp_path / "nginx.pid").read_text()))
        assert front
        for _ in range(2):
            load.run(0.3)
            load.pause()
            # As where nginx is busy: it hears of the requests, and only then of what has died.
            victim = two(counts)
            for each in front:
                os.kill(each, signal.SIGSTOP)
            try:
                load.ask(asked)
                time.sleep(0.02)
                kill(victim, counts)
                time.sleep(0.05)
            finally:
                for each in front:
                    os.kill(each, signal.SIGCONT)
            until = time.monotonic() + 10
            while load.seen.total() < asked and time.monotonic() < until:
                load.run(0.05)
            assert load.seen == {200: asked}
            load.going = True
            load.ask(SENDERS)


@pytest.mark.nightly
def test_thirty_processes_that_are_killed_under_load_cost_no_prediction(
    house: House, tmp_path: Path
) -> None:
    kills = 30
    with loaded(house, tmp_path) as (load, counts):
        for _ in range(kills):
            kill(two(counts, load.run), counts)
            load.run(0.5)
    assert {status for status in load.seen if status != "cut"} == {200}, load.seen
    # Where nginx has begun to hand an answer on, nobody can begin anew.
    assert load.seen["cut"] <= kills // 10, load.seen
    assert load.seen[200] > 100 * kills
