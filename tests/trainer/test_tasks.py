"""What lies in the queues of running installations still runs, under the name that it has there."""

from __future__ import annotations

import json
import pickle
import zlib
from importlib import import_module
from typing import Any

import pytest
from redis import Redis
from rq.serializers import JSONSerializer

from bellwether_contract import jobs
from bellwether_trainer.worker import calls
from bellwether_trainer.worker.calls import UnreadableJob
from bellwether_trainer.worker.rq_job import RetrainJob
from bellwether_trainer.worker.rq_queue import JobQueue
from bellwether_trainer.worker.tasks import TASKS

# As they were written by the first release, and by each since.
NAMES = {
    "bellwether_trainer.jobs.retrain": "retrain",
    "bellwether_trainer.jobs.check": "check",
    "bellwether_trainer.validating.validate": "validate",
    "bellwether_trainer.collecting.collect": "collect",
    "bellwether_trainer.importing.take_in": "take_in",
}


def test_the_names_in_the_queue_are_those_of_every_release() -> None:
    assert set(NAMES) == jobs.FUNCTIONS == set(TASKS)


# What each is called with, and the id under which that waits.
JOB, SHA256 = "0" * 32, "f" * 64
VERSION = "20260101T120000Z-00000001"
ARGUMENTS = {
    "bellwether_trainer.jobs.retrain": (JOB, ("heart", JOB)),
    "bellwether_trainer.jobs.check": (jobs.check_id("heart", SHA256), ("heart", SHA256)),
    "bellwether_trainer.validating.validate": (jobs.validation_job("heart", JOB), ("heart", JOB)),
    "bellwether_trainer.collecting.collect": (
        jobs.collection_job("heart"),
        ("heart", 5, "the operator", "a full volume"),
    ),
    "bellwether_trainer.importing.take_in": (
        jobs.import_job("heart", VERSION),
        ("heart", VERSION),
    ),
}


@pytest.fixture
def queue(redis_url: str) -> JobQueue:
    return JobQueue(jobs.QUEUE, connection=Redis.from_url(redis_url), serializer=JSONSerializer)


@pytest.mark.parametrize(("name", "function"), NAMES.items())
def test_a_job_that_was_queued_before_runs(queue: JobQueue, name: str, function: str) -> None:
    job, arguments = ARGUMENTS[name]
    queued = queue.enqueue_call(name, args=arguments, job_id=job)
    assert json.loads(queued.data)[0] == name
    fetched = queue.fetch_job(job)
    assert isinstance(fetched, RetrainJob)
    module, _, found = TASKS[name].rpartition(".")
    assert found == function
    assert fetched.func is getattr(import_module(module), function)
    assert tuple(fetched.args) == arguments


