"""What is served, and what happens when something else should be."""

from __future__ import annotations

import json
import shutil
import threading
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.serving.loading import Loader
from bellwether_contract.bundle import bundle, manifest
from bellwether_contract.bundle.bundle import Bundle
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House, look
from tests.api.test_predictions import PERSON

PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"


def serving(client: FlaskClient, name: str = made_up.NAME) -> str:
    answer = client.post(f"/api/v1/predictors/{name}/predictions", json={"inputs": PERSON}).json
    assert answer is not None
    return str(answer["version"])


def shown(client: FlaskClient) -> dict[str, Any]:
    document = client.get(PREDICTOR).json
    assert document is not None
    return dict(document)


def test_a_version_with_a_flipped_byte_is_refused_and_the_old_one_goes_on(house: House) -> None:
    first = factories.publish(house.store, 1)
    client = house.start()
    second = factories.publish(house.store, 2, promote=False)
    factories.flip_a_byte(house.store.directory(made_up.NAME, second) / manifest.MODEL)
    house.store.promote(made_up.NAME, second, by="training", reason="better")
    look(client)
    assert serving(client) == first
    page = shown(client)
    assert page["champion"]["version"] == second
    assert page["serving"]["version"] == first
    assert [refusal["version"] for refusal in page["refusals"]] == [second]
    assert "SHA-256" in page["refusals"][0]["reason"]
    assert page["refusals"][0]["at"].endswith("Z")


def test_the_next_good_version_ends_a_refusal(house: House) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    second = factories.publish(house.store, 2)
    (house.store.directory(made_up.NAME, second) / "odd.txt").write_text("?")
    look(client)
    assert shown(client)["refusals"]
    third = factories.publish(house.store, 3)
    look(client)
    assert serving(client) == third
    assert shown(client)["refusals"] == []


def test_a_refused_version_that_is_put_in_order_is_taken(house: House) -> None:
    """Also where the volume of the models is slower than that of the pointer."""
    factories.publish(house.store, 1)
    client = house.start()
    second = factories.publish(house.store, 2)
    directory = house.store.directory(made_up.NAME, second)
    away = directory.rename(house.models / "away")
    look(client)
    assert shown(client)["refusals"][0]["version"] == second
    away.rename(directory)
    look(client)
    assert serving(client) == second


def test_what_is_put_in_order_while_it_is_being_proven_is_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    second = factories.publish(house.store, 2)
    directory = house.store.directory(made_up.NAME, second)
    away = directory.rename(house.models / "away")
    genuine = Loader.prove

    def slow(loader: Loader, name: str, version: str, **how: bool) -> Bundle:
        try:
            return genuine(loader, name, version, **how)
        finally:
            # The volume catches up, a moment too late for this look.
            if away.exists():
                away.rename(directory)

    monkeypatch.setattr(Loader, "prove", slow)
    look(client)
    assert serving(client) != second
    look(client)
    assert serving(client) == second


def test_a_standing_refusal_is_not_loaded_again_and_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    second = factories.publish(house.store, 2)
    (house.store.directory(made_up.NAME, second) / "odd.txt").write_text("?")
    look(client)
    loads: list[object] = []
    monkeypatch.setattr(
        "bellwether_contract.bundle.bundle.Bundle.load", lambda *args: loads.append(args)
    )
    look(client)
    look(client)
    assert loads == []


def test_at_the_start_the_newest_earlier_champion_that_loads_serves(house: House) -> None:
    first = factories.publish(house.store, 1)
    never = factories.publish(house.store, 2, accepted=False)
    for day in (3, 4):
        broken = factories.publish(house.store, day)
        (house.store.directory(made_up.NAME, broken) / manifest.BACKGROUND).unlink()
    client = house.start()
    assert serving(client) == first != never
    assert [refusal["version"] for refusal in shown(client)["refusals"]] == [
        factories.version_name(4),
        factories.version_name(3),
    ]
    assert client.get("/v2/health/ready").status_code == 200


def test_a_pointer_that_cannot_be_read_leaves_the_last_champion_serving(house: House) -> None:
    first = factories.publish(house.store, 1)
    running = house.start()
    (house.champions / made_up.NAME / "champion.json").write_text("{")
    look(running)
    started = house.start()
    for client in (running, started):
        assert serving(client) == first
        assert shown(client)["champion"] is None
        assert "champion.json" in shown(client)["refusals"][0]["reason"]


