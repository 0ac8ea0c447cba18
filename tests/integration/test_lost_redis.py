"""A Redis that has lost everything: what was trained, and what is being trained, is still told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from bellwether_contract import jobs
from bellwether_contract.storage.kept_records import KeptRecords
from bellwether_contract.storage.months import Months
from bellwether_trainer.worker.record_keeping import FORGOTTEN
from tests import made_up
from tests.integration.conftest import OPERATOR, Stack, WorkerProcess, start_worker
from tests.integration.test_loop import TRAINING_STAGES

OTHER = "other"
PATH = f"/api/v1/predictors/{made_up.NAME}/retrainings"


@pytest.fixture
def admin(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as made:
        yield made


def until(condition: Callable[[], Any], worker: WorkerProcess, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, worker.log.read_text()
        time.sleep(0.1)


def listed(stack: Stack, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stack.client.get(f"/api/v1/retrainings{query}").get_json()[
        "retrainings"
    ]
    return found


def metric(stack: Stack, name: str) -> float:
    lines = stack.client.get("/metrics").text.splitlines()
    return float(next(each for each in lines if each.startswith(f"{name} ")).split()[-1])


@pytest.mark.nightly
def test_what_has_ended_is_told_as_before(
    stack: Stack, worker: WorkerProcess, admin: Redis, tmp_path: Path
) -> None:
    kept = KeptRecords(tmp_path / "records")
    key = OPERATOR | {"Idempotency-Key": "once"}
    asked = {"effort": "quick", "reason": "new rows"}
    first = stack.client.post(PATH, json=asked, headers=key).get_json()
    ended = stack.wait_over(first["id"])
    assert ended["status"] == "published"
    # One that waits and is cancelled is nothing that a training could keep.
    made_up.write(stack.predictors, OTHER)
    until(lambda: stack.client.get(f"/api/v1/predictors/{OTHER}").status_code == 200, worker)
    cancelled = stack.retrain(OTHER, effort="full")
    stack.client.delete(f"/api/v1/retrainings/{cancelled}", headers=OPERATOR)
    stack.wait_over(cancelled)
    until(lambda: len(kept.newest(10)) == 2, worker)
    before, of_one = listed(stack), listed(stack, f"?predictor={OTHER}")

    admin.flushall()
    assert listed(stack) == before
    assert listed(stack, f"?predictor={OTHER}") == of_one
    assert stack.job(first["id"]) == ended
    # What was asked for is not done a second time, and another body is refused as ever.
    assert stack.client.post(PATH, json=asked, headers=key).get_json() == first
    assert stack.client.post(PATH, json={}, headers=key).status_code == 422
    over = stack.client.delete(f"/api/v1/retrainings/{first['id']}", headers=OPERATOR)
    assert over.status_code == 409
    # Whoever works is known again, and what is asked for now comes after what was.
    until(lambda: admin.scard(f"rq:workers:{jobs.QUEUE}") == 1, worker)
    third = stack.wait_over(stack.retrain())
    assert third["status"] == "published"
    assert [each["id"] for each in listed(stack)] == [third["id"], cancelled, first["id"]]
    assert third["version"] in stack.store.versions(made_up.NAME)


def test_a_training_that_runs_goes_on_is_told_and_publishes_once(
    stack: Stack, whole_worker: WorkerProcess, admin: Redis
) -> None:
    worker = whole_worker
    made_up.write(stack.predictors, OTHER, count=5000)
    until(lambda: stack.client.get(f"/api/v1/predictors/{OTHER}").status_code == 200, worker)
    running = stack.retrain(OTHER)
    stack.wait(running, lambda record: record["stage"] in TRAINING_STAGES)
    waiting = stack.retrain()
    volume = KeptRecords(Path(stack.environ["BELLWETHER_RECORDS_DIR"]))
    until(lambda: len(volume.notes()) == 2, worker)
    known = stack.job(running)

    admin.flushall()
    told = stack.job(running)
    assert (told["status"], told["attempt"], told["started_at"]) == (
        "running", 1, known["started_at"],
    )  # fmt: skip
    training = stack.client.get(f"/api/v1/predictors/{OTHER}").get_json()["training"]
    assert (training or told)["id"] == running
    # What waited is lost, and told as that.
    lost = stack.wait(waiting, lambda record: record["status"] == "failed", seconds=30)
    assert lost["error"] == FORGOTTEN
    over = stack.wait_over(running)
    assert (over["status"], over["attempt"]) == ("published", 1)
    assert stack.store.versions(OTHER) == [over["version"]]
    assert len(stack.store.history(OTHER)) == 1
    assert [each["id"] for each in listed(stack)] == [waiting, running]
    # It is there without Redis, too, and stays.
    admin.flushall()
    assert stack.job(running) == over
    assert worker.process.poll() is None


@pytest.mark.nightly
def test_one_that_runs_can_be_cancelled_and_one_that_died_is_told_as_failed(
    stack: Stack, admin: Redis, tmp_path: Path
) -> None:
    made_up.write(stack.predictors, OTHER, count=20_000)
    worker = start_worker(
        stack, tmp_path / "worker.log", program="tests.integration.all_candidates"
    )
    try:
        until(lambda: stack.client.get(f"/api/v1/predictors/{OTHER}").status_code == 200, worker)
        first = stack.retrain(OTHER, effort="full")
        stack.wait(first, lambda record: record["stage"] in TRAINING_STAGES)
        admin.flushall()
        answer = stack.client.delete(f"/api/v1/retrainings/{first}", headers=OPERATOR)
        assert answer.status_code == 202
        assert stack.wait_over(first)["status"] == "cancelled"

        second = stack.retrain(OTHER, effort="full")
        stack.wait(second, lambda record: record["stage"] in TRAINING_STAGES)
        horse = worker.horse()
        worker.process.kill()
        os.killpg(horse, signal.SIGKILL)
    finally:
        worker.stop()
    admin.flushall()
    # Nobody is there who could say that it is over.
    assert stack.job(second)["status"] == "running"
    worker = start_worker(stack, tmp_path / "second.log")
    try:
        failed = stack.wait_over(second)
    finally:
        worker.stop()
    assert (failed["status"], failed["error"]) == ("failed", FORGOTTEN)


def of_jobs(admin: Redis) -> list[Any]:
    """The keys in Redis but those of the workers."""
    keys: Any = admin.keys("*")
    return [key for key in keys if not key.startswith(b"rq:worker")]


@pytest.mark.nightly
def test_a_redis_that_was_put_back_runs_nothing_twice(
    stack: Stack, worker: WorkerProcess, admin: Redis
) -> None:
    job = stack.retrain()
    # As a backup has it that was taken while the job waited.
    backup: dict[bytes, Any] = {key: admin.dump(key) for key in of_jobs(admin)}
    ended = stack.wait_over(job)
    admin.delete(*of_jobs(admin))
    for key, value in backup.items():
        admin.restore(key, 0, value)
    assert stack.job(job)["status"] == "published"
    if not admin.exists(f"rq:queue:{jobs.QUEUE}"):
        admin.rpush(f"rq:queue:{jobs.QUEUE}", job)
    until(lambda: "it is over already: published" in worker.log.read_text(), worker)
    until(lambda: stack.job(job) == ended, worker)
    assert stack.store.versions(made_up.NAME) == [ended["version"]]


@pytest.mark.nightly
def test_a_full_volume_costs_no_training_its_result(
    stack: Stack, worker: WorkerProcess, tmp_path: Path
) -> None:
    records = tmp_path / "records"
    month = records / Months(records, "records").present()
    month.symlink_to("/dev/full")
    ended = stack.wait_over(stack.retrain())
    assert ended["status"] == "published"
    stack.serving(ended["version"])
    until(lambda: metric(stack, "bellwether_records_unkept") == 1, worker)
    log = worker.log.read_text()
    assert f"{ended['id']}: its record cannot be kept on the records volume (No space left" in log
    assert "Records cannot be kept on the records volume (No space left on device): 1 wait" in log
    month.unlink()
    until(lambda: metric(stack, "bellwether_records_unkept") == 0, worker)
    assert KeptRecords(records).ended(ended["id"])
