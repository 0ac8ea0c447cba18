"""The records of retrainings come back as they were written."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from bellwether_contract.jobs import RECORD_DAYS, JobRecord, record_key
from bellwether_contract.ledger import JobLedger


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


def test_the_newest_come_first_and_the_oldest_go(ledger: JobLedger) -> None:
    for job, age in (("old", 30), ("ancient", RECORD_DAYS + 1), ("new", 0)):
        ledger.add(record(job, days_ago=age))
    assert [r.id for r in ledger.recent(10)] == ["new", "old"]
    assert [r.id for r in ledger.recent(1)] == ["new"]


def test_a_record_expires_after_a_quarter_of_a_year(ledger: JobLedger, redis_url: str) -> None:
    ledger.add(record("a"))
    seconds = Redis.from_url(redis_url).ttl(record_key("a"))
    assert timedelta(days=RECORD_DAYS).total_seconds() >= seconds > 30 * 86_400


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


@pytest.mark.parametrize("module", ["jobs", "ledger", "turns"])
def test_jobs_need_nothing_that_runs_models(module: str) -> None:
    program = (
        "import sys\n"
        "for heavy in ('onnxruntime', 'numpy'):\n"
        "    sys.modules[heavy] = None\n"
        f"import bellwether_contract.{module}"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
