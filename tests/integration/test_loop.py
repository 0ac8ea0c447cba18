"""Train, publish, reload, predict: with a real Redis, a real worker and real files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from bellwether_contract import jobs
from bellwether_contract.ledger import JobLedger
from tests import made_up
from tests.integration.conftest import OPERATOR, Stack, WorkerProcess, start_worker
from tests.trained_once import TrainedOnce

TRAINING_STAGES = {"candidates", "fit"}


@pytest.mark.usefixtures("worker")
def test_a_retraining_is_published_and_answers_the_next_request(stack: Stack) -> None:
    first = stack.wait_over(stack.retrain())
    assert first["status"] == "published"
    assert first["progress"] == 1
    answer = stack.serving(first["version"])
    assert 0 < answer["probability"] < 1

    second = stack.wait_over(stack.retrain())
    assert second["status"] == "published"
    assert second["version"] != first["version"]
    # The same rows and seeds make the same model: only the version differs.
    assert stack.serving(second["version"])["probability"] == pytest.approx(
        answer["probability"], abs=1e-6
    )
    versions = stack.client.get(f"/api/v1/predictors/{made_up.NAME}/versions").get_json()
    assert versions["champion"] == second["version"]
    assert [v["version"] for v in versions["versions"]] == [second["version"], first["version"]]
    listed = stack.client.get("/api/v1/retrainings").get_json()["retrainings"]
    assert [job["id"] for job in listed] == [second["id"], first["id"]]


@pytest.mark.usefixtures("worker")
def test_an_operator_rolls_back_and_forth(
    stack: Stack, trained_once: TrainedOnce, tmp_path: Path
) -> None:
    trained_once.copy(tmp_path)
    versions = [trained_once.published.version, stack.wait_over(stack.retrain())["version"]]
    path = f"/api/v1/predictors/{made_up.NAME}/champion"
    for version in (versions[0], versions[1]):
        document = {"version": version, "reason": "trying"}
        answer = stack.client.put(path, json=document, headers=OPERATOR)
        assert answer.status_code == 200
        stack.serving(version)
    history = stack.client.get(path).get_json()["history"]
    assert [event["event"] for event in history[:2]] == ["promoted", "rolled back"]


def test_a_killed_training_runs_again_and_publishes_once(
    stack: Stack, worker: WorkerProcess
) -> None:
    job = stack.retrain()
    stack.wait(job, lambda record: record["stage"] in TRAINING_STAGES)
    os.kill(worker.horse(), signal.SIGKILL)
    killed = stack.wait(
        job,
        lambda record: (
            (bool(record["message"]) and "it runs again" in record["message"])
            or record["attempt"] == 2
        ),
    )
    assert killed["status"] == "running"
    record = stack.wait_over(job)
    assert record["status"] == "published"
    assert record["attempt"] == 2
    assert stack.store.versions(made_up.NAME) == [record["version"]]
    assert len(stack.store.history(made_up.NAME)) == 1
    assert "signal 9" in worker.log.read_text()


def test_a_worker_that_is_told_to_stop_stops_and_the_next_one_takes_its_training(
    stack: Stack, worker: WorkerProcess, redis_url: str
) -> None:
    job = stack.retrain()
    stack.wait(job, lambda record: record["stage"] in TRAINING_STAGES)
    assert worker.stop() < 10
    assert stack.job(job)["status"] in ("queued", "running")
    # Retries are for crashes: stopping the worker for an update takes none.
    left = Redis.from_url(redis_url).hget(f"rq:job:{job}", "retries_left")
    assert left == str(jobs.RETRIES).encode()
    assert stack.store.versions(made_up.NAME) == []
    successor = start_worker(stack, worker.log)
    try:
        assert stack.wait_over(job)["status"] == "published"
    finally:
        successor.stop()


@pytest.mark.usefixtures("whole_worker")
def test_a_running_training_is_cancelled(stack: Stack) -> None:
    job = stack.retrain()
    stack.wait(job, lambda record: record["stage"] in TRAINING_STAGES)
    assert stack.client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR).status_code == 202
    assert stack.wait_over(job)["status"] == "cancelled"
    assert stack.store.versions(made_up.NAME) == []


def test_what_was_cancelled_while_it_waited_is_never_begun(
    stack: Stack, redis_url: str, tmp_path: Path
) -> None:
    with Redis.from_url(redis_url) as line:
        job = stack.retrain()
        # As an API leaves it that dies before it has taken the job out of the queue.
        assert JobLedger(line).cancel(job)
        queue = Queue(jobs.QUEUE, connection=line, serializer="json")
        assert queue.get_job_ids() == [job]
        worker = start_worker(stack, tmp_path / "worker.log")
        try:
            deadline = time.monotonic() + 30
            while queue.finished_job_registry.get_job_ids() != [job]:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            worker.stop()
    record = stack.job(job)
    assert (record["status"], record["started_at"], record["attempt"]) == ("cancelled", None, 0)


def test_no_process_of_a_training_outlives_it(stack: Stack, tmp_path: Path) -> None:
    # Small predictors fit their folds in processes of their own; this one comes to them at once.
    shutil.rmtree(stack.predictors / made_up.NAME)
    made_up.write(stack.predictors, count=150, tuning={"seconds": 0.001})
    stack.environ["BELLWETHER_TRAINING_THREADS"] = "2"
    worker = start_worker(stack, tmp_path / "worker.log")
    try:
        job = stack.retrain(effort="full")
        killed = side_by_side(worker)
        told = environments(killed)
        os.kill(worker.horse(), signal.SIGKILL)
        wait_until_empty(killed)
        stack.wait(job, lambda record: record["attempt"] == 2)
        told_to_stop = side_by_side(worker)
    finally:
        took = worker.stop()
    assert took < 10
    # As many threads for numbers in each as there are processes would be too many for a container.
    assert {each.get("OPENBLAS_NUM_THREADS") for each in told} == {"1"}
    shared = {each["JOBLIB_TEMP_FOLDER"] for each in told}
    assert [Path(folder).parent for folder in shared] == [
        Path(stack.environ["BELLWETHER_MODELS_DIR"]) / ".scratch"
    ]
    wait_until_empty(told_to_stop)
    assert stack.job(job)["status"] == "running"


def side_by_side(worker: WorkerProcess) -> int:
    """Wait until the training has processes of its own; returns their group."""
    group = worker.horse()
    deadline = time.monotonic() + 120
    # Each is a copy of the training before it is a process that fits.
    while len(members(group)) < 4 or not environments(group):
        assert time.monotonic() < deadline, members(group)
        time.sleep(0.1)
    return group


def environments(group: int) -> list[dict[str, str]]:
    """What the processes that fit were started with, of a group of processes."""
    found = []
    for process in members(group):
        with suppress(OSError):
            if b"LokyProcess" in Path(f"/proc/{process}/cmdline").read_bytes():
                given = Path(f"/proc/{process}/environ").read_bytes().decode().split("\0")
                found.append(dict(pair.split("=", 1) for pair in given if "=" in pair))
    return found


def wait_until_empty(group: int) -> None:
    deadline = time.monotonic() + 10
    while members(group):
        assert time.monotonic() < deadline, members(group)
        time.sleep(0.1)


def members(group: int) -> list[int]:
    """The processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.getpgid(int(entry.name)) == group:
                found.append(int(entry.name))
    return found


