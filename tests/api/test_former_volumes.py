"""An upgrade is no outage: today's API starts on what former releases have written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bellwether_contract.bundle import former
from bellwether_contract.bundle.manifest import MANIFEST, REPORT
from tests import factories, former_volumes, made_up
from tests.api.conftest import OPERATOR, House
from tests.signing_keys import Signing

HERE = f"/api/v1/predictors/{made_up.NAME}"


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("written", former_volumes.FORMATS)
def test_every_version_goes_on_and_can_be_rolled_back_to(
    house: House, tmp_path: Path, written: str, required: bool
) -> None:
    former_volumes.put(written, house.models, house.champions)
    made_up.write(house.predictors)
    signing = Signing(tmp_path, house.models, house.champions)
    # What the stack does at its first start with keys, before API and trainer.
    assert signing.say("init") == 0
    client = house.start(public_keys_dir=signing.public, require_signatures=required)
    assert client.get("/v2/health/ready").status_code == 200
    shown = client.get(HERE).json
    assert shown is not None
    assert (shown["serving"]["version"], shown["refusals"]) == (shown["champion"]["version"], [])

    listed = client.get(f"{HERE}/versions").json
    assert listed is not None
    newest, older = listed["versions"]
    assert newest["champion"]
    for each in (newest, older):
        assert each["measures"]["log_loss"] > 0.4
        version = each["version"]
        assert client.get(f"{HERE}/versions/{version}").status_code == 200
        for path in ("/report", "/card"):
            answer = client.get(f"{HERE}/versions/{version}{path}")
            if written == "format-1":
                # It tells too little for either, and that is said.
                assert answer.status_code == 404
                assert "before reports were what they are today" in answer.text
            else:
                assert answer.status_code == 200
        promoted = client.put(f"{HERE}/champion", json={"version": version}, headers=OPERATOR)
        assert promoted.status_code == 200, promoted.text
        for path in ("predictions", "explanations"):
            answer = client.post(f"{HERE}/{path}", json={"inputs": made_up.example()})
            assert answer.status_code == 200
            assert answer.json is not None
            assert answer.json["version"] == version
            assert 0.3 < answer.json["probability"] < 0.6
    told = client.get(f"{HERE}/champion").json
    assert told is not None
    assert len(told["history"]) == 4


def test_the_first_format_is_told_in_the_words_of_today(house: House) -> None:
    former_volumes.put("format-1", house.models, house.champions)
    made_up.write(house.predictors)
    client = house.start()
    version = client.get(HERE).json["champion"]["version"]  # type: ignore[index]
    told = client.get(f"{HERE}/versions/{version}").json
    assert told is not None
    assert (told["format_version"], told["effort"], told["size"]) == (1, "quick", "large")
    assert told["recipe"]["hyperparameters"]["C"] == 1.0
    assert [each["name"] for each in told["datasets"]] == ["initial"]
    # No version of today is compared with it on rows that were others.
    assert told["anchor"]["id"] == former.ANCHOR
    listed = client.get(f"{HERE}/versions").json
    assert listed is not None
    assert told["anchor"]["log_loss"] == listed["versions"][0]["measures"]["log_loss"]


@pytest.mark.parametrize("spoilt", [REPORT, MANIFEST])
def test_a_former_version_that_is_damaged_is_refused_with_the_reason(
    house: House, spoilt: str
) -> None:
    former_volumes.put("format-1", house.models, house.champions)
    made_up.write(house.predictors)
    version = house.store.promoted(made_up.NAME)[0]
    path = house.store.directory(made_up.NAME, version) / spoilt
    if spoilt == REPORT:
        factories.flip_a_byte(path)
    else:
        path.write_text(path.read_text().replace("data_sha256", "data_sha512"))
    shown = house.start().get(HERE).json
    assert shown is not None
    (refusal,) = shown["refusals"]
    assert refusal["version"] == version
    assert "is not as format 1 has it" in refusal["reason"]
    assert shown["serving"]["version"] != version
