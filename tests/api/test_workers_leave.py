"""The API's processes while a version hangs, when they can serve nobody, and when they are killed.

All of it under gunicorn with the settings that are shipped; where it is about that, behind nginx.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
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
from tools.soak.processes import children
from tools.soak.silent_load import SENDERS, Load
from tools.soak.worker_kills import kill, two

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


@contextmanager
def loaded(house: House, folder: Path) -> Iterator[tuple[Load, Path]]:
    """A load on two processes behind nginx, and where those say what they answer with."""
    factories.publish(house.store, 1)
    counts = folder / "counts"
    told = {"WEB_CONCURRENCY": "2", "PROMETHEUS_MULTIPROC_DIR": str(counts)}
    with serving(house, **told, **SETTINGS) as server:
        assert server.port is not None
        with nginx(folder, server.port) as port:
            two(counts, made_up.NAME)
            with closing(Load(port, made_up.NAME, PERSON)) as load:
                yield load, counts


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
            victim = two(counts, made_up.NAME)
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
