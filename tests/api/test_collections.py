"""Legal holds and collections, as an operator asks for them and as everybody is told of them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue

from bellwether_api.serving.registry import Registry
from bellwether_contract import jobs
from bellwether_contract.storage import collection
from bellwether_contract.storage.retention import WORDS, RetentionPolicy
from bellwether_contract.storage.validations import ValidationStore
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House, look

NAME = made_up.NAME
ONE = f"/api/v1/predictors/{NAME}"
COLLECTION = f"{ONE}/collection"
WHY = {"reason": "inquiry 7"}
A, B, C, D, E = (factories.version_name(day) for day in (1, 2, 3, 4, 5))


def publish(house: House) -> None:
    for day in (1, 2, 3, 4, 5):
        factories.publish(house.store, day)


def collect(house: House) -> list[str]:
    """What the trainer does."""
    rules = RetentionPolicy(newest=1, promotions=1, days=0)
    named = collection.named_by(ValidationStore(house.data))
    return collection.collect(house.store, NAME, rules, named, by="ward 3", reason="room")


def owner(step: Any) -> Any:
    return getattr(step, "__self__", None)


def hold(client: FlaskClient, version: str, document: Any = WHY) -> Any:
    return client.put(f"{ONE}/versions/{version}/hold", json=document, headers=OPERATOR)


def listed(client: FlaskClient) -> dict[str, dict[str, Any]]:
    found = client.get(f"{ONE}/versions").get_json()["versions"]
    return {each["version"]: each for each in found}


def test_a_hold_is_told_wherever_the_version_is_and_ends_when_it_is_released(house: House) -> None:
    publish(house)
    client, other = house.start(), house.start()
    answer = hold(client, B)
    assert answer.status_code == 200
    held = answer.get_json()["hold"]
    assert (held["by"], held["reason"]) == (jobs.OPERATOR, WHY["reason"])
    for process in (client, other, house.start()):
        assert listed(process)[B]["hold"] == held
        assert listed(process)[A]["hold"] is None
    assert B not in collect(house)
    path = f"{ONE}/versions/{B}/hold"
    assert client.delete(path, headers=OPERATOR).status_code == 422
    released = client.delete(f"{path}?reason=over", headers=OPERATOR)
    assert released.get_json() == {"predictor": NAME, "version": B, "hold": None}
    assert listed(other)[B]["hold"] is None
    history = client.get(f"{ONE}/champion").get_json()["history"]
    assert [(each["event"], each["reason"]) for each in history[:3]] == [
        ("released", "over"), ("collected", "room"), ("held", WHY["reason"]),
    ]  # fmt: skip
    assert collect(house) == [B]


def test_a_hold_is_the_operators_and_needs_a_reason(house: House) -> None:
    publish(house)
    client = house.start()
    assert client.put(f"{ONE}/versions/{B}/hold", json=WHY).status_code == 401
    for document in ({}, {"reason": " "}, {"reason": 7}, {"reason": "x", "version": B}):
        assert hold(client, B, document).status_code == 422
    assert hold(client, factories.version_name(9)).status_code == 404
    assert house.store.timeline(NAME).held == {}


def test_a_collected_version_is_gone_for_everybody_and_says_so(house: House) -> None:
    publish(house)
    client = house.start()
    one = f"/v2/models/{NAME}/versions/{B}"
    assert client.get(one).status_code == 200
    assert B in listed(client)
    other = house.apps[0].test_client()
    assert collect(house) == [B, C]
    for path in (f"{ONE}/versions/{B}", f"{ONE}/versions/{B}/report", f"{ONE}/versions/{B}/card"):
        assert client.get(path).status_code == 410
    for refused in (
        client.put(f"{ONE}/champion", json={"version": B, "reason": "back"}, headers=OPERATOR),
        client.put(f"{ONE}/versions/{B}/withdrawal", json=WHY, headers=OPERATOR),
        hold(client, B),
    ):
        assert refused.status_code == 410
        detail = refused.get_json()["detail"]
        assert f"The version {B} of {NAME} (Logistic Regression, made on 2026-01-02)" in detail
        assert "was collected on" in detail
        assert "by ward 3: room" in detail
    gone = client.get(one)
    assert gone.status_code == 410
    assert "collected" in gone.get_json()["error"]
    assert set(listed(other)) == {A, D, E}
    assert B not in client.get(f"/v2/models/{NAME}").get_json()["versions"]
    # A line that names it says what it was.
    newest = client.get(f"{ONE}/champion").get_json()["history"][1]
    assert newest["version"] == B
    assert newest["facts"] == {
        "candidate": "logistic_regression", "candidate_label": "Logistic Regression",
        "created": "2026-01-02T12:00:00Z", "rows": 600, "auroc": 0.81, "log_loss": 0.4,
    }  # fmt: skip


def test_every_process_lets_go_of_a_collected_version(house: House) -> None:
    publish(house)
    client = house.start()
    assert client.get(f"/v2/models/{NAME}/versions/{B}").status_code == 200
    poller = client.application.extensions["bellwether"]
    (registry,) = (each for step in poller._steps if isinstance(each := owner(step), Registry))
    assert registry._others.kept() == [(NAME, B)]
    collect(house)
    look(client)
    assert registry._others.kept() == []


def test_what_answers_in_the_place_of_a_broken_champion_stays(house: House) -> None:
    publish(house)
    for version in (D, E):
        factories.flip_a_byte(house.store.directory(NAME, version) / "model.onnx")
    house.store.withdraw(NAME, C, by="x", reason="y")
    client = house.start()
    assert client.get(ONE).get_json()["serving"]["version"] == B
    assert B not in collect(house)
    why = client.get(f"{COLLECTION}?keep=1", headers=OPERATOR).get_json()["stays"]
    reasons = {each["version"]: each["reasons"] for each in why}
    assert WORDS["in use"] in reasons[B]


def test_a_dry_run_tells_what_would_go_and_why_the_rest_stays(house: House) -> None:
    publish(house)
    client = house.start(keep_promotions=1, keep_days=0)
    unset = client.get(COLLECTION, headers=OPERATOR).get_json()
    assert (unset["policy"], unset["going"], unset["automatic"]) == (None, 0, False)
    assert unset["bytes"] == 0
    told = client.get(f"{COLLECTION}?keep=1", headers=OPERATOR).get_json()
    assert told["policy"] == {"newest": 1, "promotions": 1, "days": 0}
    assert told["goes"] == [C, B]
    assert (told["going"], told["staying"]) == (2, 3)
    files = (each for day in (B, C) for each in house.store.directory(NAME, day).iterdir())
    assert told["bytes"] == sum(each.stat().st_size for each in files) > 0
    stays = {each["version"]: each["reasons"] for each in told["stays"]}
    assert stays[D] == [WORDS["rollback"]]
    assert stays[A] == [WORDS["best"]]
    assert WORDS["champion"] in stays[E]
    # Redis is away.
    assert told["under_way"] is None
    assert set(listed(client)) == {A, B, C, D, E}
    by_setting = house.start(keep_versions=2, keep_promotions=1, keep_days=0)
    told = by_setting.get(COLLECTION, headers=OPERATOR).get_json()
    assert (told["automatic"], told["policy"]["newest"], told["goes"]) == (True, 2, [C, B])
    assert client.get(COLLECTION).status_code == 401
    for keep in ("0", "x", "-1", "1000001", ""):
        assert client.get(f"{COLLECTION}?keep={keep}", headers=OPERATOR).status_code == 422


def test_a_collection_is_asked_for_once_and_told_to_the_trainer(
    with_queue: FlaskClient, house: House, rq: Queue, line: Redis
) -> None:
    publish(house)
    assert with_queue.post(COLLECTION, json={}, headers=OPERATOR).status_code == 422
    for document in ({"keep": 0}, {"keep": True}, {"keep": "1"}, {"kept": 1}, {"reason": 7}):
        assert with_queue.post(COLLECTION, json=document, headers=OPERATOR).status_code == 422
    assert with_queue.post(COLLECTION, json={"keep": 1}).status_code == 401
    asked = with_queue.post(COLLECTION, json={"keep": 1, **WHY}, headers=OPERATOR)
    assert asked.status_code == 202
    assert asked.get_json()["under_way"] is True
    (job,) = rq.get_jobs()
    assert (job.func_name, job.args) == (jobs.COLLECT, [NAME, 1, jobs.OPERATOR, WHY["reason"]])
    assert with_queue.get(f"{COLLECTION}?keep=1", headers=OPERATOR).get_json()["under_way"] is True
    again = with_queue.post(COLLECTION, json={"keep": 2}, headers=OPERATOR)
    assert again.status_code == 409
    assert "already" in again.get_json()["detail"]
    # It has no record, and is nobody's retraining.
    assert with_queue.get("/api/v1/retrainings").get_json()["retrainings"] == []
    line.hset(f"rq:job:{job.id}", "status", "finished")
    assert with_queue.post(COLLECTION, json={"keep": 2}, headers=OPERATOR).status_code == 202


def test_without_redis_nothing_is_asked_for(house: House) -> None:
    publish(house)
    assert house.start().post(COLLECTION, json={"keep": 1}, headers=OPERATOR).status_code == 503


def test_the_audit_log_tells_holds_orders_and_removals(
    with_queue: FlaskClient, house: House
) -> None:
    publish(house)
    hold(with_queue, A)
    with_queue.delete(f"{ONE}/versions/{A}/hold?reason=over", headers=OPERATOR)
    with_queue.post(COLLECTION, json={"keep": 1, **WHY}, headers=OPERATOR)
    collect(house)
    found = with_queue.get("/api/v1/audit", headers=OPERATOR).get_json()
    told = [
        (each["action"], each["who"], each["subject"], each["reason"])
        for each in found["entries"]
        if not each["action"].startswith("publish")
    ]
    assert sorted(told, key=str) == [
        ("collect", jobs.OPERATOR, None, WHY["reason"]),
        ("collect", "ward 3", B, "room"),
        ("collect", "ward 3", C, "room"),
        ("hold", jobs.OPERATOR, A, WHY["reason"]),
        ("release", jobs.OPERATOR, A, "over"),
    ]
    assert all(chain["faults"] == [] for chain in found["chains"])


@pytest.mark.parametrize("outcome", ["candidate", "rejected"])
def test_a_first_version_that_is_gone_is_not_why_nothing_answers(
    house: House, outcome: Any
) -> None:
    made_up.write(house.predictors)
    factories.publish(house.store, 1, outcome=outcome)
    newest = factories.publish(house.store, 2, outcome="rejected", reason="as it was")
    house.store.collect(NAME, A, by="x", reason="y")
    told = house.start().get(ONE).get_json()
    assert told["rejected"]["version"] == newest
    house.store.collect(NAME, newest, by="x", reason="y")
    told = house.start().get(ONE).get_json()
    assert (told["rejected"], told["failed"], told["candidate"]) == (None, None, None)