def test_one_broken_predictor_stops_neither_the_others_nor_readiness(house: House) -> None:
    broken = factories.publish(house.store, 1)
    shutil.rmtree(house.store.directory(made_up.NAME, broken))
    client = house.start()
    assert client.get("/v2/health/ready").status_code == 503
    factories.publish(house.store, 2, name="zeal")
    look(client)
    assert serving(client, "zeal") == factories.version_name(2)
    assert client.get("/v2/health/ready").json == {"live": True, "ready": True}
    refused = client.post(f"{PREDICTOR}/predictions", json={"inputs": PERSON})
    assert refused.status_code == 503
    assert refused.json is not None
    assert "no version" in refused.json["detail"]


def test_a_fault_nobody_thought_of_stops_neither_the_others_nor_the_next_poll(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    factories.publish(house.store, 1)
    factories.publish(house.store, 1, name="zeal")
    client = house.start()
    factories.publish(house.store, 2)
    factories.publish(house.store, 2, name="zeal")
    whole = bundle.Bundle.load

    def explode(directory: Any, name: str, *_: object) -> bundle.Bundle:
        if name == made_up.NAME:
            raise MemoryError
        return whole(directory, name)

    with monkeypatch.context() as patched:
        patched.setattr("bellwether_contract.bundle.bundle.Bundle.load", explode)
        look(client)
        look(client)
        assert serving(client) == factories.version_name(1)
        assert serving(client, "zeal") == factories.version_name(2)
        assert caplog.text.count("the poll failed") == 1
    look(client)
    assert serving(client) == factories.version_name(2)


def test_without_its_volumes_the_api_answers_from_memory(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    version = factories.publish(house.store, 1)
    client = house.start()
    for volume in (house.models, house.champions, house.predictors):
        volume.rename(volume.with_name(f"{volume.name}-away"))
    look(client)
    look(client)
    assert serving(client) == version
    assert client.get("/v2/health/ready").status_code == 200
    assert shown(client)["serving"]["version"] == version
    # Said once, not four times a second.
    assert caplog.text.count("The champions cannot be read") == 1


def test_every_promotion_in_quick_succession_is_seen(house: House) -> None:
    versions = [factories.publish(house.store, day) for day in (1, 2)]
    client = house.start()
    for turn in range(20):
        house.store.promote(made_up.NAME, versions[turn % 2], by="training", reason="")
        look(client)
        assert serving(client) == versions[turn % 2]


def test_a_predictor_whose_folder_is_gone_is_served_all_the_same(house: House) -> None:
    folder = made_up.write(house.predictors)
    factories.publish(house.store, 1)
    client = house.start()
    shutil.rmtree(folder)
    look(client)
    assert serving(client) == factories.version_name(1)
    listed = client.get("/api/v1/predictors").json
    assert listed is not None
    assert [entry["name"] for entry in listed["predictors"]] == [made_up.NAME]


def test_live_is_always_yes_and_ready_needs_a_champion_but_not_of_every_predictor(
    house: House,
) -> None:
    made_up.write(house.predictors)
    client = house.start()
    assert client.get("/v2/health/live").json == {"live": True}
    ready = client.get("/v2/health/ready")
    assert (ready.status_code, ready.json) == (503, {"live": True, "ready": False})
    factories.publish(house.store, 1, name="zeal")
    look(client)
    assert client.get("/v2/health/ready").status_code == 200


def test_an_operator_rolls_back_and_forward(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    for version, event in ((first, "rolled back"), (second, "promoted")):
        response = client.put(
            f"{PREDICTOR}/champion", json={"version": version, "reason": " why "}, headers=OPERATOR
        )
        assert response.status_code == 200
        assert response.json is not None
        assert response.json["champion"]["version"] == version
        assert response.json["champion"]["candidate_label"] == "Logistic Regression"
        assert serving(client) == version, "at once, without a poll"
        told = client.get(f"{PREDICTOR}/champion").json
        assert told is not None
        assert told["champion"] == response.json["champion"]
        newest = told["history"][0]
        assert newest.pop("at") == told["champion"]["since"]
        assert newest == {
            "event": event,
            "version": version,
            "by": "operator",
            "reason": "why",
            "anchor": None,
            "reasons": None,
            "reason_codes": None,
            "against": None,
            "job": None,
            "log_loss": None,
            "facts": None,
        }


def test_a_version_that_fails_its_checks_is_not_promoted(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    factories.flip_a_byte(house.store.directory(made_up.NAME, first) / manifest.MODEL)
    response = client.put(f"{PREDICTOR}/champion", json={"version": first}, headers=OPERATOR)
    assert response.status_code == 409
    assert response.json is not None
    assert "SHA-256" in response.json["detail"]
    assert serving(client) == second
    champion = house.store.champion(made_up.NAME)
    assert champion is not None
    assert champion.version == second


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"version": "20200101T000000Z-00000000"}, 404),
        ({"version": "../versions"}, 404),
        ({"version": "/etc/passwd"}, 404),
        ({"version": "\u0000"}, 404),
        ({"version": "\ud800"}, 404),
        ({"version": 3}, 422),
        ({}, 422),
        ([], 422),
        ({"version": "x", "force": True}, 422),
        ({"version": "x", "reason": "y" * 501}, 422),
        ({"version": "x", "reason": "\ud800"}, 422),
    ],
)
def test_a_promotion_of_nothing_changes_nothing(
    house: House, document: object, status: int
) -> None:
    version = factories.publish(house.store, 1)
    client = house.start()
    response = client.put(
        f"{PREDICTOR}/champion",
        data=json.dumps(document),
        headers=OPERATOR | {"Content-Type": "application/json"},
    )
    assert response.status_code == status
    assert len(house.store.history(made_up.NAME)) == 1
    assert serving(client) == version


