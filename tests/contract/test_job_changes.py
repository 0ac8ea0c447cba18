"""A job changes by one set of rules, one step at a time, whoever changes it."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import get_args

import pytest
from redis import Redis

from bellwether_contract.jobs import (
    OVER,
    IllegalChange,
    JobRecord,
    Status,
    cancel_key,
    waiting_key,
)
from bellwether_contract.ledger import JobLedger

STATUSES: tuple[Status, ...] = get_args(Status)

# Written out: what the rules of the code say is what is tested.
ALLOWED: set[tuple[Status, Status]] = {
    ("queued", "running"),
    ("queued", "cancelled"),
    ("queued", "failed"),
    ("running", "running"),
    ("running", "queued"),
    ("running", "published"),
    ("running", "candidate"),
    ("running", "rejected"),
    ("running", "failed"),
    ("running", "cancelled"),
}

ROUNDS = 200


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return Redis.from_url(redis_url)


@pytest.fixture
def ledger(redis: Redis) -> JobLedger:
    return JobLedger(redis)


def put(ledger: JobLedger, status: Status, job: str = "a") -> JobRecord:
    made = JobRecord.queued(job, "heart", requested_by="operator", reason=None)
    record = replace(made, status=status, ended_at="then" if status in OVER else None)
    ledger.add(record)
    return record


def found(ledger: JobLedger, job: str = "a") -> JobRecord:
    record = ledger.get(job)
    assert record is not None
    return record


@pytest.mark.parametrize(("was", "to"), sorted(ALLOWED))
def test_a_change_that_the_rules_allow_is_made(ledger: JobLedger, was: Status, to: Status) -> None:
    put(ledger, was)
    ledger.change("a", to, message="so it is")
    record = found(ledger)
    assert (record.status, record.message) == (to, "so it is")
    assert (record.ended_at is not None) == (to in OVER)
    assert (record.started_at is not None) == (to == "running")


@pytest.mark.parametrize(
    ("was", "to"),
    sorted(pair for pair in itertools.product(STATUSES, STATUSES) if pair not in ALLOWED),
)
def test_any_other_change_is_refused_and_changes_nothing(
    ledger: JobLedger, was: Status, to: Status
) -> None:
    record = put(ledger, was)
    with pytest.raises(IllegalChange, match=f"the job a is {was}, so it cannot become {to}") as no:
        ledger.change("a", to, message="so it is")
    assert (no.value.was, no.value.cancelled) == (was, False)
    assert found(ledger) == record


@pytest.mark.parametrize(("was", "to"), [("queued", "running"), ("running", "queued")])
def test_what_was_cancelled_neither_begins_nor_waits_again(
    ledger: JobLedger, redis: Redis, was: Status, to: Status
) -> None:
    record = put(ledger, was)
    redis.set(cancel_key("a"), "1")
    with pytest.raises(IllegalChange, match="was cancelled by an operator") as no:
        ledger.change("a", to)
    assert no.value.cancelled
    assert found(ledger) == record
    ledger.change("a", "cancelled")
    assert found(ledger).status == "cancelled"


def test_a_change_may_be_bound_to_one_status(ledger: JobLedger) -> None:
    record = put(ledger, "running")
    with pytest.raises(IllegalChange):
        ledger.change("a", "cancelled", only="queued")
    assert found(ledger) == record


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_over_is_told_nothing_more_of(ledger: JobLedger, status: Status) -> None:
    record = put(ledger, status)
    if status in OVER:
        with pytest.raises(IllegalChange, match=f"is {status}, so it cannot get on"):
            ledger.tell("a", progress=0.5)
        assert found(ledger) == record
    else:
        ledger.tell("a", progress=0.5)
        assert found(ledger) == replace(record, progress=0.5)


def test_a_status_is_nothing_that_is_told(ledger: JobLedger) -> None:
    record = put(ledger, "queued")
    with pytest.raises(ValueError, match="by `change` alone"):
        ledger.tell("a", status="published")
    assert found(ledger) == record


def test_a_forgotten_record_stays_forgotten(ledger: JobLedger, redis: Redis) -> None:
    ledger.change("gone", "running")
    ledger.tell("gone", progress=0.5)
    assert redis.keys("*") == []


@pytest.mark.parametrize("status", STATUSES)
def test_cancelling_ends_what_waits_and_tells_what_runs(
    ledger: JobLedger, redis: Redis, status: Status
) -> None:
    record = put(ledger, status)
    if status in OVER and status != "cancelled":
        with pytest.raises(IllegalChange):
            ledger.cancel("a")
    else:
        assert ledger.cancel("a") == (status == "queued")
        assert 0 < int(redis.ttl(cancel_key("a"))) <= 24 * 3600
    ended = "cancelled" if status == "queued" else status
    assert found(ledger) == replace(record, status=ended, ended_at=found(ledger).ended_at)


def test_a_place_is_left_by_its_own_job_alone(ledger: JobLedger, redis: Redis) -> None:
    redis.set(waiting_key("heart"), "a")
    ledger.leave_place("heart", "b")
    assert redis.get(waiting_key("heart")) == b"a"
    ledger.leave_place("heart", "a")
    assert not redis.exists(waiting_key("heart"))


def test_of_cancelling_and_beginning_one_comes_first(redis: Redis, redis_url: str) -> None:
    """Each in a thread and on a line of its own, at the same moment, many times."""
    both = Barrier(2)
    lines = [JobLedger(Redis.from_url(redis_url)) for _ in range(2)]

    def begin(job: str) -> bool:
        both.wait()
        try:
            lines[0].change(job, "running")
        except IllegalChange:
            return False
        return True

    def cancel(job: str) -> bool:
        both.wait()
        return lines[1].cancel(job)

    outcomes = set()
    with ThreadPoolExecutor(2) as threads:
        for number in range(ROUNDS):
            job = f"job-{number}"
            put(lines[0], "queued", job)
            # In turns: neither is always a moment ahead.
            if number % 2:
                begun, cancelled = threads.submit(begin, job), threads.submit(cancel, job)
            else:
                cancelled, begun = threads.submit(cancel, job), threads.submit(begin, job)
            outcome = begun.result(), cancelled.result()
            record = found(lines[0], job)
            # Never both, never neither, and the record says which: running is never written over
            # cancelled, and whoever runs finds the mark.
            assert outcome in {(True, False), (False, True)}
            assert record.status == ("running" if outcome[0] else "cancelled")
            assert (record.ended_at is None) == outcome[0]
            assert redis.exists(cancel_key(job))
            outcomes.add(outcome)
    # Were it always the same one, nothing would have raced.
    assert len(outcomes) == 2
