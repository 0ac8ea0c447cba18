"""A worker takes the first job of a predictor that no other one is busy with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis
from rq.exceptions import DequeueTimeout

from bellwether_contract.jobs import QUEUE, record_key
from bellwether_trainer.worker.rq_queue import JobQueue
from bellwether_trainer.worker.taking import busy, take


@pytest.fixture
def queue(redis_url: str) -> Iterator[JobQueue]:
    with Redis.from_url(redis_url) as line:
        yield JobQueue(QUEUE, connection=line)


def waiting(queue: JobQueue, **predictors: str) -> None:
    """Have jobs wait, each named as its predictor is told in its record."""
    for job, predictor in predictors.items():
        queue.connection.hset(record_key(job), mapping={"predictor": predictor})
        queue.connection.rpush(queue.key, job)


def runs(queue: JobQueue, job: str, predictor: str) -> None:
    """Have another worker be busy with a job."""
    queue.connection.hset(record_key(job), mapping={"predictor": predictor})
    queue.connection.zadd(queue.started_job_registry.key, {f"{job}:a-run": 1})


def test_a_job_whose_predictor_is_trained_elsewhere_waits_and_the_next_one_is_taken(
    queue: JobQueue,
) -> None:
    runs(queue, "running", "heart")
    waiting(queue, first="heart", second="diabetes", third="heart")
    assert take(queue, None) == b"second"
    assert busy(queue, "running") == {"diabetes"}
    # What was taken counts as well, before it is begun.
    waiting(queue, fourth="diabetes")
    assert take(queue, None) is None
    queue.connection.zrem(queue.started_job_registry.key, "running:a-run")
    assert take(queue, None) == b"first"
    assert queue.get_job_ids() == ["third", "fourth"]


def test_what_has_no_record_keeps_nobody_waiting(queue: JobQueue) -> None:
    queue.connection.zadd(queue.started_job_registry.key, {"a-check:a-run": 1, "::": 2})
    queue.connection.set(record_key("odd"), "no hash")
    queue.connection.rpush(queue.key, "odd", "no-record")
    assert [take(queue, None), take(queue, None)] == [b"odd", b"no-record"]


def test_it_is_waited_for_and_not_for_ever(queue: JobQueue) -> None:
    runs(queue, "running", "heart")
    waiting(queue, first="heart")
    with pytest.raises(DequeueTimeout):
        take(queue, 1)
    assert queue.get_job_ids() == ["first"]


def test_a_list_that_may_not_be_read_stops_nothing(queue: JobQueue) -> None:
    queue.connection.set(queue.started_job_registry.key, "something else")
    waiting(queue, first="heart")
    assert take(queue, None) == b"first"
