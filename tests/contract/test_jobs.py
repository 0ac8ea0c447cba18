"""The records of retrainings come back as they were written."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from bellwether_contract import known_records
from bellwether_contract.jobs import INDEX_KEY, RECORD_DAYS, IllegalChange, JobRecord, record_key
from bellwether_contract.ledger import Holder, JobLedger
from bellwether_contract.set_aside import (
    COUNTS_KEY,
    KEPT_AT_MOST,
    KEPT_BYTES,
    KEPT_KEY,
    KEPT_SECONDS,
    counts,
    set_aside,
)


@pytest.fixture
def ledger(redis_url: str) -> JobLedger:
    return JobLedger(Redis.from_url(redis_url))


def record(job: str, *, days_ago: float = 0) -> JobRecord:
    made = JobRecord.queued(job, "heart", requested_by="operator", reason=None)
    at = datetime.now(UTC) - timedelta(days=days_ago)
    return replace(made, enqueued_at=at.isoformat())


def test_a_record_comes_back_as_it_was_written(ledger: JobLedger) -> None:
    made = record("a")
    ledger.add(made)
    assert ledger.get("a") == made
    ledger.change("a", "running", started_at="now", attempt=2)
    ledger.tell("a", progress=0.25, message="half way")
    assert ledger.get("a") == replace(
        made, status="running", started_at="now", progress=0.25, message="half way", attempt=2
    )
    ledger.tell("a", message=None)
    changed = ledger.get("a")
    assert changed is not None
    assert changed.message is None


def test_an_unknown_job_has_no_record(ledger: JobLedger) -> None:
    assert ledger.get("nobody") is None


def test_an_update_of_a_forgotten_record_is_no_record(ledger: JobLedger) -> None:
    ledger.change("gone", "running")
    assert ledger.get("gone") is None


def test_a_typo_in_an_update_is_an_error(ledger: JobLedger) -> None:
    with pytest.raises(ValueError, match="no member statuss"):
        ledger.tell("a", statuss="running")


def test_the_newest_come_first_whatever_the_clocks_say(ledger: JobLedger) -> None:
    # One was asked for while a clock was 100 days ahead, one while it was 100 days behind.
    for job, age in (("a", 0), ("ahead", -100), ("b", 0), ("behind", 100), ("c", 0)):
        ledger.add(record(job, days_ago=age))
    assert [r.id for r in ledger.recent(10)] == ["c", "behind", "b", "ahead", "a"]
    assert [r.id for r in ledger.recent(1)] == ["c"]
    assert [r.id for r in ledger.in_order(["c", "ahead", "behind", "a"])] == [
        "a", "ahead", "behind", "c",
    ]  # fmt: skip


def test_a_record_that_is_written_again_keeps_its_place(ledger: JobLedger) -> None:
    for job in ("a", "b", "a"):
        ledger.add(record(job))
    assert [r.id for r in ledger.recent(10)] == ["b", "a"]


def test_new_records_come_before_those_whose_places_were_times(
    ledger: JobLedger, redis_url: str
) -> None:
    line = Redis.from_url(redis_url)
    for job, ahead in (("then", 0), ("ahead", 100 * 86_400)):
        ledger.add(record(job))
        line.zadd(INDEX_KEY, {job: time.time() + ahead})
    ledger.add(record("now"))
    assert [r.id for r in ledger.recent(10)] == ["now", "ahead", "then"]


def test_the_oldest_go_but_never_the_newest(
    ledger: JobLedger, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_records, "RECORDS_AT_LEAST", 2)
    for job, age in (("ancient", RECORD_DAYS + 1), ("old", 30), ("late", 100), ("new", 100)):
        ledger.add(record(job, days_ago=age))
    # As a clock that is ahead sees all of them.
    assert (ledger.forget_old(), ledger.forget_old()) == (1, 0)
    assert [r.id for r in ledger.recent(10)] == ["new", "late", "old"]
    line = Redis.from_url(redis_url)
    assert not line.exists(record_key("ancient"))
    # Nor does Redis' own clock end any.
    assert line.ttl(record_key("new")) == -1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line, key: line.hset(key, "progress", "half of Jane Doe"),
        lambda line, key: line.hset(key, "status", b"\xff\xfe"),
        lambda line, key: line.hset(key, "stage", "Jane Doe"),
        lambda line, key: line.hset(key, "enqueued_at", "yesterday"),
        lambda line, key: line.hset(key, "reasons", "["),
        lambda line, key: line.hset(key, "stability", "[" * 100_000),
        lambda line, key: line.hdel(key, "attempt"),
        lambda line, key: (line.delete(key), line.set(key, "Jane Doe")),
        lambda line, key: (line.delete(key), line.set(key, "Jane Doe" * KEPT_BYTES)),
    ],
)
def test_a_record_that_cannot_be_read_hides_no_other_and_is_set_aside(
    ledger: JobLedger, redis_url: str, caplog: pytest.LogCaptureFixture, spoil: Any
) -> None:
    line = Redis.from_url(redis_url)
    for job in ("a", "bad", "b"):
        ledger.add(record(job))
    spoil(line, record_key("bad"))
    assert [r.id for r in ledger.recent(10)] == ["b", "a"]
    assert ledger.get("bad") is None
    large = (line.memory_usage(record_key("bad"), samples=0) or 0) > KEPT_BYTES
    for _ in range(2):
        ledger.set_aside_unreadable(10)
    assert not line.exists(record_key("bad"))
    assert line.zscore(INDEX_KEY, "bad") is None
    assert counts(line.hgetall(COUNTS_KEY)) == {"job": 0, "record": 1, "list": 0}
    kept = line.lrange(KEPT_KEY, 0, -1)
    assert len(kept) == (0 if large else 1)
    for key in kept:
        assert 0 < line.ttl(key) <= KEPT_SECONDS
    assert len(caplog.messages) == 1
    assert "Jane" not in caplog.text
    assert [r.id for r in ledger.recent(10)] == ["b", "a"]


def test_no_more_than_so_many_are_kept(redis_url: str) -> None:
    line = Redis.from_url(redis_url)
    for number in range(KEPT_AT_MOST + 5):
        line.set(f"bad {number}", "x")
        assert set_aside(line, f"bad {number}", "job", "a test")
    assert not set_aside(line, "bad 0", "job", "a test")
    assert line.llen(KEPT_KEY) == len(line.keys(f"{KEPT_KEY}:????????????????")) == KEPT_AT_MOST
    assert counts(line.hgetall(COUNTS_KEY))["job"] == KEPT_AT_MOST + 5


def test_whoever_holds_a_job_no_more_changes_nothing(ledger: JobLedger, redis_url: str) -> None:
    line = Redis.from_url(redis_url)
    first, second = (JobLedger(line, Holder("running", each)) for each in ("a:1", "a:2"))
    line.zadd("running", {"a:1": 0})
    ledger.add(record("a"))
    first.change("a", "running", attempt=1)
    first.tell("a", progress=0.25)
    # It was taken for dead, and the job began anew.
    line.zrem("running", "a:1")
    line.zadd("running", {"a:2": 0})
    second.change("a", "running", attempt=2)
    calls: list[Callable[[], object]] = [
        lambda: first.tell("a", progress=0.5),
        lambda: first.change("a", "failed", error="late"),
        lambda: first.change("a", "queued", gave_way=1),
        lambda: first.change("a", "published", version="late"),
    ]
    for late in calls:
        with pytest.raises(IllegalChange, match="is another worker's by now") as no:
            late()
        assert (no.value.overtaken, no.value.was) == (True, "running")
    second.change("a", "published", version="v")
    kept = ledger.get("a")
    assert kept is not None
    assert (kept.status, kept.attempt, kept.progress, kept.version) == ("published", 2, 0.25, "v")


def test_effort_and_data_sets_come_back_as_they_were_written(ledger: JobLedger) -> None:
    made = replace(record("a"), effort="quick", datasets=("initial", "f" * 64))
    ledger.add(made)
    assert ledger.get("a") == made


def test_a_record_from_before_there_was_a_choice_is_read(ledger: JobLedger, redis_url: str) -> None:
    ledger.add(record("a"))
    Redis.from_url(redis_url).hdel(record_key("a"), "effort", "datasets", "gave_way")
    found = ledger.get("a")
    assert found is not None
    assert (found.effort, found.datasets, found.gave_way) == ("full", ("initial",), 0)
    ledger.tell("a", gave_way=2)
    changed = ledger.get("a")
    assert changed is not None
    assert changed.gave_way == 2


@pytest.mark.parametrize("module", ["jobs", "ledger", "set_aside", "turns"])
def test_jobs_need_nothing_that_runs_models(module: str) -> None:
    program = (
        "import sys\n"
        "for heavy in ('onnxruntime', 'numpy'):\n"
        "    sys.modules[heavy] = None\n"
        f"import bellwether_contract.{module}"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
