"""Whoever looks changes nothing: not in Redis, and not on a volume.

Whoever takes a version away leaves an entry in the audit log, and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from rq import Queue
from rq.job import Job, JobStatus

from bellwether_contract import jobs
from bellwether_contract.declaration import spec
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage.audit import AuditLog
from tests import factories, made_up, report_sample
from tests.api.conftest import OPERATOR, House, look

UPLOAD = OPERATOR | {"Content-Type": "text/csv", "Idempotency-Key": "once"}
PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"


@pytest.fixture
def full(house_with_redis: House, line: redis.Redis, rq: Queue) -> dict[str, str]:
    """A house in which everything that can be looked at is there; returns what ids there are."""
    house = house_with_redis
    made_up.write(house.predictors)
    measured = report_sample.report(spec.read(house.predictors / made_up.NAME))
    version = factories.publish(house.store, 1, measured=measured)
    client = house.start()

    def asked(path: str, **how: Any) -> dict[str, Any]:
        response = client.post(f"{PREDICTOR}/{path}", **how)
        assert response.status_code == 202, response.text
        document: dict[str, Any] = response.get_json()
        return document

    def retraining() -> str:
        job: str = asked("retrainings", headers=OPERATOR)["id"]
        line.delete(jobs.waiting_key(made_up.NAME))
        return job

    # One that RQ has lost, one that it gave up, one that an operator has cancelled, and one each
    # that runs and waits: whatever could be put right by somebody who looks.
    lost, given_up, running, cancelled = (retraining() for _ in range(4))
    for job in (lost, given_up, running):
        rq.remove(job)
        JobLedger(line).change(job, "running", attempt=1)
    line.delete(Job.key_for(lost))
    Job.fetch(given_up, connection=line, serializer="json").set_status(JobStatus.FAILED)
    line.zadd(rq.started_job_registry.key, {f"{running}:1": 1})
    client.delete(f"/api/v1/retrainings/{cancelled}", headers=OPERATOR)
    asked("retrainings", headers=OPERATOR | {"Idempotency-Key": "once"})
    dataset = asked("datasets", data=made_up.rows(60), headers=UPLOAD)
    validation = asked("validations", data=made_up.rows(70), headers=UPLOAD)
    # The check of the one is under way, and the other is lost.
    line.set(jobs.check_progress_key(dataset["job"]), "0.5", ex=600)
    line.delete(Job.key_for(jobs.validation_job(made_up.NAME, validation["id"])))
    # What this process has told of itself would end meanwhile, on a busy machine.
    line.delete(*line.keys("bellwether:api:*"))
    # Such as they cannot be renewed without being seen.
    for key in line.keys("*"):
        if line.ttl(key) > 0:
            line.pexpire(key, line.pttl(key) // 2)
    return {
        "version": version, "dataset": dataset["name"], "validation": validation["id"],
        "lost": lost, "given_up": given_up, "running": running, "cancelled": cancelled,
    }  # fmt: skip


def kept(line: redis.Redis) -> dict[Any, Any]:
    """Every key with its value, as Redis would write it into a file."""
    return {key: line.dump(key) for key in line.keys("*")}


def ends(line: redis.Redis) -> dict[Any, Any]:
    """When every key ends, in milliseconds since 1970; -1: never."""
    keys: Any = line.keys("*")
    return {key: line.pexpiretime(key) for key in keys}


def on_volumes(house: House) -> dict[Path, tuple[int, int]]:
    """Every file and folder, with its size and when it was changed."""
    roots = (house.predictors, house.models, house.champions, house.data, house.records)
    found = [path for root in roots for path in (root, *root.rglob("*"))]
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def paths(client: FlaskClient, ids: dict[str, str]) -> dict[str, list[str]]:
    """The paths to look at, by the rule of the application that answers them."""
    given: dict[str, list[str]] = {
        "name": [made_up.NAME],
        "version": [ids["version"]],
        "dataset": [ids["dataset"], "initial"],
        "validation": [ids["validation"]],
        "job": [ids[job] for job in ("lost", "given_up", "running", "cancelled")],
    }
    found: dict[str, list[str]] = {}
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            made = [rule.rule]
            for name in rule.arguments:
                values = given.get(name, ["x"])
                made = [one.replace(f"<{name}>", value) for one in made for value in values]
                made = [one.replace(f"<path:{name}>", "x") for one in made]
            found[rule.rule] = made
    return found


def test_no_get_changes_anything(
    house_with_redis: House, full: dict[str, str], line: redis.Redis
) -> None:
    house = house_with_redis
    client = house.apps[0].test_client()
    # The log is there, and grows when a version is taken away.
    client.get(f"{PREDICTOR}/versions/{full['version']}/export", headers=OPERATOR)
    before = kept(line), ends(line), on_volumes(house)
    assert len(before[0]) > 10
    answered = set()
    for rule, those in paths(client, full).items():
        for path in those:
            for headers in ({}, OPERATOR):
                if client.get(path, headers=headers).status_code < 300:
                    answered.add(rule)
            assert kept(line) == before[0], path
            assert ends(line) == before[1], path
    after = on_volumes(house)
    changed = {path.name for path in after if after[path] != before[2].get(path)}
    assert changed == {AuditLog(house.champions).months.present()}
    assert after.keys() == before[2].keys()
    # One that answers nothing but an error would prove nothing; no validation is done here, and no
    # version of another site is on its way in.
    silent = set(paths(client, full)) - answered
    assert silent == {
        "/api/v1/predictors/<name>/validations/<validation>/report",
        "/api/v1/predictors/<name>/imports/<version>",
    }


def test_what_looks_in_the_background_puts_right_what_no_get_does(
    house_with_redis: House, full: dict[str, str], line: redis.Redis
) -> None:
    client = house_with_redis.apps[0].test_client()
    path = f"/api/v1/retrainings/{full['lost']}"
    assert client.get(path).get_json()["status"] == "running"
    look(client)
    assert client.get(path).get_json()["status"] == "failed"
