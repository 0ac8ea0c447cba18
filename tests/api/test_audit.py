"""Whatever is done with a key is written down, chained, and told to auditors."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from rq import Queue

from bellwether_api.http import audit_trail
from bellwether_api.http.audit_trail import ACTIONS
from bellwether_api.http.auth import Access, NoRight
from bellwether_api.http.rights import RIGHTS
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.key_store import KeyStore
from tests import factories, made_up, small_volume
from tests.api.conftest import OPERATOR, House, look

AUDIT = "/api/v1/audit"
ONE = f"/api/v1/predictors/{made_up.NAME}"


def told(client: FlaskClient, query: str = "") -> dict[str, Any]:
    response = client.get(AUDIT + query, headers=OPERATOR)
    assert response.status_code == 200, response.text
    document: dict[str, Any] = response.get_json()
    return document


def newest(folder: Path) -> Path:
    """The file into which the log is written now."""
    months = AuditLog(folder).months
    return folder / months.present()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_every_call_that_changes_something_has_a_name_in_the_log(house: House) -> None:
    changing = {place for place, right in RIGHTS.items() if place[0] != "GET" and not right.public}
    # What takes a model out of the house changes nothing, and is written down all the same.
    taking = {("GET", "/api/v1/predictors/{name}/versions/{version}/export")}
    assert changing | taking == set(ACTIONS)
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/api/v1/keys", view_func=lambda: "", methods=["POST"])
    keys = KeyStore(house.champions)
    access = Access(SecretStr("x" * 12), keys, lambda: 1, public_predictions=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(ACTIONS, ("POST", "/api/v1/keys"))
        with pytest.raises(NoRight, match="has no name"):
            audit_trail.keep(app, AuditLog(house.champions), access)


def test_a_promotion_is_told_with_before_after_reason_and_request(house: House) -> None:
    first, second = (factories.publish(house.store, number) for number in (1, 2))
    client = house.start()
    made = client.post("/api/v1/keys", json={"name": "Zoë", "role": "operator"}, headers=OPERATOR)
    key, secret = made.get_json()["key"], made.get_json()["secret"]
    promotion = {"version": first, "reason": "the new rows were wrong"}
    client.put(f"{ONE}/champion", json=promotion, headers=bearer(secret) | {"X-Request-ID": "r-1"})
    client.put(
        f"{ONE}/versions/{second}/withdrawal", json={"reason": "a leak"}, headers=bearer(secret)
    )
    withdrawn, promoted, created = told(client)["entries"]
    assert {**promoted, "at": ""} == {
        "at": "", "who": "Zoë", "role": "operator", "key": key["id"], "action": "promote",
        "predictor": made_up.NAME, "subject": first, "before": second, "after": first,
        "reason": "the new rows were wrong", "request": "r-1",
    }  # fmt: skip
    assert (withdrawn["action"], withdrawn["subject"]) == ("withdraw", second)
    assert withdrawn["reason"] == "a leak"
    assert (created["action"], created["who"], created["key"]) == ("create key", "operator", None)
    assert created["after"] == "Zoë: operator for all predictors, until it is revoked"
    assert secret not in newest(house.champions).read_text()


def test_what_a_training_publishes_stands_among_them(house: House) -> None:
    version = factories.version_name(1)
    factories.publish(house.store, 1)
    path = house.champions / made_up.NAME / "history.jsonl"
    # As a trainer signs it; the chain says that somebody has changed the line.
    path.write_text(re.sub('"by": "[^"]*"', '"by": "training 1f"', path.read_text()))
    document = told(house.start())
    (entry,) = document["entries"]
    assert (entry["who"], entry["role"], entry["subject"]) == ("training 1f", "trainer", version)
    assert entry["action"] == "publish: promoted"
    assert {each["of"]: len(each["faults"]) for each in document["chains"]} == {
        "audit": 0, made_up.NAME: 1,
    }  # fmt: skip


def test_a_training_gives_its_reasons_one_by_one_and_by_their_codes(house: House) -> None:
    factories.publish(house.store, 1)
    path = house.champions / made_up.NAME / "history.jsonl"
    line = json.loads(path.read_text())
    code = {"name": "by_hand", "values": {}}
    reasons = ["declared: by hand", "AUROC is worse; by far"]
    signed = {"by": "training 1f", "reason": "; ".join(reasons), "reasons": reasons}
    path.write_text(json.dumps(line | signed | {"reason_codes": [code, None]}) + "\n")
    (entry,) = told(house.start())["entries"]
    assert (entry["reasons"], entry["reason_codes"]) == (reasons, [code, None])
    # What a person has done has none.
    client = house.start()
    client.post("/api/v1/keys", json={"name": "Zoë", "role": "viewer"}, headers=OPERATOR)
    assert "reasons" not in told(client)["entries"][0]


def test_what_is_refused_or_fails_leaves_no_entry(house: House) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    assert client.put(f"{ONE}/champion", json={}).status_code == 401
    assert client.put(f"{ONE}/champion", json={}, headers=OPERATOR).status_code == 422
    assert client.delete(f"/api/v1/keys/{'0' * 12}", headers=OPERATOR).status_code == 404
    assert told(client)["entries"] == []


def test_what_cannot_be_written_down_is_not_done(house: House) -> None:
    first, _ = (factories.publish(house.store, number) for number in (1, 2))
    client = house.start()
    newest(house.champions).mkdir()
    refused = client.put(f"{ONE}/champion", json={"version": first}, headers=OPERATOR)
    assert refused.status_code == 503
    assert "audit log cannot be written" in refused.get_json()["detail"]
    assert len(house.store.history(made_up.NAME)) == 2


def test_nothing_is_done_for_whose_entry_there_is_no_room(
    house_with_redis: House, rq: Queue
) -> None:
    """Also where what is to be done needs none of that volume."""
    made_up.write(house_with_redis.predictors)
    with small_volume.mounted(house_with_redis.champions, 1024):
        client = house_with_redis.start()
        job = client.post(f"{ONE}/retrainings", headers=OPERATOR).get_json()["id"]
        in_the_way = small_volume.fill(house_with_redis.champions, left=8 << 10)
        for refused in (
            client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR),
            client.post(f"{ONE}/collection", json={"keep": 9}, headers=OPERATOR),
        ):
            assert refused.status_code == 507
            assert "champions' volume is full; so nothing was done" in refused.text
        assert rq.get_job_ids() == [job]
        in_the_way.unlink()
        assert client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR).status_code == 202
        assert [each["action"] for each in told(client)["entries"]] == [
            "cancel retraining", "retrain",
        ]  # fmt: skip


def test_every_call_that_is_written_down_may_find_no_room(house: House) -> None:
    paths = house.start().get("/openapi.json").get_json()["paths"]
    for method, path in ACTIONS:
        assert "507" in paths[path][method.lower()]["responses"], path


def test_trainings_and_rows_are_told(with_queue: FlaskClient) -> None:
    sent = {"reason": "new rows", "promote": False}
    job = with_queue.post(f"{ONE}/retrainings", json=sent, headers=OPERATOR).get_json()["id"]
    with_queue.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR)
    table = OPERATOR | {"Content-Type": "text/csv"}
    rows = with_queue.post(f"{ONE}/datasets", data=made_up.rows(60), headers=table).get_json()
    with_queue.delete(f"{ONE}/datasets/{rows['name']}", headers=OPERATOR)
    listed = told(with_queue, f"?predictor={made_up.NAME}")["entries"]
    assert [(each["action"], each["subject"]) for each in listed] == [
        ("remove data set", rows["name"]), ("send data set", rows["name"]),
        ("cancel retraining", job), ("retrain", job),
    ]  # fmt: skip
    assert {each["predictor"] for each in listed} == {made_up.NAME}
    assert told(with_queue, "?predictor=zeal")["entries"] == []
    limited = told(with_queue, "?limit=1")
    assert (limited["total"], len(limited["entries"])) == (4, 1)


def test_a_volume_that_is_a_disk_of_its_own_is_told_of_as_any_other(house: House) -> None:
    """Its file system has a folder there that nobody may look into."""
    factories.publish(house.store, 1)
    (house.champions / "lost+found").mkdir(mode=0o700)
    client = house.start()
    assert [each["of"] for each in told(client)["chains"]] == ["audit", made_up.NAME]
    look(client)
    assert "lost+found" not in client.get("/metrics").text


def changed(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"second", b"sEcond"), *lines[2:]]


def dropped(lines: list[bytes]) -> list[bytes]:
    return [lines[0], *lines[2:]]


def reordered(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], *lines[2:]]


def cut(lines: list[bytes]) -> list[bytes]:
    return lines[:2]


def untouched(lines: list[bytes]) -> list[bytes]:
    return lines


@pytest.mark.parametrize("tamper", [changed, dropped, reordered, cut, untouched])
def test_a_log_that_was_tampered_with_is_found(
    house: House, tamper: Callable[[list[bytes]], list[bytes]], caplog: pytest.LogCaptureFixture
) -> None:
    client = house.start()
    with caplog.at_level(logging.INFO):
        for name in ("first", "second", "third"):
            wanted = {"name": name, "role": "viewer"}
            client.post("/api/v1/keys", json=wanted, headers=OPERATOR)
    # As it stands in the log of the API, which is kept elsewhere.
    head = re.findall("whose head is ([0-9a-f]{64})", caplog.text)[-1]
    path = newest(house.champions)
    path.write_bytes(b"".join(tamper(path.read_bytes().splitlines(keepends=True))))
    (chain,) = told(client, f"?head={head}")["chains"]
    assert bool(chain["faults"]) == (tamper is not untouched), chain
    if tamper is untouched:
        assert (chain["head"], chain["entries"]) == (head, 3)


def test_the_chain_goes_on_behind_a_killed_writer_and_in_a_long_file(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    entry = Entry("2026-01-01", "anna", "operator", None, "retrain", reason="x" * 500)
    for _ in range(3):
        log.append(entry)
    with newest(tmp_path).open("ab") as file:
        file.write(b'{"at": "2026')
    # Beyond what is read of the end.
    heads = [log.append(entry) for _ in range(250)]
    assert (log.check().faults, log.check().head) == ((), heads[-1])
    assert log.check(heads[100]).faults == ()
    assert len(log.check("0" * 64).faults) == 1
    assert len(log.entries()) == 253


@pytest.mark.parametrize("query", ["?limit=0", "?limit=x", "?limit=10001", "?head=x"])
def test_a_query_that_is_wrong_is_refused(house: House, query: str) -> None:
    assert house.start().get(AUDIT + query, headers=OPERATOR).status_code == 422
