"""What lies in the queues of running installations still runs, under the name that it has there."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from redis import Redis
from rq.serializers import JSONSerializer

from bellwether_contract import jobs
from bellwether_trainer.worker.rq_worker import JobQueue, RetrainJob
from bellwether_trainer.worker.tasks import TASKS

# As they were written by the first release, and by each since.
NAMES = {
    "bellwether_trainer.jobs.retrain": "retrain",
    "bellwether_trainer.jobs.check": "check",
    "bellwether_trainer.validating.validate": "validate",
}


def test_the_names_in_the_queue_are_those_of_every_release() -> None:
    assert set(NAMES) == jobs.FUNCTIONS == set(TASKS)


@pytest.mark.parametrize(("name", "function"), NAMES.items())
def test_a_job_that_was_queued_before_runs(redis_url: str, name: str, function: str) -> None:
    queue = JobQueue(
        jobs.QUEUE,
        connection=Redis.from_url(redis_url),
        serializer=JSONSerializer,
        job_class=RetrainJob,
    )
    queued = queue.enqueue_call(name, args=("heart", "a"))
    assert json.loads(queued.data)[0] == name
    fetched = queue.fetch_job(queued.id)
    assert isinstance(fetched, RetrainJob)
    module, _, found = TASKS[name].rpartition(".")
    assert found == function
    assert fetched.func is getattr(import_module(module), function)