@pytest.mark.parametrize(
    "arguments",
    [
        ("heart", JOB, "quick"),
        ("heart", JOB, "full", ["initial", SHA256]),
        ("heart", JOB, "full", ["initial"], False),
    ],
)
def test_a_training_may_be_told_how(arguments: tuple[Any, ...]) -> None:
    stored = json.dumps([jobs.RETRAIN, None, arguments, {}]).encode()
    assert calls.read(JOB, stored) == calls.read(JOB, zlib.compress(stored))
    assert calls.read(JOB, stored).arguments == arguments
    named = dict(
        zip(("predictor", "job", "effort", "datasets", "promote"), arguments, strict=False)
    )
    stored = json.dumps([jobs.RETRAIN, None, [], named]).encode()
    assert calls.read(JOB, stored).arguments == arguments


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (["os.system", None, ["touch x"], {}], "nothing else"),
        ([["os.system"], None, [], {}], "nothing else"),
        ([jobs.RETRAIN, "os", ["heart", JOB], {}], "nothing else"),
        ([jobs.RETRAIN, None, ["../heart", JOB], {}], "wrong: predictor"),
        ([jobs.RETRAIN, None, ["heart", JOB, "huge"], {}], "wrong: effort"),
        ([jobs.RETRAIN, None, ["heart", JOB, "full", "initial"], {}], "wrong: datasets"),
        ([jobs.RETRAIN, None, ["heart", JOB, "full", ["../x"]], {}], "wrong: datasets"),
        ([jobs.RETRAIN, None, ["heart", JOB, "full", ["initial"], 1], {}], "wrong: promote"),
        ([jobs.RETRAIN, None, ["heart", JOB], {"jane doe": 1}], "wrong: others than it takes"),
        ([jobs.RETRAIN, None, ["heart", JOB], {"job": JOB}], "too many"),
        ([jobs.RETRAIN, None, ["heart", JOB, "full", ["initial"], True, 1], {}], "too many"),
        ([jobs.RETRAIN, None, ["heart", "1" * 32], {}], "not that of what it calls"),
        ([jobs.CHECK, None, ["heart", SHA256], {}], "not that of what it calls"),
        ([jobs.IMPORT, None, ["heart", "../x"], {}], "wrong: version"),
        ([jobs.RETRAIN, None, "heart", {}], "arguments are none"),
        ([jobs.RETRAIN, None, ["heart", JOB]], "not JSON"),
        ({}, "not JSON"),
        (None, "not JSON"),
        ([jobs.RETRAIN, None, ["h" * calls.CALL_BYTES, JOB], {}], "too long"),
    ],
)
def test_any_other_call_is_none_and_nothing_of_it_is_repeated(call: Any, why: str) -> None:
    for stored in (json.dumps(call).encode(), zlib.compress(json.dumps(call).encode())):
        with pytest.raises(UnreadableJob, match=why) as no:
            calls.read(JOB, stored)
        assert "jane" not in str(no.value)


@pytest.mark.parametrize(
    "stored",
    [
        pickle.dumps((jobs.RETRAIN, None, ("heart", JOB), {})),
        zlib.compress(pickle.dumps((jobs.RETRAIN, None, ("heart", JOB), {}))),
        b"[" * 10_000,
        b"\xff\xfe",
        b"",
    ],
)
def test_a_pickle_and_whatever_else_is_not_json_is_no_call(stored: bytes) -> None:
    with pytest.raises(UnreadableJob, match="is not JSON"):
        calls.read(JOB, stored)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("created_at", "yesterday"),
        ("started_at", b"\xff"),
        ("status", "running"),
        ("origin", "another"),
        ("retries_left", "many"),
        ("data", ""),
    ],
)
def test_a_job_of_which_rq_has_not_written_a_member_is_none(
    queue: JobQueue, member: str, value: str | bytes
) -> None:
    queue.enqueue_call(jobs.RETRAIN, args=("heart", JOB), job_id=JOB)
    queue.connection.hset(RetrainJob.key_for(JOB), member, value)
    with pytest.raises(UnreadableJob):
        queue.fetch_job(JOB)


def test_what_else_stands_in_a_job_is_not_taken(queue: JobQueue) -> None:
    queue.enqueue_call(jobs.RETRAIN, args=("heart", JOB), job_id=JOB, timeout=10**9)
    forged = {
        **{f"{how}_callback_name": "os.system" for how in ("success", "failure", "stopped")},
        "webhooks": json.dumps([{"url": "http://127.0.0.1:1", "statuses": ["finished"]}]),
        "dependency_ids": json.dumps(["a"]),
        "repeats_left": "9",
        "retries_left": "1000000",
        "rate_limit_key": "a",
        "rate_limit_concurrency": "1",
        "group_id": "a",
    }
    for member, value in forged.items():
        queue.connection.hset(RetrainJob.key_for(JOB), member, value)
    job = queue.fetch_job(JOB)
    assert isinstance(job, RetrainJob)
    assert (job.success_callback, job.failure_callback, job.stopped_callback) == (None, None, None)
    assert (job.webhooks, job.dependency_ids, job.repeats_left) == ([], [], None)
    assert (job.has_rate_limit, job.group_id) == (False, None)
    assert (job.timeout, job.retries_left) == (jobs.TIMEOUT_SECONDS, jobs.RETRIES)
