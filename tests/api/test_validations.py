"""Rows are sent to judge a version; the trainer measures, and its record is told."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from rq import Queue
from rq.job import Job

from bellwether_api.representations import validations as told
from bellwether_api.routes import validations
from bellwether_contract import jobs
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.validations import Outcome, ValidationStore
from tests import factories, made_up, patients
from tests.api.conftest import OPERATOR, House, look

PATH = f"/api/v1/predictors/{made_up.NAME}/validations"
CONTENT = made_up.rows(80, seed=3)
CSV = {"Content-Type": "text/csv"}
FIRST, SECOND = factories.version_name(1), factories.version_name(2)


@pytest.fixture
def client(house_with_redis: House) -> FlaskClient:
    """An API with a rejected version and a champion."""
    made_up.write(house_with_redis.predictors)
    factories.publish(house_with_redis.store, 1, accepted=False)
    factories.publish(house_with_redis.store, 2)
    return house_with_redis.start()


def send(
    client: FlaskClient,
    content: bytes = CONTENT,
    query: str = "",
    headers: dict[str, str] | None = None,
) -> Any:
    return client.post(PATH + query, data=content, headers=OPERATOR | CSV | (headers or {}))


def store(house: House) -> ValidationStore:
    return ValidationStore(house.data)


def one(client: FlaskClient, validation: str) -> dict[str, Any]:
    response = client.get(f"{PATH}/{validation}")
    assert response.status_code == 200
    listed = client.get(PATH).json
    assert listed is not None
    assert response.json in listed["validations"]
    return dict(response.json or {})


def test_rows_are_taken_in_for_the_champion_and_wait_in_the_queue_of_checks(
    client: FlaskClient, house: House, line: redis.Redis, checks_rq: Queue
) -> None:
    response = send(client, query="?note=the%20other%20town")
    assert response.status_code == 202
    document = response.json
    assert response.headers["Location"] == f"{PATH}/{document['id']}"
    assert response.headers["Retry-After"]
    assert one(client, document["id"]) == document
    assert document.pop("at").endswith("Z")
    job = jobs.validation_job(made_up.NAME, document["id"])
    assert document == {
        "id": document["id"], "predictor": made_up.NAME, "version": SECOND, "champion": True,
        "note": "the other town", "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "size": len(CONTENT), "by": "operator", "status": "queued", "progress": None,
        "message": told.UNATTENDED, "rows": None, "people": None, "events": None,
        "ended_at": None, "error": None, "error_code": None,
        "faults": {"count": 0, "first": []}, "rows_kept": True, "warnings": [], "figures": [],
    }  # fmt: skip
    assert store(house).rows(made_up.NAME, document["id"]).read_bytes() == CONTENT
    found = Job.fetch(job, connection=line, serializer="json")
    assert (found.func_name, list(found.args)) == (jobs.VALIDATE, [made_up.NAME, document["id"]])
    assert checks_rq.get_job_ids() == [job]
    line.set(jobs.check_progress_key(job), "0.25")
    running = one(client, document["id"])
    assert (running["status"], running["progress"]) == ("running", 0.25)
    # It is no data set: nothing can name it to learn from it.
    listed = client.get(f"/api/v1/predictors/{made_up.NAME}/datasets").json
    assert listed is not None
    assert [each["name"] for each in listed["datasets"]] == ["initial"]


@pytest.mark.parametrize("kind", ["rejected", "withdrawn"])
def test_any_version_that_can_be_read_is_judged(
    client: FlaskClient, house: House, kind: str
) -> None:
    if kind == "withdrawn":
        house.store.withdraw(made_up.NAME, FIRST, by="operator", reason="leak")
        look(client)
    document = send(client, query=f"?version={FIRST}").json
    assert (document["version"], document["champion"]) == (FIRST, False)


def test_an_unknown_version_is_refused_before_the_rows_are_read(client: FlaskClient) -> None:
    for query, said in (
        (f"?version={factories.version_name(9)}", "has no version"),
        ("?version=../x", "has no such version"),
    ):
        refused = send(client, query=query)
        assert (refused.status_code, said in refused.json["detail"]) == (404, True)
    assert client.get(PATH).json == {
        "predictor": made_up.NAME, "limits": {"bytes": 200 << 20}, "validations": [],
    }  # fmt: skip


def test_without_a_champion_a_version_has_to_be_named(house_with_redis: House) -> None:
    made_up.write(house_with_redis.predictors)
    factories.publish(house_with_redis.store, 1, accepted=False)
    client = house_with_redis.start()
    refused = send(client)
    assert (refused.status_code, "no champion to judge yet" in refused.json["detail"]) == (
        404,
        True,
    )
    assert send(client, query=f"?version={FIRST}").status_code == 202


def test_a_key_asks_once_and_not_for_something_else(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "one"}
    first = send(client, headers=key)
    again = send(client, headers=key)
    assert again.json == first.json
    assert send(client, made_up.rows(70), headers=key).status_code == 422
    assert send(client, query=f"?version={FIRST}", headers=key).status_code == 422
    assert len(client.get(PATH).get_json()["validations"]) == 1
    assert send(client).json["id"] != first.json["id"]


def test_a_key_whose_answer_was_lost_names_the_same_validation(
    client: FlaskClient, line: redis.Redis
) -> None:
    key = {"Idempotency-Key": "one"}
    first = send(client, headers=key)
    # As where two came at once, or Redis was gone before it had kept the answer.
    line.delete(*line.keys("bellwether:idempotency:*"))
    again = send(client, headers=key)
    assert (again.status_code, again.json["id"]) == (202, first.json["id"])
    assert len(client.get(PATH).get_json()["validations"]) == 1
    line.delete(*line.keys("bellwether:idempotency:*"))
    assert send(client, made_up.rows(70), headers=key).status_code == 422
    assert send(client, query="?note=other", headers=key).status_code == 422
    kept = client.get(PATH).get_json()["validations"]
    assert [(each["id"], each["note"]) for each in kept] == [(first.json["id"], None)]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", {}, 422),
        (CONTENT, {"Content-Type": "application/json"}, 415),
        (CONTENT, {"Authorization": "Bearer no"}, 401),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_left(
    client: FlaskClient, house: House, content: bytes, headers: dict[str, str], status: int
) -> None:
    assert send(client, content, headers=headers).status_code == status
    assert store(house).all(made_up.NAME) == []
    assert send(client, query=f"?note={'x' * 501}").status_code == 422


def test_without_a_queue_nothing_is_taken_in(house: House) -> None:
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    assert send(house.start()).status_code == 503
    assert store(house).all(made_up.NAME) == []


def test_a_full_volume_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("bellwether_contract.storage.durable.write_all", full)
    assert send(client).status_code == 507
    assert store(house).all(made_up.NAME) == []


def test_people_are_hashed_on_the_way_and_may_be_missing(house_with_redis: House) -> None:
    house = house_with_redis
    patients.write(house.predictors)
    factories.publish(house.store, 1, roles=patients.ROLES)
    client = house.start()
    content = patients.rows(20)
    packed = gzip.compress(content)
    document = send(client, packed).json
    assert document["sha256"] == hashlib.sha256(packed).hexdigest()
    stored = gzip.decompress(store(house).rows(made_up.NAME, document["id"]).read_bytes())
    assert b"PX0" not in stored
    assert stored.count(b"\n") == content.count(b"\n")
    # Without the column, and without any other that might name people.
    assert send(client, CONTENT).status_code == 202
    misnamed = send(client, content.replace(b"patient", b"Patient"))
    assert misnamed.status_code == 422
    assert "patient is a column that is missing" in misnamed.json["errors"][0]["detail"]
    assert all(b"PX0" not in path.read_bytes() for path in house.data.rglob("rows"))


FIGURE = {
    "name": "auroc", "label": "AUROC", "here": {"estimate": 0.7, "low": 0.6, "high": 0.8},
    "training": {"estimate": 0.8, "low": None, "high": None}, "z": None, "found": "cannot tell",
    "words": "",
}  # fmt: skip


def ended(house: House, validation: str, report: Any = None, **members: Any) -> None:
    """End a validation as the trainer does."""
    outcome = Outcome("done" if report is not None else "failed", "2026-01-01T00:00:00Z", **members)
    store(house).finish(made_up.NAME, validation, outcome, report)


def test_what_was_measured_is_told_after_a_restart_and_without_small_counts(
    client: FlaskClient, house: House
) -> None:
    made = send(client).json["id"]
    path = f"{PATH}/{made}/report"
    waiting = client.get(path)
    assert (waiting.status_code, "not done yet" in waiting.text) == (409, True)
    report = {
        "predictor": made_up.NAME, "validation": made, "version": SECOND, "warnings": [],
        "evaluation": factories.report(made_up.NAME)["evaluation"]
        | {"winner": {"confusion": {"tn": 70, "fp": 3, "fn": 2, "tp": 5}}},
        "compared": {"figures": [FIGURE]},
        "training": factories.report(made_up.NAME)
        | {"evaluation": {"winner": {"confusion": {"tn": 1, "fp": 9, "fn": 9, "tp": 9}}}},
        "beyond": {"refused": 3, "outside": 2, "refused_fields": {"Acid": 3}, "outside_fields": {}},
        "learned": {"same": 4, "measured": 1, "people": 2, "again": {"again": 3, "told": 1}},
        "periods": {"groups": [{"n": 30, "events": 3}]},
        "sites": {"groups": [{"n": 4, "events": 1}, {"n": 40, "events": 4}]},
    }  # fmt: skip
    ended(house, made, report, rows=80, events=3, figures=(FIGURE,), warnings=("few",))
    document = one(client, made)
    assert (document["status"], document["rows"], document["events"], document["rows_kept"]) == (
        "done", 80, "fewer than 5", False,
    )  # fmt: skip
    assert (document["figures"], document["warnings"]) == ([FIGURE], ["few"])
    restarted = house.start()
    found = restarted.get(path).get_json()
    few = "fewer than 5"
    assert found["evaluation"]["winner"]["confusion"] == {"tn": 70, "fp": few, "fn": few, "tp": 5}
    assert found["training"]["evaluation"]["winner"]["confusion"]["tn"] == few
    assert found["beyond"] == {
        "refused": few, "outside": few, "refused_fields": {"Acid": few}, "outside_fields": {},
    }  # fmt: skip
    assert found["learned"] == {
        "same": few, "measured": few, "people": few, "again": {"again": few, "told": few},
    }  # fmt: skip
    assert found["periods"]["groups"] == [{"n": 30, "events": few}]
    assert found["sites"]["groups"] == [{"n": 40, "events": few}]
    tagged = restarted.get(path, headers={"If-None-Match": restarted.get(path).headers["ETag"]})
    assert tagged.status_code == 304


def test_a_report_that_is_none_is_told_and_not_handed_on(client: FlaskClient, house: House) -> None:
    made = send(client).json["id"]
    ended(house, made, {**factories.validation_report(), "compared": None}, rows=80, events=30)
    answer = client.get(f"{PATH}/{made}/report")
    assert (answer.status_code, "damaged" in answer.text) == (404, True)


def test_faults_are_told_in_full_to_operators_alone(client: FlaskClient, house: House) -> None:
    made = send(client).json["id"]
    faults = (RowFault(1, "6.5", "is a column that this predictor does not know"),
              RowFault(2, "Acid", "must be a number"))  # fmt: skip
    ended(house, made, error="The rows do not fit", count=2, faults=faults)
    shown = one(client, made)
    assert [each["column"] for each in shown["faults"]["first"]] == [None, "Acid"]
    told = client.get(f"{PATH}/{made}", headers=OPERATOR).get_json()
    assert [each["column"] for each in told["faults"]["first"]] == ["6.5", "Acid"]
    report = client.get(f"{PATH}/{made}/report")
    assert (report.status_code, "The rows do not fit" in report.text) == (409, True)


def test_one_that_nobody_works_on_any_more_has_failed_and_its_rows_go(
    client: FlaskClient, house: House, checks_rq: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = send(client).json["id"]
    checks_rq.empty()  # type: ignore[no-untyped-call]  # RQ
    assert one(client, made)["error"] == told.LOST
    assert store(house).rows(made_up.NAME, made).exists()
    send(client)
    # It was asked for a moment ago, and may be about to enter the queue.
    assert store(house).rows(made_up.NAME, made).exists()
    monkeypatch.setattr(validations, "SETTLED_SECONDS", 0)
    send(client)
    assert not store(house).rows(made_up.NAME, made).exists()
    assert one(client, made)["status"] == "failed"


def test_a_validation_outlives_its_version_and_goes_when_it_is_removed(
    client: FlaskClient, house: House
) -> None:
    made = send(client, query=f"?version={FIRST}").json["id"]
    directory = house.store.directory(made_up.NAME, FIRST)
    directory.rename(directory.with_name(".gone"))
    assert one(client, made)["version"] == FIRST
    assert client.delete(f"{PATH}/{made}").status_code == 401
    removed = client.delete(f"{PATH}/{made}", headers=OPERATOR)
    assert removed.json == {"predictor": made_up.NAME, "removed": made}
    for method in ("GET", "DELETE"):
        gone = client.open(f"{PATH}/{made}", method=method, headers=OPERATOR)
        assert gone.status_code == 404
    assert client.get(f"{PATH}/{made}/report").status_code == 404
    assert list((house.data / made_up.NAME / "validations").iterdir()) == []


def test_the_newest_comes_first(client: FlaskClient, house: House) -> None:
    made = [send(client).json["id"] for _ in range(3)]
    oldest = store(house).get(made_up.NAME, made[2]).asked
    at = (datetime.now(UTC) - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    path = house.data / made_up.NAME / "validations" / made[2] / "asked.json"
    changed = replace(oldest, at=at)
    path.write_text(json.dumps({each: getattr(changed, each) for each in changed.__slots__}))
    listed = [each["id"] for each in client.get(PATH).get_json()["validations"]]
    assert listed[2] == made[2]
    assert set(listed) == set(made)
