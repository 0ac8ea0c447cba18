"""Killed, paused, or fed with what nobody can read: work goes on, and nothing is lost."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from redis import Redis
from rq import Queue

from bellwether_contract import jobs, set_aside
from tests import made_up
from tests.integration.conftest import ROOT, Stack, WorkerProcess, start_worker
from tests.integration.test_loop import TRAINING_STAGES, members

# What an operator waits for at most, from the moment a trainer is killed.
RECOVERY_SECONDS = 20

NOBODY = "Jane Doe"
UNKNOWN_ROWS = "f" * 64


@pytest.fixture
def line(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as made:
        yield made


def until(condition: Callable[[], Any], seconds: float, otherwise: str | Path) -> None:
    """Wait for a condition; what is told where it does not come true may be a log."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            told = otherwise if isinstance(otherwise, str) else otherwise.read_text()
            raise AssertionError(told)
        time.sleep(0.1)


def status(line: Redis, job: str) -> str | None:
    told: Any = line.hget(f"rq:job:{job}", "status")
    return None if told is None else str(told.decode())


def trivial(line: Redis, on: str = jobs.QUEUE, rows: str = UNKNOWN_ROWS) -> str:
    """Enqueue a job that ends at once: the check of rows that nobody has sent."""
    job = jobs.check_id(made_up.NAME, rows)
    Queue(on, connection=line, serializer="json").enqueue_call(
        jobs.CHECK, args=(made_up.NAME, rows), job_id=job
    )
    return job


@pytest.mark.nightly
def test_a_paused_trainer_s_job_runs_again_soon_and_on_waking_it_changes_nothing(
    stack: Stack, worker: WorkerProcess, line: Redis, tmp_path: Path
) -> None:
    """To everybody else, one that is paused is one that was killed: until it wakes."""
    job = stack.retrain()
    stack.wait(job, lambda record: record["stage"] in TRAINING_STAGES)
    group = worker.horse()
    os.kill(worker.process.pid, signal.SIGSTOP)
    os.killpg(group, signal.SIGSTOP)
    began = time.monotonic()
    # As a worker of before leaves it that is killed while it tidies up.
    line.set(f"rq:clean_registries:{jobs.QUEUE}", 1, ex=899)
    second = start_worker(stack, tmp_path / "second.log")
    try:
        again = stack.wait(job, lambda record: record["attempt"] == 2, seconds=45)
        took = time.monotonic() - began
        assert took < RECOVERY_SECONDS, f"after {took:.1f} s"
        assert again["status"] == "running"
        # The first one wakes while the second is at work: the training finds out by itself, and its
        # worker that it has nothing to tell of it.
        os.killpg(group, signal.SIGCONT)
        until(lambda: "is another worker's by now" in worker.log.read_text(), 20, worker.log)
        os.kill(worker.process.pid, signal.SIGCONT)
        until(lambda: not members(group), 10, worker.log)
        record = stack.wait_over(job)
        assert (record["status"], record["attempt"]) == ("published", 2)
        # The end is on record a moment before RQ has it.
        until(lambda: status(line, job) == "finished", 10, second.log)
        assert stack.store.versions(made_up.NAME) == [record["version"]]
        assert len(stack.store.history(made_up.NAME)) == 1
        assert worker.process.poll() is None
        assert stack.job(job) == record
        # It is there for the next one.
        second.stop()
        later = trivial(line)
        until(lambda: status(line, later) == "finished", 30, worker.log)
        assert stack.job(job) == record
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGCONT)
        os.kill(worker.process.pid, signal.SIGCONT)
        second.stop()


