"""Versions that were taken out of use, and candidates, as everybody is told of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_contract import jobs
from bellwether_contract.bundle import manifest
from bellwether_contract.bundle.manifest import DataSet
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.jobs import JobRecord
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up, report_sample
from tests.api.conftest import OPERATOR, House, look
from tests.api.test_datasets import CONTENT, CSV, SHA256

NAME = made_up.NAME
ONE = f"/api/v1/predictors/{NAME}"
WHY = {"reason": "the same women twice"}


def withdraw(client: FlaskClient, version: str, document: Any = WHY, **headers: str) -> Any:
    path = f"{ONE}/versions/{version}/withdrawal"
    return client.put(path, json=document, headers=OPERATOR | headers)


def listed(client: FlaskClient, version: str) -> dict[str, Any]:
    document = client.get(f"{ONE}/versions").json
    assert document is not None
    found: dict[str, Any] = next(
        each for each in document["versions"] if each["version"] == version
    )
    return found


def test_a_withdrawn_version_is_out_of_use_in_every_process_and_after_a_restart(
    house: House,
) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client, other = house.start(), house.start()
    assert listed(other, first)["withdrawn"] is None
    answer = withdraw(client, first)
    assert answer.status_code == 200
    told = answer.json
    assert (told["version"], told["withdrawn"]["reason"]) == (first, WHY["reason"])
    for process in (client, other, house.start()):
        assert listed(process, first)["withdrawn"] == told["withdrawn"]
        assert listed(process, second)["withdrawn"] is None
        report = process.get(f"{ONE}/versions/{first}/report").json
        assert report is not None
        assert report["withdrawn"] == told["withdrawn"]
        for reason in ({}, {"reason": "all the same"}):
            refused = process.put(
                f"{ONE}/champion", json={"version": first, **reason}, headers=OPERATOR
            )
            assert refused.status_code == 409
            assert refused.json is not None
            assert WHY["reason"] in refused.json["detail"]
            assert "not even by force" in refused.json["detail"]
    history = client.get(f"{ONE}/champion").json
    assert history is not None
    assert history["champion"]["version"] == second
    newest = history["history"][0]
    assert (newest["event"], newest["by"]) == ("withdrawn", jobs.OPERATOR)


def test_a_withdrawn_version_that_was_rejected_is_no_question_of_reasons(house: House) -> None:
    factories.publish(house.store, 1)
    rejected = factories.publish(house.store, 2, accepted=False)
    client = house.start()
    assert withdraw(client, rejected).status_code == 200
    refused = client.put(f"{ONE}/champion", json={"version": rejected}, headers=OPERATOR)
    assert refused.status_code == 409


def test_withdrawing_is_the_operators_needs_a_reason_and_is_done_once(house: House) -> None:
    first, _ = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    path = f"{ONE}/versions/{first}/withdrawal"
    assert client.put(path, json=WHY).status_code == 401
    for document in ({}, {"reason": " "}, {"reason": 7}, {"reason": "x", "version": first}):
        assert withdraw(client, first, document).status_code == 422
    assert withdraw(client, factories.version_name(9)).status_code == 404
    assert house.store.withdrawals(NAME) == {}
    etag = client.get(f"{ONE}/champion").headers["ETag"]
    assert withdraw(client, first, **{"If-Match": '"another"'}).status_code == 412
    once = withdraw(client, first, **{"If-Match": etag})
    again = withdraw(client, first, {"reason": "another"}, **{"If-Match": etag})
    assert (once.status_code, again.status_code) == (200, 200)
    assert once.json == again.json


def test_the_champion_is_not_withdrawn_before_another_one_answers(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    refused = withdraw(client, second)
    assert refused.status_code == 409
    assert f"roll back to {first}" in refused.json["detail"]
    promoted = client.put(f"{ONE}/champion", json={"version": first}, headers=OPERATOR)
    assert promoted.status_code == 200
    assert withdraw(client, second).status_code == 200


def test_what_answers_in_the_place_of_a_broken_champion_is_not_withdrawn(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    factories.flip_a_byte(house.store.directory(NAME, second) / manifest.MODEL)
    client = house.start()
    refused = withdraw(client, first)
    assert refused.status_code == 409
    assert "does not pass its checks" in refused.json["detail"]


def test_nothing_withdrawn_answers_in_the_place_of_a_broken_champion(house: House) -> None:
    zeroth, first, second = (factories.publish(house.store, day) for day in (1, 2, 3))
    assert withdraw(house.start(), first).status_code == 200
    factories.publish(house.store, 4, outcome="candidate")
    factories.flip_a_byte(house.store.directory(NAME, second) / manifest.MODEL)
    serving = house.start().get(ONE).json
    assert serving is not None
    assert serving["serving"]["version"] == zeroth


def test_a_stranger_gets_no_answer_of_a_withdrawn_version(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    one = f"/v2/models/{NAME}/versions/{first}"
    assert client.get(one).status_code == 200
    withdraw(client, first)
    refused = client.get(one)
    assert refused.status_code == 409
    assert refused.json is not None
    assert "was withdrawn" in refused.json["error"]
    assert client.post(f"{one}/infer", json={"inputs": []}).status_code == 409
    ready = client.get(f"{one}/ready")
    assert (ready.status_code, ready.json) == (503, {"name": NAME, "ready": False})
    # What it said once can be found out by the operator.
    assert client.get(one, headers=OPERATOR).status_code == 200
    told = client.get(f"/v2/models/{NAME}").json
    assert told is not None
    assert told["versions"] == [second]


def test_the_card_of_a_withdrawn_version_begins_with_it(house: House) -> None:
    sample = report_sample.report(Predictor.model_validate(made_up.declaration()))
    first = factories.publish(house.store, 1, measured=sample)
    factories.publish(house.store, 2)
    client = house.start()
    path = f"{ONE}/versions/{first}/card"
    before = client.get(path)
    withdraw(client, first)
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.text.split("\n\n")[1].startswith("**Withdrawn.**")
    assert WHY["reason"] in after.text
    assert "Withdrawn" not in before.text


def test_a_candidate_says_so_and_why_and_is_promoted_without_force(house: House) -> None:
    first = factories.publish(house.store, 1)
    second = factories.publish(house.store, 2, outcome="candidate", reason="promote: by_hand")
    client = house.start()
    told = listed(client, second)
    assert (told["outcome"], told["reasons"]) == ("candidate", ["promote: by_hand"])
    assert listed(client, first)["outcome"] == "promoted"
    promoted = client.put(f"{ONE}/champion", json={"version": second}, headers=OPERATOR)
    assert promoted.status_code == 200
    history = client.get(f"{ONE}/champion").json
    assert history is not None
    assert [each["event"] for each in history["history"]] == [
        "promoted",
        "kept as candidate",
        "promoted",
    ]


def test_an_older_candidate_is_promoted_not_rolled_back_to(house: House) -> None:
    older = factories.publish(house.store, 1, outcome="candidate")
    factories.publish(house.store, 2)
    client = house.start()
    client.put(f"{ONE}/champion", json={"version": older}, headers=OPERATOR)
    assert house.store.history(NAME)[0].event == "promoted"


def test_a_training_is_asked_for_without_promoting(with_queue: FlaskClient, rq: Any) -> None:
    path = f"{ONE}/retrainings"
    wrong = with_queue.post(path, json={"promote": "no"}, headers=OPERATOR)
    assert wrong.status_code == 422
    held = with_queue.post(path, json={"promote": False, "effort": "quick"}, headers=OPERATOR)
    assert held.status_code == 202
    assert held.json is not None
    assert held.json["promote"] is False
    assert rq.fetch_job(held.json["id"]).args[4:] == [False]
    with_queue.delete(f"/api/v1/retrainings/{held.json['id']}", headers=OPERATOR)
    plain = with_queue.post(path, json={"promote": True}, headers=OPERATOR)
    assert plain.json is not None
    assert plain.json["promote"] is True
    # As trainers of before are told.
    assert len(rq.fetch_job(plain.json["id"]).args) == 4


def test_a_first_version_that_is_a_candidate_is_told_wherever_nothing_answers(
    with_queue: FlaskClient, line: Any
) -> None:
    ledger = JobLedger(line)
    record = JobRecord.queued("1" * 32, NAME, requested_by="operator", reason=None)
    ledger.add(
        replace(
            record,
            status="candidate",
            version=factories.version_name(1),
            message="the declaration says promote: by_hand",
            reasons=("the declaration says promote: by_hand",),
        )
    )
    refused = with_queue.post(f"{ONE}/predictions", json={"inputs": {}})
    assert refused.status_code == 503
    assert refused.json is not None
    assert "kept as a candidate: the declaration says promote: by_hand" in refused.json["detail"]
    for document in (
        refused.json,
        with_queue.get(ONE).json,
        (with_queue.get("/api/v1/predictors").json or {})["predictors"][0],
    ):
        assert document is not None
        assert document["candidate"]["reasons"] == ["the declaration says promote: by_hand"]
        assert document["rejected"] is None


@pytest.mark.parametrize("outcome", ["candidate", "rejected"])
def test_without_redis_the_history_tells_why_nothing_answers(house: House, outcome: Any) -> None:
    made_up.write(house.predictors)
    version = factories.publish(house.store, 1, outcome=outcome, reason="as it was")
    client = house.start()
    told = client.get(ONE).json
    assert told is not None
    found = told[outcome]
    assert (found["version"], found["reasons"]) == (version, ["as it was"])
    assert (found["effort"], found["datasets"]) == ("full", ["initial"])
    refused = client.post(f"{ONE}/predictions", json={"inputs": {}})
    assert refused.json is not None
    assert "as it was" in refused.json["detail"]
    assert refused.json[outcome]["version"] == version


def test_of_versions_without_a_champion_those_in_use_are_told(
    with_queue: FlaskClient, house: House, line: Any
) -> None:
    first = factories.publish(house.store, 1, outcome="candidate", reason="by hand")
    second = factories.publish(house.store, 2, outcome="candidate", reason="by hand")
    record = JobRecord.queued("2" * 32, NAME, requested_by="operator", reason=None)
    JobLedger(line).add(replace(record, status="candidate", version=second))

    def told() -> dict[str, Any]:
        found: dict[str, Any] = with_queue.get(ONE).json or {}
        return found

    assert told()["candidate"]["id"] == "2" * 32
    assert withdraw(with_queue, second).status_code == 200
    assert told()["candidate"]["version"] == first
    assert withdraw(with_queue, first).status_code == 200
    assert told()["candidate"] is None
    assert WHY["reason"] in told()["failed"]["error"]


def test_a_record_of_before_candidates_is_read(line: Any) -> None:
    ledger = JobLedger(line)
    ledger.add(JobRecord.queued("1" * 32, NAME, requested_by="operator", reason=None))
    line.hdel(jobs.record_key("1" * 32), "promote", "reasons")
    found = ledger.get("1" * 32)
    assert found is not None
    assert (found.promote, found.reasons) == (True, None)


def test_who_has_learned_from_removed_rows_is_named(with_queue: FlaskClient, house: House) -> None:
    store, sets = house.store, (DataSet(name=SHA256, sha256=SHA256, rows=80),)
    factories.publish(store, 1)
    learned, withdrawn, champion = (
        factories.publish(store, day, datasets=sets) for day in (2, 3, 4)
    )
    look(with_queue)
    assert withdraw(with_queue, withdrawn).status_code == 200
    with_queue.post(f"{ONE}/datasets", data=CONTENT, headers=OPERATOR | CSV)
    answer = with_queue.delete(f"{ONE}/datasets/{SHA256}", headers=OPERATOR)
    assert answer.status_code == 200
    assert answer.json is not None
    found = answer.json["learned"]
    assert [each["version"] for each in found] == [champion, withdrawn, learned]
    assert [each["champion"] for each in found] == [True, False, False]
    assert [each["withdrawn"] is None for each in found] == [True, False, True]


def test_a_report_from_before_candidates_says_what_the_gate_said(house: House) -> None:
    store: ModelStore = house.store
    first = factories.publish(store, 1)
    second = factories.publish(store, 2, accepted=False)
    for version in (first, second):
        report = json.loads((store.directory(NAME, version) / manifest.REPORT).read_bytes())
        assert "ending" not in report
    client = house.start()
    assert listed(client, first)["outcome"] == "promoted"
    assert listed(client, second)["outcome"] == "rejected"
