"""Who waits for whom: checks for nothing, and a full training for whoever comes before it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Retry

from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_contract import jobs
from tests import made_up
from tests.integration.conftest import OPERATOR, Stack, WorkerProcess, start_worker
from tests.integration.test_loop import TRAINING_STAGES, wait_until_empty

BIG = "big"
MINUTE = 60


@pytest.fixture
def slow(stack: Stack) -> Stack:
    """A stack that knows a predictor, too, a full training of which does not end meanwhile."""
    made_up.write(stack.predictors, BIG, count=20_000)
    deadline = time.monotonic() + 10
    while stack.client.get(f"/api/v1/predictors/{BIG}").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return stack


@pytest.fixture
def queue(redis_url: str) -> Iterator[TrainingQueue]:
    with Redis.from_url(redis_url) as line:
        yield TrainingQueue(line)


def by_itself(queue: TrainingQueue) -> str:
    """Enqueue the full training that nobody asks for; returns its id."""
    record = queue.full_training(BIG, "0" * 64)
    assert record is not None
    return record.id


def under_way(stack: Stack, job: str, worker: WorkerProcess) -> int:
    """Wait until a training computes; returns its group of processes."""
    stack.wait(job, lambda record: record["stage"] in TRAINING_STAGES)
    return worker.horse()


@pytest.mark.usefixtures("checker")
def test_a_check_is_made_while_a_training_runs(slow: Stack, whole_worker: WorkerProcess) -> None:
    job = slow.retrain(BIG, effort="full")
    under_way(slow, job, whole_worker)
    found = slow.checked(slow.upload(made_up.rows(100, seed=11)))
    assert found["status"] == "usable"
    record = slow.job(job)
    assert (record["status"], record["gave_way"]) == ("running", 0)


@pytest.mark.usefixtures("worker")
def test_a_check_of_the_former_version_in_the_trainings_queue_is_made(
    stack: Stack, redis_url: str
) -> None:
    dataset = stack.upload(made_up.rows(100, seed=11))
    waiting = stack.client.get(f"/api/v1/predictors/{made_up.NAME}/datasets/{dataset}").get_json()
    assert "not running" in waiting["message"]
    line = Redis.from_url(redis_url)
    former = Queue(jobs.QUEUE, connection=line, serializer="json")
    line.delete(f"rq:queue:{jobs.CHECK_QUEUE}")
    former.enqueue_call(
        jobs.CHECK,
        args=(made_up.NAME, dataset),
        job_id=jobs.check_id(made_up.NAME, dataset),
        retry=Retry(max=jobs.RETRIES),
    )
    assert stack.checked(dataset)["status"] == "usable"


@pytest.mark.nightly
def test_two_trainers_train_two_predictors_at_once_and_never_the_same(
    slow: Stack, whole_worker: WorkerProcess, tmp_path: Path
) -> None:
    other = start_worker(slow, tmp_path / "other.log")
    try:
        first = slow.retrain(BIG, effort="full")
        slow.wait(first, lambda record: record["stage"] in TRAINING_STAGES)
        same = slow.retrain(BIG)
        # Asked for later, and over while that one waits.
        assert slow.wait_over(slow.retrain())["status"] == "published"
        assert [slow.job(job)["status"] for job in (first, same)] == ["running", "queued"]
        slow.client.delete(f"/api/v1/retrainings/{first}", headers=OPERATOR)
        assert slow.wait(same, lambda record: record["status"] == "running")
        assert slow.job(first)["status"] == "cancelled"
        slow.client.delete(f"/api/v1/retrainings/{same}", headers=OPERATOR)
    finally:
        other.stop()
    assert whole_worker.process.poll() is None


@pytest.mark.nightly
def test_a_full_training_that_nobody_asked_for_gives_way_to_what_somebody_asks_for(
    slow: Stack, whole_worker: WorkerProcess, queue: TrainingQueue, redis_url: str
) -> None:
    unasked = by_itself(queue)
    group = under_way(slow, unasked, whole_worker)
    asked = slow.retrain()
    stopped = slow.wait(unasked, lambda record: record["status"] == "queued", seconds=20)
    wait_until_empty(group)
    assert stopped["message"] == (
        "Gave way to the training of gout; begins anew after it (1 of at most 3 times)"
    )
    assert (stopped["stage"], stopped["progress"], stopped["started_at"]) == ("queued", 0, None)
    assert slow.wait_over(asked)["status"] == "published"
    again = slow.wait(unasked, lambda record: record["status"] == "running")
    assert (again["attempt"], again["gave_way"]) == (2, 1)
    # Retries are for crashes: to give way takes none.
    left = Redis.from_url(redis_url).hget(f"rq:job:{unasked}", "retries_left")
    assert left == str(jobs.RETRIES).encode()
    slow.client.delete(f"/api/v1/retrainings/{unasked}", headers=OPERATOR)


@pytest.mark.nightly
def test_a_worker_that_is_killed_when_a_training_has_given_way_loses_neither(
    slow: Stack, whole_worker: WorkerProcess, queue: TrainingQueue, tmp_path: Path
) -> None:
    stack = slow
    unasked = by_itself(queue)
    group = under_way(stack, unasked, whole_worker)
    asked = stack.retrain()
    stack.wait(unasked, lambda record: record["gave_way"] == 1, seconds=30)
    begun = stack.job(unasked)["attempt"]
    whole_worker.process.send_signal(signal.SIGKILL)
    for process in {group, worker_child(whole_worker)} - {0}:
        try:
            os.killpg(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    successor = start_worker(stack, tmp_path / "worker.log")
    try:
        assert stack.wait_over(asked)["status"] == "published"
        # Which of the two comes first is not said here; the other one may have ended meanwhile.
        again = ("running", "published", "candidate")
        stack.wait(unasked, lambda record: record["status"] in again and record["attempt"] > begun)
    finally:
        successor.stop()


def worker_child(worker: WorkerProcess) -> int:
    """The process group of what a worker is running, or 0."""
    try:
        pid = worker.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return int(children[0]) if children else 0


@pytest.mark.nightly
def test_a_new_predictor_answers_within_a_minute_while_a_full_training_runs(
    slow: Stack, whole_worker: WorkerProcess, queue: TrainingQueue
) -> None:
    asked = slow.retrain(BIG, effort="full")
    under_way(slow, asked, whole_worker)
    made_up.write(slow.predictors, "new", count=5000)
    first = queue.first_start("new", "0" * 64)
    assert first is not None
    over = slow.wait(first.id, lambda record: record["status"] == "published", seconds=MINUTE)
    slow.serving(over["version"], "new")
    stopped = slow.job(asked)
    assert stopped["gave_way"] == 1
    slow.wait(asked, lambda record: record["status"] == "running")
    slow.client.delete(f"/api/v1/retrainings/{asked}", headers=OPERATOR)