def spoiled(line: Redis, queue: Queue) -> list[str]:
    """Put into a queue, each in its own way, what nobody can read; returns the ids of some."""
    key, forged = "rq:job:", {"origin": queue.name, "status": "queued"}
    call = json.dumps([jobs.CHECK, None, [made_up.NAME, UNKNOWN_ROWS], {}])
    touch = Path(f"/proc/{os.getpid()}")
    whole: dict[str, dict[str, Any]] = {
        "no-time": {"data": call, "created_at": "yesterday"},
        "no-text": {"data": call, "status": b"\xff\xfe"},
        "no-data": {},
        "no-json": {"data": NOBODY},
        "a-pickle": {
            "data": zlib.compress(pickle.dumps(("os.system", None, (f"ls {touch}",), {})))
        },
        "a-command": {"data": json.dumps(["os.system", None, [f"echo {NOBODY}"], {}])},
        "no-number": {"data": call, "retries_left": NOBODY},
        "no-id-of-its-own": {"data": call},
    }
    for job, own in whole.items():
        for member, value in {**forged, **own}.items():
            line.hset(key + job, member, value)
    line.set(key + "no-hash", NOBODY)
    line.rpush(queue.key, "no-hash", *whole, "nothing", f"{NOBODY}: an id", b"\xff\xfe")
    # And where those are that run, or were just taken.
    line.hset(key + "run", mapping={"origin": queue.name, "data": "x", "status": "started"})
    for run in (b"run:1", b"\xff:1", b"without", b"gone:1"):
        line.zadd(queue.started_job_registry.key, {run: time.time()})
    line.lpush(queue.intermediate_queue.key, "no-hash", b"\xfe", "gone")
    line.sadd(f"rq:workers:{queue.name}", b"\xff")
    return list(whole)


def test_what_nobody_can_read_is_set_aside_and_stops_no_worker(
    stack: Stack, line: Redis, tmp_path: Path
) -> None:
    queue = Queue(jobs.QUEUE, connection=line, serializer="json")
    waiting = stack.retrain()
    line.hset(f"rq:job:{waiting}", "created_at", "yesterday")
    bad = spoiled(line, queue)
    line.set(queue.finished_job_registry.key, NOBODY)
    forgotten = "1" * 32
    line.set(jobs.record_key(forgotten), NOBODY)
    line.zadd(jobs.INDEX_KEY, {forgotten: 1})
    # Nothing of it disturbs who looks, before it is gone.
    assert waiting in [each["id"] for each in listed(stack)]
    assert stack.client.get("/metrics").status_code == 200
    last = trivial(line)
    worker = start_worker(stack, tmp_path / "worker.log")
    try:
        # One thing after another is looked at, by the one worker that there is.
        until(lambda: status(line, last) == "finished", 30, worker.log)
        for key, kind in (
            (queue.intermediate_queue.key, line.llen),
            (queue.started_job_registry.key, line.zcard),
        ):
            until(lambda key=key, kind=kind: not kind(key), 15, f"{key} is not empty")  # type: ignore[misc]
        until(lambda: not line.exists(jobs.record_key(forgotten)), 10, "the record stays")
        assert worker.process.poll() is None
    finally:
        worker.stop()
    assert not line.exists(*(f"rq:job:{job}" for job in (*bad, "no-hash", "run")))
    kept = line.lrange(set_aside.KEPT_KEY, 0, -1)
    assert len(kept) >= len(bad) + 3
    assert all(0 < line.ttl(key) <= set_aside.KEPT_SECONDS for key in kept)
    record = stack.wait_over(waiting)
    assert (record["status"], record["error"]) == ("failed", set_aside.UNREADABLE_JOB)
    log = worker.log.read_text()
    assert "set aside as bellwether:set-aside:" in log
    assert NOBODY not in log
    assert "Traceback" not in log
    told = stack.client.get("/metrics").text
    lines = [each.partition(" ") for each in told.splitlines() if each.startswith("bellwether_")]
    found = {name: float(value) for name, _, value in lines}
    assert found['bellwether_set_aside_total{kind="job"}'] >= len(bad) + 3
    assert found['bellwether_set_aside_total{kind="record"}'] == 1
    assert found['bellwether_set_aside_total{kind="list"}'] == 1
    assert found['bellwether_maintenance_age_seconds{queue="bellwether"}'] < 10
    assert found['bellwether_maintenance_age_seconds{queue="bellwether-checks"}'] == float("inf")


def listed(stack: Stack) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stack.client.get("/api/v1/retrainings").get_json()["retrainings"]
    return found


