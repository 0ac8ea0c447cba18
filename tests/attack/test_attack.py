"""Twenty connections that mean no good: other people's predictions do not wait for them.

They are held against twenty that send as much and mean well. Ten seconds of each take part in
`make test`; `make attack` takes sixty.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import factories, made_up
from tests.api.conftest import NO_REDIS, House
from tests.api.test_server import serving
from tests.api.test_through_nginx import nginx
from tests.attack.bodies import PREDICT
from tests.running_stack import ROOT

pytestmark = pytest.mark.quiet

SECONDS = float(os.environ.get("ATTACK_SECONDS", "10"))
MILLISECONDS = 50.0
TIMES = 3.0
VERSIONS = 7
# Others, who send fifty requests a second together. Each asks again whether or not the last answer
# has come: who waited for it would see a standstill of ten seconds as a single slow answer. And
# each asks seldom: who asks again at once queues behind himself.
PEOPLE = 100
EACH_SECONDS = 2.0
# Of what is sent to be refused: not one answer is a fault of ours.
EXPECTED = {0, 200, 400, 401, 408, 413, 415, 422, 429, 503, 507}


@dataclass(frozen=True, slots=True)
class Front:
    """nginx before two workers: its port, the workers' parent, and where either writes."""

    port: int
    api: int
    folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What others saw meanwhile, in ms, and what became of what was sent."""

    p50: float
    p99: float
    asked: int
    failed: list[int]
    sent: dict[str, Any]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    root = tmp_path_factory.mktemp("attack")
    house = House(root / "predictors", root / "models", root / "champions", root / "data", NO_REDIS)
    for folder in (house.predictors, house.models, house.champions, house.data, root / "nginx"):
        folder.mkdir()
    made_up.write(house.predictors)
    for day in range(1, VERSIONS + 1):
        factories.publish(house.store, day)
    quiet = {"BELLWETHER_FIRST_START": "no", "BELLWETHER_FULL_TRAINING": "no"}
    with serving(house, WEB_CONCURRENCY="2", **quiet) as server:
        assert server.port is not None
        with nginx(root / "nginx", server.port) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            while predict(connection)[1] != 200:
                time.sleep(0.2)
            connection.close()
            yield Front(port, _parent(server.port), (house.data, root / "nginx"))


def predict(connection: http.client.HTTPConnection) -> tuple[float, int]:
    """Milliseconds and status of a prediction; 0 where there was no answer."""
    body = json.dumps({"inputs": made_up.example()})
    began = time.perf_counter()
    try:
        connection.request("POST", PREDICT, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        status = response.status
    except (OSError, http.client.HTTPException):
        connection.close()
        status = 0
    return 1000 * (time.perf_counter() - began), status


def test_others_hardly_notice_an_attack(front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    before = _files(front)
    versions = [factories.version_name(day) for day in range(1, VERSIONS + 1)]
    honest = _beside(front, "honest", versions)
    hostile = _beside(front, "hostile", versions)
    memory = _peak_mebibytes(front.api)
    told = [
        f"{kind}: {seen.sent['bytes'] / SECONDS / 2**20:.1f} MiB/s, others' predictions p50 "
        f"{seen.p50:.1f} ms, p99 {seen.p99:.1f} ms, {len(seen.failed)} of {seen.asked} failed"
        for kind, seen in (("honest", honest), ("hostile", hostile))
    ]
    answers = json.dumps(dict(sorted(hostile.sent["answers"].items())), indent=1)
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *told, f"workers' peak {memory:.0f} MiB", answers, ""]))
    statuses = {int(key.rpartition(" ")[2]) for key in hostile.sent["answers"]}
    assert statuses <= EXPECTED, hostile.sent["answers"]
    assert hostile.failed == []
    assert hostile.p99 <= max(MILLISECONDS, TIMES * honest.p99)
    assert memory <= _limit_mebibytes()
    deadline = time.monotonic() + 30
    while _files(front) != before:
        assert time.monotonic() < deadline, _files(front)
        time.sleep(0.5)


def _beside(front: Front, kind: str, versions: list[str]) -> Seen:
    command = [sys.executable, "-m", "tests.attack.sender", str(front.port), str(SECONDS), kind]
    with ExitStack() as held:
        process = held.enter_context(
            subprocess.Popen(
                [*command, *versions], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True,
            )
        )  # fmt: skip
        held.callback(process.kill)
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        taken: list[tuple[float, int]] = []
        process.stdin.write("go\n")
        process.stdin.flush()
        began = time.monotonic()
        people = [
            threading.Thread(
                target=_ask,
                args=(front.port, began + n * EACH_SECONDS / PEOPLE, began + SECONDS, taken),
            )
            for n in range(PEOPLE)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
        sent = json.loads(process.stdout.readline())
    times = sorted(milliseconds for milliseconds, _ in taken)
    failed = [status for _, status in taken if status != 200]
    return Seen(
        times[len(times) // 2], times[int(0.99 * (len(times) - 1))], len(times), failed, sent
    )


def _ask(port: int, due: float, until: float, taken: list[tuple[float, int]]) -> None:
    """Predict every EACH_SECONDS; the time counts from when it was due, not sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while due < until:
        time.sleep(max(0.0, due - time.monotonic()))
        _, status = predict(connection)
        taken.append((1000 * (time.monotonic() - due), status))
        due += EACH_SECONDS
    connection.close()


def _files(front: Front) -> dict[str, int]:
    """What lies on disk, log and process number of nginx aside."""
    found = {}
    for folder in front.folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.name not in ("log", "nginx.pid"):
                found[str(path)] = path.stat().st_size
    return found


def _parent(port: int) -> int:
    """The child of this process that has the workers of this port: gunicorn."""
    told = f"PORT={port}".encode()
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        if told in Path(f"/proc/{child}/environ").read_bytes().split(b"\0"):
            return int(child)
    raise AssertionError(f"nobody listens on {port}")


def _peak_mebibytes(parent: int) -> float:
    """The peaks of resident memory of the API's processes, together."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for process in (str(parent), *children):
        status = Path(f"/proc/{process}/status").read_text()
        total += int(next(line for line in status.splitlines() if "VmHWM" in line).split()[1])
    return total / 1024


def _limit_mebibytes() -> float:
    """What the container of the API may take."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    limit = services["api"]["mem_limit"]
    assert limit.endswith("m")
    return float(limit[:-1])
