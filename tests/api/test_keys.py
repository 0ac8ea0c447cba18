"""Named keys: made, told once, rotated, revoked, and what is known of those that are refused."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_contract.storage import key_store as storage
from bellwether_contract.storage.key_store import KeyStore
from tests import factories, made_up
from tests.api.conftest import OPERATOR, OPERATOR_KEY, House, look

KEYS = "/api/v1/keys"
ONE = f"/api/v1/predictors/{made_up.NAME}"


def made(client: FlaskClient, **document: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """A key, and the header that it is sent in."""
    wanted = {"name": "Zoë of ward 3", "role": "operator"} | document
    response = client.post(KEYS, json=wanted, headers=OPERATOR)
    assert response.status_code == 201, response.text
    assert response.headers["Cache-Control"] == "no-store"
    answer = response.get_json()
    return answer["key"], bearer(answer["secret"])


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def refusals(client: FlaskClient) -> dict[str, float]:
    text = client.get("/metrics").text
    lines = [line for line in text.splitlines() if line.startswith("bellwether_keys_refused_total")]
    return {line.split('"')[1]: float(line.split()[-1]) for line in lines}


def test_a_key_is_told_once_and_no_file_and_no_list_holds_its_secret(house: House) -> None:
    client = house.start()
    key, sent = made(client, role="viewer", predictors=[made_up.NAME], days=30)
    secret = sent["Authorization"].removeprefix("Bearer ")
    assert (key["role"], key["predictors"], key["status"]) == ("viewer", [made_up.NAME], "in use")
    assert (key["created_by"], key["days"], key["revoked"]) == ("operator", 30, None)
    listed = client.get(KEYS, headers=OPERATOR)
    assert listed.get_json() == {"keys": [key]}
    assert secret not in listed.text
    assert not any(
        secret in path.read_text() for path in house.champions.rglob("*") if path.is_file()
    )
    own = client.get("/api/v1/key", headers=sent).get_json()
    assert own == {
        "id": key["id"], "name": "Zoë of ward 3", "role": "viewer",
        "predictors": [made_up.NAME], "expires": key["expires"], "calls": ["GET /api/v1/key"],
    }  # fmt: skip


def test_the_operators_key_is_told_as_what_it_is(house: House) -> None:
    own = house.start().get("/api/v1/key", headers=OPERATOR).get_json()
    assert {"POST /api/v1/keys", "PUT /api/v1/predictors/{name}/champion"} <= set(own.pop("calls"))
    assert own == {
        "id": None, "name": "operator", "role": "operator", "predictors": None, "expires": None,
    }  # fmt: skip


def test_a_revoked_key_is_refused_by_every_process_with_its_next_request(house: House) -> None:
    one, other = house.start(), house.start()
    key, sent = made(one)
    for client in (one, other):
        assert client.get("/api/v1/operator", headers=sent).status_code == 204
    revoked = other.delete(f"{KEYS}/{key['id']}", headers=OPERATOR).get_json()
    assert (revoked["status"], revoked["revoked_by"]) == ("revoked", "operator")
    for client in (one, other):
        refused = client.get("/api/v1/operator", headers=sent)
        assert refused.status_code == 401
        assert "was revoked" in refused.get_json()["detail"]
    again = one.delete(f"{KEYS}/{key['id']}", headers=OPERATOR).get_json()
    assert again == revoked
    assert one.post(f"{KEYS}/{key['id']}/rotation", headers=OPERATOR).status_code == 409
    # Its name is free again.
    made(one)


def test_a_rotated_key_takes_the_new_secret_alone(house: House) -> None:
    client = house.start()
    key, sent = made(client, role="auditor", days=1)
    rotated = client.post(f"{KEYS}/{key['id']}/rotation", headers=OPERATOR)
    assert rotated.headers["Cache-Control"] == "no-store"
    answer = rotated.get_json()
    assert client.get("/api/v1/key", headers=sent).status_code == 401
    assert client.get("/api/v1/key", headers=bearer(answer["secret"])).status_code == 200
    assert answer["key"]["id"] == key["id"]
    assert answer["key"]["expires"] >= key["expires"]


def test_an_expired_key_is_refused_until_it_is_rotated(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.start()
    monkeypatch.setattr(storage, "now", lambda: "2026-01-01T00:00:00.000Z")
    key, sent = made(client, days=2)
    monkeypatch.undo()
    refused = client.get("/api/v1/key", headers=sent)
    assert refused.status_code == 401
    assert "has expired" in refused.get_json()["detail"]
    (listed,) = client.get(KEYS, headers=OPERATOR).get_json()["keys"]
    assert (listed["status"], listed["expires"]) == ("expired", "2026-01-03T00:00:00.000Z")
    answer = client.post(f"{KEYS}/{key['id']}/rotation", headers=OPERATOR).get_json()
    assert client.get("/api/v1/key", headers=bearer(answer["secret"])).status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "Operator"}, "/name"),
        ({"name": "full training"}, "/name"),
        ({"name": "Training 3f2a9c1d"}, "/name"),
        ({"name": "import"}, "/name"),
        ({"name": "restore"}, "/name"),
        ({"name": "bellwether"}, "/name"),
        ({"role": "root"}, "/role"),
        ({"predictors": []}, "/predictors"),
        ({"predictors": ["No Name"]}, "/predictors"),
        ({"days": 0}, "/days"),
        ({"days": True}, "/days"),
        ({"days": 1.5}, "/days"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(
    house: House, change: dict[str, Any], pointer: str
) -> None:
    wanted = {"name": "anna", "role": "viewer"} | change
    refused = house.start().post(KEYS, json=wanted, headers=OPERATOR)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.get_json()["errors"]] == [pointer]
    assert KeyStore(house.champions).all() == []


def test_two_keys_in_use_have_two_names(house: House) -> None:
    client = house.start()
    made(client, name="anna")
    refused = client.post(KEYS, json={"name": "Anna", "role": "viewer"}, headers=OPERATOR)
    assert refused.status_code == 409


def test_unknown_keys_are_404(house: House) -> None:
    client = house.start()
    for key in ("0" * 12, "x"):
        assert client.delete(f"{KEYS}/{key}", headers=OPERATOR).status_code == 404
        assert client.post(f"{KEYS}/{key}/rotation", headers=OPERATOR).status_code == 404


def test_refused_keys_are_counted_and_logged_without_what_was_sent(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    key, sent = made(client, role="viewer")
    before = refusals(client)
    with caplog.at_level(logging.WARNING):
        client.put(f"{ONE}/champion", json={}, headers=sent)
        client.get("/api/v1/key", headers=bearer("a wrong one"))
        # What everybody may ask for tells no more with a wrong key, and it is counted too.
        client.get(f"{ONE}/datasets", headers=bearer("a wrong one"))
        client.delete(f"{KEYS}/{key['id']}", headers=OPERATOR)
        client.get("/api/v1/key", headers=sent)
        client.get("/api/v1/key")
    counted = {why: n - before.get(why, 0) for why, n in refusals(client).items()}
    assert {why: n for why, n in counted.items() if n} == {
        "forbidden": 1, "unknown": 1, "revoked": 1,
    }  # fmt: skip
    logged = caplog.text
    assert logged.count(key["id"]) == 2
    for secret in (sent["Authorization"].split()[1], "a wrong one", OPERATOR_KEY):
        assert secret not in logged


def test_nobody_fills_the_log_with_keys_that_are_refused(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.start()
    key, sent = made(client, role="viewer")
    client.delete(f"{KEYS}/{key['id']}", headers=OPERATOR)
    before = refusals(client)
    monkeypatch.setattr("time.monotonic", lambda: 1000.0)
    with caplog.at_level(logging.WARNING):
        for wrong in (bearer("a wrong one"), sent):
            for _ in range(60):
                client.get("/api/v1/key", headers=wrong)
        client.get("/api/v1/key", headers=sent | {"X-Forwarded-For": "192.0.2.9"})
    counted = {why: n - before.get(why, 0) for why, n in refusals(client).items()}
    assert (counted["unknown"], counted["revoked"]) == (60, 61)
    # Whoever asks from elsewhere is logged as ever.
    assert (caplog.text.count("is refused"), caplog.text.count(key["id"])) == (51, 1)


def test_damaged_keys_close_named_keys_and_leave_the_operators(house: House) -> None:
    client = house.start()
    _, sent = made(client)
    (house.champions / storage.FILE).write_text('{"format": 1, "keys": [{}]}')
    refused = client.get("/api/v1/operator", headers=sent)
    assert refused.status_code == 503
    assert "no named key is taken" in refused.get_json()["detail"]
    assert client.get("/api/v1/operator", headers=OPERATOR).status_code == 204
    # Nothing writes over it.
    refused = client.post(KEYS, json={"name": "anna", "role": "viewer"}, headers=OPERATOR)
    assert refused.status_code == 503


def test_a_later_release_may_say_more_of_a_key(house: House) -> None:
    client = house.start()
    _, sent = made(client)
    path = house.champions / storage.FILE
    document = json.loads(path.read_text())
    document["keys"][0]["color"] = "blue"
    path.write_text(json.dumps(document))
    assert client.get("/api/v1/operator", headers=sent).status_code == 204


def test_a_data_scientist_trains_without_promoting(with_queue: FlaskClient) -> None:
    _, sent = made(with_queue, name="ben", role="data_scientist")
    refused = with_queue.post(f"{ONE}/retrainings", headers=sent)
    assert refused.status_code == 403
    assert '"promote": false' in refused.get_json()["detail"]
    record = with_queue.post(f"{ONE}/retrainings", json={"promote": False}, headers=sent)
    assert record.status_code == 202
    assert record.get_json()["requested_by"] == "ben"
    # Nor does one for other predictors cancel what is none of theirs.
    job = f"/api/v1/retrainings/{record.get_json()['id']}"
    _, elsewhere = made(with_queue, name="carl", predictors=["zeal"])
    assert with_queue.delete(job, headers=elsewhere).status_code == 403
    _, here = made(with_queue, name="dora", predictors=[made_up.NAME])
    assert with_queue.delete(job, headers=here).status_code == 202


def test_the_history_says_whose_key_promoted_and_withdrew(house: House) -> None:
    first, _ = (factories.publish(house.store, number) for number in (1, 2))
    client = house.start()
    _, sent = made(client, name="Zoë")
    promotion = {"version": first, "reason": "the new rows were wrong"}
    assert client.put(f"{ONE}/champion", json=promotion, headers=sent).status_code == 200
    look(client)
    told = client.get(f"{ONE}/champion").get_json()
    assert (told["champion"]["by"], told["history"][0]["by"]) == ("Zoë", "Zoë")


PERSON = made_up.example()
TENSORS = [
    {"name": name, "shape": [1], "datatype": kind, "data": [PERSON[name]]}
    for name, kind in [
        ("Acid", "FP64"), ("Beers", "INT64"), ("Drug", "BYTES"), ("Kidney", "BOOL"),
        ("Mood", "BYTES"),
    ]
]  # fmt: skip
ASKING: list[tuple[str, dict[str, Any]]] = [
    (f"{ONE}/predictions", {"json": {"inputs": PERSON}}),  # the fast path
    (f"{ONE}/predictions", {"json": [{"inputs": PERSON}], "query_string": ""}),
    (f"{ONE}/explanations", {"json": {"inputs": PERSON}}),
    (f"/v2/models/{made_up.NAME}/infer", {"json": {"inputs": TENSORS}}),
]


@pytest.mark.parametrize(("path", "asked"), ASKING)
def test_closed_predictions_answer_holders_of_a_key_alone(
    house: House, path: str, asked: dict[str, Any]
) -> None:
    factories.publish(house.store, 1)
    client = house.start(public_predictions=False)
    key, sent = made(client, role="viewer", predictors=[made_up.NAME])
    _, elsewhere = made(client, name="anna", role="viewer", predictors=["zeal"])
    assert client.post(path, **asked).status_code == 401
    assert client.post(path, headers=bearer("wrong"), **asked).status_code == 401
    assert client.post(path, headers=elsewhere, **asked).status_code == 403
    for headers in (sent, OPERATOR):
        assert client.post(path, headers=headers, **asked).status_code == 200
    client.delete(f"{KEYS}/{key['id']}", headers=OPERATOR)
    assert client.post(path, headers=sent, **asked).status_code == 401


@pytest.mark.parametrize(("path", "asked"), ASKING)
def test_public_predictions_ask_nobody_who_they_are(
    house: House, path: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    monkeypatch.setattr(KeyStore, "find", lambda *_: pytest.fail("a key was looked up"))
    assert client.post(path, headers=bearer("wrong"), **asked).status_code == 200