def test_nothing_that_a_job_names_beside_its_function_is_called(
    stack: Stack, line: Redis, tmp_path: Path
) -> None:
    """``print`` would leave the job in the worker's log, ``os.system`` have it fail."""
    queue = Queue(jobs.QUEUE, connection=line, serializer="json")
    callbacks: dict[str, list[str]] = {"finished": [], "failed": []}
    for number, name in enumerate(("builtins.print", "os.system")):
        job = trivial(line, rows=f"{number}" * 64)
        line.hset(f"rq:job:{job}", "success_callback_name", name)
        callbacks["finished"].append(job)
        # Of this one nobody is left who runs it, nor a try.
        job = trivial(line, rows=f"{number}" * 63 + "a")
        line.hset(f"rq:job:{job}", mapping={"failure_callback_name": name, "status": "started"})
        line.lrem(queue.key, 1, job)
        line.zadd(queue.started_job_registry.key, {f"{job}:run": time.time() - 60})
        callbacks["failed"].append(job)
    worker = start_worker(stack, tmp_path / "worker.log")
    try:
        for expected, ids in callbacks.items():
            for job in ids:
                until(
                    lambda job=job: status(line, job) in ("finished", "failed"),  # type: ignore[misc]
                    30,
                    worker.log,
                )
                assert status(line, job) == expected
        assert worker.process.poll() is None
    finally:
        worker.stop()
    assert "RetrainJob" not in worker.log.read_text()
    assert "callback" not in worker.log.read_text()


@pytest.mark.nightly
def test_health_says_when_nothing_is_put_in_order(
    stack: Stack, line: Redis, tmp_path: Path
) -> None:
    beats = tmp_path / "heartbeat"
    stack.environ["BELLWETHER_HEARTBEAT_FILE"] = str(beats)
    worker = start_worker(stack, tmp_path / "worker.log", on="checks")
    ordered = beats.with_name("heartbeat.maintenance")
    try:
        until(ordered.exists, 30, worker.log)
        assert health(tmp_path) == (0, "")
        # From now on it cannot look who runs what.
        line.acl_setuser("default", enabled=True, commands=["-zrange"])
        until(lambda: "cannot be put in order" in worker.log.read_text(), 15, "it says nothing")
        ago = time.time() - 31
        os.utime(ordered, (ago, ago))
        until(lambda: told_age(stack) > 5, 10, "the metric says nothing")
        assert health(tmp_path) == (1, "nothing was put in order for 30 seconds\n")
        assert worker.process.poll() is None
        line.acl_setuser("default", enabled=True, commands=["+zrange"])
        until(lambda: health(tmp_path) == (0, ""), 15, worker.log.read_text())
    finally:
        line.acl_setuser("default", enabled=True, commands=["+zrange"])
        worker.stop()
    ago = time.time() - 61
    os.utime(beats, (ago, ago))
    assert health(tmp_path) == (1, "no heartbeat for 60 seconds\n")


def told_age(stack: Stack) -> float:
    """Since when nobody has put the checks' queue in order, as the metrics have it."""
    name = 'bellwether_maintenance_age_seconds{queue="bellwether-checks"} '
    told = stack.client.get("/metrics").text
    return float(next(each for each in told.splitlines() if each.startswith(name))[len(name) :])


def health(folder: Path) -> tuple[int, str]:
    """What the container's health check says, with its files in ``folder``."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    kind, script = compose["services"]["trainer"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    script = script.replace("$$", "$").replace("/tmp/", f"{folder}/")
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_record_that_is_spoiled_while_its_job_waits_is_made_anew(
    stack: Stack, line: Redis, tmp_path: Path
) -> None:
    """And the training fails, without the callback that its job names."""
    job = stack.retrain()
    line.hset(f"rq:job:{job}", "failure_callback_name", "builtins.print")
    (stack.predictors / made_up.NAME / "data.csv").write_bytes(b"Other,Rows\n1,2\n")
    line.delete(jobs.record_key(job))
    line.set(jobs.record_key(job), NOBODY)
    worker = start_worker(stack, tmp_path / "worker.log")
    try:
        record = stack.wait(job, lambda record: record.get("status") == "failed", seconds=60)
        until(lambda: status(line, job) == "failed", 10, "the job goes on")
    finally:
        worker.stop()
    assert record["requested_by"] == "unknown"
    log = worker.log.read_text()
    assert NOBODY not in log
    assert "RetrainJob" not in log