@pytest.mark.usefixtures("worker")
def test_a_training_that_cannot_succeed_says_why_and_is_not_tried_again(stack: Stack) -> None:
    (stack.predictors / made_up.NAME / "data.csv").write_bytes(b"Other,Rows\n1,2\n")
    record = stack.wait_over(stack.retrain())
    assert record["status"] == "failed"
    assert "SHA-256" in record["error"]
    assert record["attempt"] == 1
    # And the place in the queue is free again.
    stack.retrain()


def test_the_worker_runs_nothing_but_what_it_is_there_for(
    stack: Stack, worker: WorkerProcess, tmp_path: Path, redis_url: str
) -> None:
    trace = tmp_path / "somebody-was-here"
    queue = Queue(jobs.QUEUE, connection=Redis.from_url(redis_url), serializer=JSONSerializer)
    queue.enqueue_call("os.system", args=(f"touch {trace}",))
    # The next one runs, so the forged one had its turn.
    assert stack.wait_over(stack.retrain())["status"] == "published"
    assert not trace.exists()
    log = worker.log.read_text()
    assert f"runs {', '.join(sorted(jobs.FUNCTIONS))}, nothing else" in log


def test_a_training_outlives_an_absence_of_redis(
    stack: Stack, worker: WorkerProcess, redis_process: int
) -> None:
    job = stack.retrain()
    stack.wait(job, lambda record: record["stage"] in TRAINING_STAGES)
    os.kill(redis_process, signal.SIGSTOP)
    try:
        started = time.monotonic()
        answer = stack.client.post(
            f"/api/v1/predictors/{made_up.NAME}/retrainings", headers=OPERATOR
        )
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert time.monotonic() - started < 2
        time.sleep(4)
    finally:
        os.kill(redis_process, signal.SIGCONT)
    assert stack.wait_over(job)["status"] == "published"
    assert worker.process.poll() is None


@pytest.mark.nightly
def test_the_health_check_hears_the_worker(
    stack: Stack, redis_process: int, tmp_path: Path
) -> None:
    beats = tmp_path / "beats"
    stack.environ["BELLWETHER_HEARTBEAT_FILE"] = str(beats)
    worker = start_worker(stack, tmp_path / "worker.log")

    def beat() -> int:
        return beats.stat().st_mtime_ns if beats.exists() else 0

    def next_beat(last: int) -> int:
        deadline = time.monotonic() + 30
        while (found := beat()) == last:
            assert time.monotonic() < deadline, worker.log.read_text()
            time.sleep(0.05)
        return found

    try:
        # It goes on, and while Redis hangs nothing is said.
        next_beat(next_beat(0))
        os.kill(redis_process, signal.SIGSTOP)
        try:
            time.sleep(1)
            last = beat()
            time.sleep(8)
            assert beat() == last
        finally:
            os.kill(redis_process, signal.SIGCONT)
        next_beat(last)
    finally:
        worker.stop()


def test_what_is_queued_is_plain_json(stack: Stack, redis_url: str) -> None:
    job = stack.retrain()
    data = Redis.from_url(redis_url).hget(f"rq:job:{job}", "data")
    assert isinstance(data, bytes)
    function, _, arguments, _ = json.loads(zlib.decompress(data))
    assert function == jobs.RETRAIN
    assert arguments == [made_up.NAME, job, "quick", ["initial"]]
