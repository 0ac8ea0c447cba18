"""The API serves what the trainer has signed, and says plainly why it serves nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.config import ApiSettings
from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import MANIFEST
from bellwether_contract.settings import InvalidSettings
from tests import factories, made_up
from tests.api.conftest import OPERATOR, OPERATOR_KEY, House, look
from tests.signing_keys import Signing

HERE = f"/api/v1/predictors/{made_up.NAME}"


@pytest.fixture
def signing(house: House, tmp_path: Path) -> Signing:
    made_up.write(house.predictors)
    made = Signing(tmp_path, house.models, house.champions)
    made.say("init")
    return made


def start(house: House, signing: Signing, *, required: bool = True) -> FlaskClient:
    return house.start(public_keys_dir=signing.public, require_signatures=required)


def lift_the_threshold(signing: Signing, version: str) -> None:
    manifest = signing.store.directory(made_up.NAME, version) / MANIFEST
    manifest.write_text(manifest.read_text().replace('"value": 0.25', '"value": 0.999'))


def promote(client: FlaskClient, version: str) -> Any:
    return client.put(f"{HERE}/champion", json={"version": version}, headers=OPERATOR)


def answered_by(client: FlaskClient) -> str:
    answer = client.post(f"{HERE}/predictions", json={"inputs": made_up.example()})
    assert answer.status_code == 200, answer.text
    return str(answer.json["version"])  # type: ignore[index]


def test_a_threshold_changed_on_the_volume_is_not_obeyed(house: House, signing: Signing) -> None:
    first, second = (factories.publish(signing.store, day) for day in (1, 2))
    lift_the_threshold(signing, second)
    client = start(house, signing)
    assert answered_by(client) == first
    shown = client.get(HERE).json
    assert shown is not None
    (refusal,) = shown["refusals"]
    assert refusal["version"] == second
    assert refusal["reason"].startswith("its signature does not fit: the version was changed")

    listed = client.get(f"{HERE}/versions").json
    assert listed is not None
    broken = {each["version"]: each.get("broken") for each in listed["versions"]}
    assert broken == {first: None, second: refusal["reason"]}
    for path in ("", "/report", "/card"):
        answer = client.get(f"{HERE}/versions/{second}{path}")
        assert (answer.status_code, "0.999" in answer.text) == (409, False)

    refused = promote(client, second)
    assert refused.status_code == 409
    assert refused.json["detail"] == refusal["reason"]
    assert promote(client, first).status_code == 200


def test_an_unsigned_version_is_refused_until_an_operator_has_it_signed(
    house: House, signing: Signing
) -> None:
    version = factories.publish(house.store, 1)
    client = start(house, signing)
    answer = client.post(f"{HERE}/predictions", json={"inputs": made_up.example()})
    assert answer.status_code == 503
    assert "it is not signed" in answer.text
    assert "not signed" in promote(client, version).json["detail"]
    assert signing.say("sign", made_up.NAME, version) == 0
    look(client)
    assert answered_by(client) == version


def test_unsigned_ones_serve_where_signatures_are_not_required(
    house: House, signing: Signing
) -> None:
    first = factories.publish(house.store, 1)
    second = factories.publish(signing.store, 2)
    client = start(house, signing, required=False)
    assert answered_by(client) == second
    assert promote(client, first).status_code == 200
    lift_the_threshold(signing, second)
    # A wrong signature is refused all the same.
    refused = promote(client, second)
    assert (refused.status_code, "does not fit" in refused.json["detail"]) == (409, True)


def test_a_new_key_is_believed_without_a_restart(house: House, signing: Signing) -> None:
    factories.publish(signing.store, 1)
    client = start(house, signing)
    signing.say("rotate")
    second = factories.publish(signing.store, 2)
    look(client)
    assert answered_by(client) == second


def test_a_signature_that_goes_does_not_take_the_model_with_it(
    house: House, signing: Signing
) -> None:
    version = factories.publish(signing.store, 1)
    client = start(house, signing)
    signatures.path(signing.store.directory(made_up.NAME, version)).unlink()
    look(client)
    # What was proven goes on; to take it out of use is to promote another or to withdraw.
    assert answered_by(client) == version


def test_signatures_are_not_required_by_nobodys_keys() -> None:
    given = {"BELLWETHER_OPERATOR_KEY": OPERATOR_KEY, "BELLWETHER_REQUIRE_SIGNATURES": "yes"}
    with pytest.raises(InvalidSettings, match="BELLWETHER_PUBLIC_KEYS_DIR"):
        ApiSettings.from_environment(given)
    given["BELLWETHER_PUBLIC_KEYS_DIR"] = "/public-keys"
    assert ApiSettings.from_environment(given).require_signatures
