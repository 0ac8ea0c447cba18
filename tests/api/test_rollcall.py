"""A promotion waits for every process that lives, for none that is dead, and never for long."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from bellwether_api.jobs import replicas
from bellwether_api.jobs.replicas import Replicas
from bellwether_api.routes import versions
from bellwether_api.serving.rollcall import Processes, RollCall, promotion
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House

OLD, NEW = "then old", "now new"

# Another process: says what it is told on its standard input, line by line.
ANOTHER = """
import sys
from pathlib import Path
from bellwether_api.serving.rollcall import RollCall
roll = RollCall(Path(sys.argv[1]))
print("here", flush=True)
for line in sys.stdin:
    *promotion, version = line.split()
    roll.say("heart", " ".join(promotion), version)
    print("said", flush=True)
"""


class Another:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.hear()

    def hear(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline()

    def say(self, promotion: str, version: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{promotion} {version}\n")
        self.process.stdin.flush()
        self.hear()


@contextmanager
def another(directory: Path) -> Iterator[Another]:
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Another(process)
        finally:
            process.kill()


def test_a_process_alone_waits_for_nobody() -> None:
    roll = RollCall(None)
    roll.say("heart", NEW, "new")
    assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 1)


@pytest.mark.slow
def test_all_are_waited_for_but_those_that_refuse_or_are_dead(tmp_path: Path) -> None:
    roll = RollCall(tmp_path)
    roll.say("heart", NEW, "new")
    with another(tmp_path) as slow:
        # It has begun and looked at nothing yet: not so far within the time.
        assert roll.wait("heart", "new", lambda: NEW, 0.1) == Processes(1, 2)
        slow.say(OLD, "old")
        assert roll.wait("heart", "new", lambda: NEW, 0.1) == Processes(1, 2)

        late = threading.Timer(0.2, slow.say, (NEW, "new"))
        late.start()
        began = time.monotonic()
        assert roll.wait("heart", "new", lambda: NEW, 30) == Processes(2, 2)
        assert 0.1 < time.monotonic() - began < 20
        late.join()

        # It follows the pointer, but what that names does not load there.
        slow.say(NEW, "old")
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 2)
        slow.say(OLD, "old")
        slow.process.kill()
        slow.process.wait()
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 1)


def test_what_cannot_be_told_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    directory = tmp_path / "told"
    directory.mkdir()
    roll = RollCall(directory)
    for file in directory.iterdir():
        file.unlink()
    directory.rmdir()
    roll.say("heart", NEW, "new")
    assert "cannot be told" in caplog.text
    assert os.listdir(tmp_path) == []


def test_processes_of_other_hosts_are_waited_for_too(redis_url: str) -> None:
    with Redis.from_url(redis_url) as line:
        here = RollCall(None, Replicas(line, "here"))
        there = RollCall(None, Replicas(line, "there"))
        here.say("heart", NEW, "new")
        there.say("heart", OLD, "old")
        assert here.wait("heart", "new", lambda: NEW, 0.1) == Processes(1, 2)
        assert here.processes() == 2

        late = threading.Timer(0.3, there.say, ("heart", NEW, "new"))
        late.start()
        began = time.monotonic()
        assert here.wait("heart", "new", lambda: NEW, 30) == Processes(2, 2)
        assert 0.2 < time.monotonic() - began < 20
        late.join()
        assert there.processes() == 2

        there.leave()
        assert here.wait("heart", "new", lambda: NEW, 30) == Processes(1, 1)
        assert line.smembers(replicas.ALL) == {here_id(line)}


def test_one_elsewhere_that_has_only_begun_is_waited_for(redis_url: str) -> None:
    with Redis.from_url(redis_url) as line:
        here = RollCall(None, Replicas(line, "here"))
        here.say("heart", NEW, "new")
        # It may have read the former pointer by now, and answers with that version soon.
        there = RollCall(None, Replicas(line, "there"))
        assert here.wait("heart", "new", lambda: NEW, 0.1) == Processes(1, 2)
        there.say("heart", NEW, "new")
        assert here.wait("heart", "new", lambda: NEW, 30) == Processes(2, 2)


def test_whoever_promotes_says_how_long_all_are_waited_for(
    house_with_redis: House, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, path = house_with_redis, f"/api/v1/predictors/{made_up.NAME}/champion"
    made_up.write(house.predictors)
    older, newer = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    monkeypatch.setattr(versions, "WAIT_SECONDS", 0.1)
    with Redis.from_url(redis_url) as line:
        there = RollCall(None, Replicas(line, "there"))

        def follow() -> None:
            there.say(made_up.NAME, promotion(house.store.champion(made_up.NAME)), older)

        def promoted(query: str) -> object:
            answer = client.put(path + query, json={"version": older}, headers=OPERATOR)
            assert answer.status_code == 200, answer.text
            return answer.get_json()["processes"]

        assert promoted("") == {"serving": 1, "of": 2}
        late = threading.Timer(0.5, follow)
        late.start()
        assert promoted("?wait=20") == {"serving": 2, "of": 2}
        late.join()
    for wrong in ("0", "21", "soon"):
        answer = client.put(f"{path}?wait={wrong}", json={"version": newer}, headers=OPERATOR)
        assert answer.status_code == 422, answer.text
        assert "wait must be a whole number from 1 to 20" in answer.text
    assert house.store.champion(made_up.NAME).version == older  # type: ignore[union-attr]


def here_id(line: Redis) -> bytes:
    """The only process that still tells anything."""
    (key,) = line.keys("bellwether:api:*")
    assert isinstance(key, bytes)
    return key.rpartition(b":")[2]


def test_one_that_has_died_with_its_host_is_forgotten(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "BELIEVED_SECONDS", 1)
    with Redis.from_url(redis_url) as line:
        RollCall(None, Replicas(line, "there")).say("heart", OLD, "old")
        here = RollCall(None, Replicas(line, "here"))
        here.say("heart", NEW, "new")
        began = time.monotonic()
        assert here.wait("heart", "new", lambda: NEW, 30) == Processes(1, 1)
        assert 0.5 < time.monotonic() - began < 20


@pytest.mark.slow
def test_without_redis_a_host_goes_by_its_own_processes(tmp_path: Path) -> None:
    with Redis(port=1) as away:
        roll = RollCall(tmp_path, Replicas(away, "here"))
        roll.say("heart", NEW, "new")
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 1)
        assert roll.processes() == 1
        roll.leave()


def test_what_somebody_else_has_written_there_says_nothing(redis_url: str) -> None:
    with Redis.from_url(redis_url) as line:
        here = RollCall(None, Replicas(line, "here"))
        here.say("heart", NEW, "new")
        line.sadd(replicas.ALL, "x")
        for words in (b"\xff", b"there\nno", b'there\n{"heart": 1}', b"there\n[]"):
            line.set("bellwether:api:x", words)
            assert here.wait("heart", "new", lambda: NEW, 0.1).serving == 1
