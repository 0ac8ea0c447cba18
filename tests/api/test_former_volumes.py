"""An upgrade is no outage: today's API starts on what former releases have written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bellwether_api.versions import disclosure
from bellwether_contract.bundle import former
from bellwether_contract.bundle.manifest import MANIFEST, REPORT
from tests import factories, former_volumes, made_up
from tests.api.conftest import OPERATOR, House
from tests.signing_keys import Signing

HERE = f"/api/v1/predictors/{made_up.NAME}"


@pytest.fixture(params=former_volumes.FORMATS)
def upgraded(request: pytest.FixtureRequest, house: House) -> House:
    former_volumes.put(request.param, house.models, house.champions)
    made_up.write(house.predictors)
    return house


@pytest.mark.parametrize("required", [False, True])
def test_every_version_goes_on_and_can_be_rolled_back_to(
    upgraded: House, tmp_path: Path, required: bool
) -> None:
    signing = Signing(tmp_path, upgraded.models, upgraded.champions)
    # What the stack does at its first start with keys, before API and trainer.
    assert signing.say("init") == 0
    client = upgraded.start(public_keys_dir=signing.public, require_signatures=required)
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
        for path in ("", "/report"):
            assert client.get(f"{HERE}/versions/{version}{path}").status_code == 200
        # A report of format 1 tells too little for a card, and says so.
        assert client.get(f"{HERE}/versions/{version}/card").status_code in {200, 404}
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
    report = client.get(f"{HERE}/versions/{version}/report").json
    assert report is not None
    assert told["anchor"]["log_loss"] == report["evaluation"]["winner"]["log_loss"]
    # The page draws it as it drew it then.
    assert "format" not in report
    assert report["holdout"] == report["evaluation"]
    assert len(report["calibration"]) == 10
    few = {**report, "calibration": [{"n": 4}, {"n": 5}]}
    assert disclosure.report(few)["calibration"] == [{"n": 5}]


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
