"""What was published, and how good it is."""

from __future__ import annotations

import errno
import os
import shutil
from typing import NoReturn

import pytest

from bellwether_contract.bundle import manifest
from bellwether_contract.storage import locks
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House
from tests.stopped_holder import holding

VERSIONS = f"/api/v1/predictors/{made_up.NAME}/versions"


def test_versions_are_listed_newest_first_with_their_measures(house: House) -> None:
    first = factories.publish(house.store, 1)
    second = factories.publish(house.store, 2, accepted=False)
    document = house.start().get(VERSIONS).json
    assert document is not None
    assert (document["predictor"], document["champion"]) == (made_up.NAME, first)
    newest, oldest = document["versions"]
    assert newest == {
        "version": second,
        "created": "2026-01-02T12:00:00Z",
        "candidate": "logistic_regression",
        "candidate_label": "Logistic Regression",
        "threshold": factories.THRESHOLD,
        "job": f"{2:032x}",
        "rows": 600,
        "effort": "full",
        "datasets": ["initial"],
        "champion": False,
        "accepted": False,
        "checks_passed": 0,
        "checks": 0,
        "outcome": "rejected",
        "reasons": ["better than the champion"],
        "reason_codes": None,
        "withdrawn": None,
        "hold": None,
        "measures": factories.report(made_up.NAME)["evaluation"]["winner"],
    }
    assert (oldest["version"], oldest["champion"], oldest["accepted"]) == (first, True, True)


def test_what_the_gate_passed_and_what_taught_it_is_listed(house: House) -> None:
    older = {"name": "slope", "passed": True}
    judged = [
        {"name": "slope", "passed": False, "found": "too little"},
        {"name": "intercept", "passed": True, "found": "passed"},
    ]
    gate = factories.report(made_up.NAME)["gate"]
    rows = manifest.DataSet(name="a" * 64, sha256="a" * 64, rows=120)
    factories.publish(house.store, 1, measured={"gate": {**gate, "checks": [older]}})
    factories.publish(
        house.store,
        2,
        effort="quick",
        measured={"gate": {**gate, "checks": judged}},
        datasets=(factories.INITIAL_ROWS, rows),
    )
    document = house.start().get(VERSIONS).json
    assert document is not None
    newest, oldest = document["versions"]
    assert (newest["effort"], newest["datasets"]) == ("quick", ["initial", "a" * 64])
    assert (newest["checks_passed"], newest["checks"]) == (1, 2)
    assert (oldest["checks_passed"], oldest["checks"]) == (1, 1)


def test_a_report_that_is_none_is_told_and_not_handed_on(house: House) -> None:
    version = factories.publish(house.store, 1, measured={"gate": None})
    answer = house.start().get(f"/api/v1/predictors/{made_up.NAME}/versions/{version}/report")
    assert (answer.status_code, "lacks its verdict" in answer.text) == (409, True)


def test_a_broken_version_is_listed_as_broken_and_hides_no_other(house: House) -> None:
    versions = [factories.publish(house.store, day) for day in (1, 2, 3)]
    client = house.start()
    for version, name in zip(versions, (manifest.REPORT, manifest.MANIFEST), strict=False):
        path = house.store.directory(made_up.NAME, version) / name
        path.write_bytes(path.read_bytes()[:-1])
    document = client.get(VERSIONS).json
    assert document is not None
    by_name = {entry["version"]: entry for entry in document["versions"]}
    assert "broken" not in by_name[versions[2]]
    assert "SHA-256" in by_name[versions[0]]["broken"]
    assert manifest.MANIFEST in by_name[versions[1]]["broken"]
    assert client.get(f"{VERSIONS}/{versions[0]}/report").status_code == 409


def test_what_was_read_once_is_kept(house: House) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    before = client.get(VERSIONS).json
    factories.flip_a_byte(
        house.store.directory(made_up.NAME, factories.version_name(1)) / manifest.REPORT
    )
    assert client.get(VERSIONS).json == before


@pytest.mark.parametrize(("path", "member"), [("", "recipe"), ("/report", "gate")])
def test_manifest_and_report_are_sent_once(house: House, path: str, member: str) -> None:
    version = factories.publish(house.store, 1)
    client = house.start()
    response = client.get(f"{VERSIONS}/{version}{path}")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.json is not None
    assert member in response.json
    again = client.get(
        f"{VERSIONS}/{version}{path}", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/predictors/none/versions",
        "/api/v1/predictors/none/champion",
        "/api/v1/predictors/../versions",
        "/api/v1/predictors/%2e%2e/versions",
        "/api/v1/predictors/..%2f..%2fetc/versions",
        "/api/v1/predictors//etc/versions",
        "/api/v1/predictors/%00/versions",
        f"/api/v1/predictors/{made_up.NAME}%00",
        f"{VERSIONS}/",
        f"{VERSIONS}/..",
        f"{VERSIONS}/%2e%2e",
        f"{VERSIONS}/..%2f..",
        f"{VERSIONS}//etc/passwd",
        f"{VERSIONS}/%2fetc%2fpasswd",
        f"{VERSIONS}/%00",
        f"{VERSIONS}/{factories.version_name(1)}%0a",
        f"{VERSIONS}/{factories.version_name(1)}%00",
        f"{VERSIONS}/{factories.version_name(9)}/report",
        f"{VERSIONS}/../versions/{factories.version_name(1)}/report",
    ],
)
def test_a_path_leads_nowhere_but_to_what_is_published(house: House, path: str) -> None:
    factories.publish(house.store, 1)
    response = house.start().get(path)
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_a_champion_whose_files_are_gone_is_still_named(house: House) -> None:
    version = factories.publish(house.store, 1)
    shutil.rmtree(house.store.directory(made_up.NAME, version))
    made_up.write(house.predictors)
    document = house.start().get(f"/api/v1/predictors/{made_up.NAME}").json
    assert document is not None
    assert document["champion"]["version"] == version
    assert document["champion"]["candidate"] is None
    assert document["serving"] is None