def test_a_volume_that_takes_nothing_is_503(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first = factories.publish(house.store, 1)
    client = house.start()

    def read_only(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("bellwether_contract.storage.store.ModelStore.promote", read_only)
    response = client.put(f"{PREDICTOR}/champion", json={"version": first}, headers=OPERATOR)
    assert response.status_code == 503
    assert response.json is not None
    assert "Read-only" in response.json["detail"]


def test_a_proof_keeps_nobody_waiting_who_reads_and_is_made_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = factories.publish(house.store, 1)
    factories.publish(house.store, 1, name="zeal")
    client = house.start()
    second = factories.publish(house.store, 2, promote=False)
    proving, go_on = threading.Event(), threading.Event()
    proofs: list[str] = []
    genuine = Loader.prove

    def slow(loader: Loader, name: str, version: str, **how: bool) -> Bundle:
        proofs.append(version)
        proving.set()
        assert go_on.wait(30)
        return genuine(loader, name, version, **how)

    monkeypatch.setattr(Loader, "prove", slow)
    house.store.promote(made_up.NAME, second, by="training", reason="better")
    poll = threading.Thread(target=look, args=(client,))
    poll.start()
    assert proving.wait(30)
    try:
        # While it lasts: the other predictor and this one answer with what is known.
        for name in ("zeal", made_up.NAME):
            assert serving(client, name) == first
            assert client.get(f"/api/v1/predictors/{name}").status_code == 200
            assert client.get(f"/api/v1/predictors/{name}/champion").status_code == 200
        page = shown(client)
        assert (page["champion"]["version"], page["serving"]["version"]) == (second, first)
    finally:
        go_on.set()
        poll.join()
    assert serving(client) == second
    assert proofs == [second]
    proofs.clear()
    sent = client.put(f"{PREDICTOR}/champion", json={"version": first}, headers=OPERATOR)
    assert sent.json is not None
    assert sent.json["processes"] == {"serving": 1, "of": 1}
    look(client)
    assert serving(client) == first
    assert proofs == [first], "once, although it was proven and then served"


def test_a_promotion_proves_once_and_nothing_of_it_is_loaded_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = factories.publish(house.store, 1)
    client = house.start()
    second = factories.publish(house.store, 2, promote=False)
    genuine, proven = Loader.prove, []

    def counted(loader: Loader, name: str, version: str, **how: bool) -> bundle.Bundle:
        proven.append(version)
        return genuine(loader, name, version, **how)

    monkeypatch.setattr(Loader, "prove", counted)
    # It has been asked for by its name; the promotion proves what lies on the volume now.
    assert client.get(f"/v2/models/{made_up.NAME}/versions/{second}").status_code == 200
    proven.clear()
    for version in (second, first):
        response = client.put(f"{PREDICTOR}/champion", json={"version": version}, headers=OPERATOR)
        assert response.status_code == 200, response.get_json()
        look(client)
        assert serving(client) == version
    assert proven == [second, first]
    # Who promotes what serves has its files looked at too: other processes may be yet to load them.
    client.put(f"{PREDICTOR}/champion", json={"version": first}, headers=OPERATOR)
    look(client)
    assert proven == [second, first, first]
