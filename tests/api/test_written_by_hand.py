"""Answers to predictions are written by hand, for speed: byte by byte what their models write."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel

from bellwether_api.http.responses import encoded
from bellwether_api.representations import predicting
from bellwether_contract.encoding.seen import Seen
from tests import factories, made_up
from tests.api.conftest import House

PATH = f"/api/v1/predictors/{made_up.NAME}"
PERSON: dict[str, Any] = made_up.example()
BANDS = {
    "without a band": None,
    "with one": {"observed": 0.1, "low": 0.05, "high": 0.15, "near": 40},
    "with refits": {
        "observed": 0.1, "low": 0.05, "high": 0.15, "near": 40, "refits": [0.0123456, 0.2],
    },
}  # fmt: skip
SEEN = (
    Seen(low=3, high=9, codes=None, unknown=True),
    Seen(low=0, high=50, codes=None, unknown=False),
    *(Seen(low=None, high=None, codes=(0, 1, 2), unknown=True),) * 3,
)
REFUSED = PERSON | {"Acid": 18}
AVERAGED = {name: value for name, value in PERSON.items() if name != "Beers"}
PEOPLE = {
    "plain": PERSON,
    "outside": PERSON | {"Acid": 12, "Beers": 51},
    "averaged": AVERAGED,
    "averaged, outside": AVERAGED | {"Acid": 12},
    "refused": REFUSED,
    "refused, outside": REFUSED | {"Beers": 51},
    "hardly any risk": PERSON | {"Acid": 0.1, "Beers": 0, "Drug": "this", "Kidney": False},
}


@pytest.fixture(params=BANDS)
def client(house: House, request: pytest.FixtureRequest) -> FlaskClient:
    fields = made_up.declaration()["fields"]
    fields[0]["refusals"] = [{"at_least": 18, "reason": 'By "definition" – ½ of it.'}]
    told = BANDS[request.param]
    measured: dict[str, Any] = {}
    if told is not None:
        measured["score_band"] = [{"score": score, **told} for score in range(101)]
    factories.publish(
        house.store, 1, fields=fields, seen=SEEN, measured=measured,
        plausible=factories.plausible("Beers"),
    )  # fmt: skip
    return house.start()


def written(model: type[BaseModel], body: bytes) -> bytes:
    """What the model writes of what it has read; members that it was not given are left out."""
    read = model.model_validate_json(body)
    return encoded(read.model_dump(mode="json", exclude_unset=True))


@pytest.mark.parametrize("asked", PEOPLE)
def test_an_answer_to_one_record(client: FlaskClient, asked: str) -> None:
    body = client.post(f"{PATH}/predictions", json={"inputs": PEOPLE[asked]}).data
    refused = asked.startswith("refused")
    model = predicting.RefusedPrediction if refused else predicting.Prediction
    assert body == written(model, body)


def test_an_answer_to_a_list(client: FlaskClient) -> None:
    body = client.post(f"{PATH}/predictions", json={"inputs": list(PEOPLE.values())}).data
    assert body == written(predicting.Predictions, body)


@pytest.mark.parametrize("asked", PEOPLE)
def test_an_explanation(client: FlaskClient, asked: str) -> None:
    body = client.post(f"{PATH}/explanations", json={"inputs": PEOPLE[asked]}).data
    refused = asked.startswith("refused")
    model = predicting.RefusedExplanation if refused else predicting.Explanation
    assert body == written(model, body)