def test_an_earlier_version_can_be_promoted_when_nothing_serves(house: House) -> None:
    first, second = (factories.publish(house.store, day, promote=day == 2) for day in (1, 2))
    shutil.rmtree(house.store.directory(made_up.NAME, second))
    client = house.start()
    path = f"/api/v1/predictors/{made_up.NAME}/champion"
    assert client.put(path, json={"version": first}, headers=OPERATOR).status_code == 200
    assert client.get("/v2/health/ready").status_code == 200


def test_a_stray_file_among_the_versions_hides_no_version(house: House) -> None:
    version = factories.publish(house.store, 1)
    (house.store.directory(made_up.NAME, version).parent / factories.version_name(2)).touch()
    document = house.start().get(VERSIONS).json
    assert document is not None
    assert [entry["version"] for entry in document["versions"]] == [version]


@pytest.mark.parametrize("path", ["", "/champion", "/versions"])
def test_a_promotion_through_one_process_is_told_by_every_other_at_once(
    house: House, path: str
) -> None:
    former, _newest = (factories.publish(house.store, day) for day in (1, 2))
    one, another = house.start(), house.start()
    promotion = {"version": former, "reason": "the newer one is too bold"}
    predictor = f"/api/v1/predictors/{made_up.NAME}"
    assert one.put(f"{predictor}/champion", json=promotion, headers=OPERATOR).status_code == 200
    document = another.get(predictor + path).json
    assert document is not None
    champion = document["champion"]
    assert (champion if path == "/versions" else champion["version"]) == former


def test_a_rejected_version_is_promoted_with_a_reason_alone_and_that_is_on_record(
    house: House,
) -> None:
    first = factories.publish(house.store, 1)
    rejected = factories.publish(house.store, 2, accepted=False)
    client = house.start()
    path = f"/api/v1/predictors/{made_up.NAME}/champion"
    for document in ({"version": rejected}, {"version": rejected, "reason": "  "}):
        refused = client.put(path, json=document, headers=OPERATOR)
        assert refused.status_code == 422
        assert refused.json is not None
        assert [error["pointer"] for error in refused.json["errors"]] == ["/reason"]
    told = client.get(path).json
    assert told is not None
    assert told["champion"]["version"] == first
    # Two decisions of the gate.
    assert told["comparisons"] == 2
    document = {"version": rejected, "reason": "the rows have changed for good"}
    assert client.put(path, json=document, headers=OPERATOR).status_code == 200
    told = client.get(path).json
    assert told is not None
    assert told["champion"]["version"] == rejected
    newest = told["history"][0]
    assert (newest["event"], newest["reason"]) == ("forced", document["reason"])
    assert told["comparisons"] == 2


def test_a_version_that_was_never_rejected_needs_no_reason(house: House) -> None:
    first, _ = (factories.publish(house.store, day) for day in (1, 2))
    path = f"/api/v1/predictors/{made_up.NAME}/champion"
    client = house.start()
    assert client.put(path, json={"version": first}, headers=OPERATOR).status_code == 200


CHANGES = ("champion", f"versions/{factories.version_name(1)}/withdrawal")


@pytest.mark.parametrize("call", CHANGES)
def test_a_process_that_hangs_with_the_lock_holds_up_no_promotion_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.3)
    first, _ = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    document = {"reason": "back"} | ({"version": first} if call == "champion" else {})
    path = f"/api/v1/predictors/{made_up.NAME}/{call}"
    with holding(house.champions, made_up.NAME):
        answer = client.put(path, json=document, headers=OPERATOR)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Another process has held the lock of gout on the champions' volume" in answer.text
    assert client.put(path, json=document, headers=OPERATOR).status_code == 200


@pytest.mark.parametrize("call", CHANGES)
def test_a_full_volume_of_champions_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    document = {"reason": "back"} | ({"version": first} if call == "champion" else {})
    path = f"/api/v1/predictors/{made_up.NAME}/{call}"
    answer = client.put(path, json=document, headers=OPERATOR)
    assert answer.status_code == 507
    assert "The champions' volume is full" in answer.get_json()["detail"]
    champion = house.store.champion(made_up.NAME)
    assert champion is not None
    assert champion.version == second
