"""The API's processes while a version hangs, when they can serve nobody, and when they are killed.

All of it under gunicorn with the settings that are shipped; where it is about that, behind nginx.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

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


@pytest.mark.parametrize("kills", [6, pytest.param(30, marks=pytest.mark.nightly)])
def test_a_process_that_is_killed_costs_no_prediction(
    house: House, tmp_path: Path, kills: int
) -> None:
    factories.publish(house.store, 1)
    over, seen = threading.Event(), Counter[int | str]()
    body = json.dumps({"inputs": PERSON})

    def load(port: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        while not over.wait(0.002):
            try:
                line.request(
                    "POST", f"{PREDICTOR}/predictions", body, {"Content-Type": "application/json"}
                )
                answer = line.getresponse()
                answer.read()
                seen[answer.status] += 1
            except (OSError, http.client.HTTPException):
                seen["cut"] += 1
                line.close()
        line.close()

    counts = tmp_path / "counts"
    with serving(
        house, WEB_CONCURRENCY="2", PROMETHEUS_MULTIPROC_DIR=str(counts), **SETTINGS
    ) as server:
        assert server.port is not None
        with nginx(tmp_path, server.port) as port:
            senders = [threading.Thread(target=load, args=(port,)) for _ in range(6)]
            for sender in senders:
                sender.start()
            try:
                for _ in range(kills):
                    # Not the only one that serves: a new one takes a second to begin.
                    while len(alive := answering(counts)) < 2:
                        time.sleep(0.02)
                    time.sleep(0.3)
                    os.kill(alive[0], signal.SIGKILL)
                    (counts / f"{alive[0]}.serving").unlink(missing_ok=True)
            finally:
                over.set()
                for sender in senders:
                    sender.join()
    assert {status for status in seen if status != "cut"} == {200}, seen
    assert seen["cut"] <= max(1, kills // 10), seen
    assert seen[200] > 50 * kills
