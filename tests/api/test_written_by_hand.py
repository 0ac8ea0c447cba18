"""Answers that are written by hand, because they have to be fast, are what their types write."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel

from bellwether_api.http.responses import encoded
from bellwether_api.representations.predicting import (
    Predictions,
    RefusedExplanation,
    RefusedPrediction,
    ScoredExplanation,
    ScoredPrediction,
)
from bellwether_api.representations.protocol import InferenceResponse
from bellwether_api.v2.message import HEADER
from bellwether_contract.encoding.seen import Seen
from tests import factories, made_up
from tests.api.conftest import House

PLACE = f"/api/v1/predictors/{made_up.NAME}"
PERSON = made_up.example() | {"Acid": 7.5, "Beers": 3}

SEEN = (
    Seen(low=3, high=9, codes=None, unknown=True),
    Seen(low=0, high=20, codes=None, unknown=False, below=-1, above=21),
    Seen(low=None, high=None, codes=(0, 1, 2), unknown=True),
    Seen(low=None, high=None, codes=(0, 1), unknown=False),
    Seen(low=None, high=None, codes=(0, 1, 2), unknown=False),
)

# One of each kind: complete, outside the range seen, unknown where that is averaged, refused.
ORDINARY, OUTSIDE, REFUSED = PERSON, PERSON | {"Beers": 40}, PERSON | {"Acid": 18}
UNKNOWN = {name: value for name, value in PERSON.items() if name != "Beers"}
PEOPLE = {
    "ordinary": ORDINARY,
    "outside": OUTSIDE,
    "unknown": UNKNOWN,
    "unknown, outside": UNKNOWN | {"Acid": 12},
    "refused": REFUSED,
    "refused, outside": REFUSED | {"Beers": 40},
    "hardly any risk": PERSON | {"Acid": 0.1, "Beers": 0, "Kidney": False},
}
REASON = 'By "definition" – ½ of it.'

BAND = [{"score": each, "observed": 0.1, "low": 0.0, "high": 0.25} for each in range(101)]
REFITS = {"count": 30, "band": [{"score": each, "low": 0.01, "high": 0.2} for each in range(101)]}

# What a report knows of how sure a score is.
REPORTS: list[dict[str, Any]] = [
    {},
    {"score_band": BAND},
    {"score_band": [each | {"near": 31} for each in BAND], "refits": REFITS},
]


@pytest.fixture(params=REPORTS, ids=["no band", "band", "refits"])
def client(house: House, request: pytest.FixtureRequest) -> FlaskClient:
    fields = made_up.declaration()["fields"]
    fields[0] |= {"refusals": [{"at_least": 18, "reason": REASON}]}
    factories.publish(
        house.store,
        1,
        fields=fields,
        seen=SEEN,
        learned=1_234,
        plausible=factories.plausible("Beers"),
        measured=request.param,
    )
    return house.start()


def as_typed(
    content: bytes, kind: type[BaseModel], refused: type[BaseModel] | None = None
) -> bytes:
    """What the type that ``content`` is of writes; raises ValidationError where it is of none."""
    found = kind
    if refused is not None and b"refusals" in content:
        found = refused
    return encoded(found.model_validate_json(content, strict=True))


@pytest.mark.parametrize("record", PEOPLE.values(), ids=PEOPLE)
def test_a_prediction(client: FlaskClient, record: dict[str, Any]) -> None:
    answer = client.post(f"{PLACE}/predictions", json={"inputs": record})
    assert answer.status_code == 200
    assert as_typed(answer.data, ScoredPrediction, RefusedPrediction) == answer.data


def test_a_list(client: FlaskClient) -> None:
    answer = client.post(f"{PLACE}/predictions", json={"inputs": [*PEOPLE.values()]})
    assert answer.status_code == 200
    assert as_typed(answer.data, Predictions) == answer.data


@pytest.mark.parametrize("record", PEOPLE.values(), ids=PEOPLE)
def test_an_explanation(client: FlaskClient, record: dict[str, Any]) -> None:
    answer = client.post(f"{PLACE}/explanations", json={"inputs": record})
    assert answer.status_code == 200
    assert as_typed(answer.data, ScoredExplanation, RefusedExplanation) == answer.data


def test_each_kind_of_answer_was_among_them(house: House) -> None:
    fields = made_up.declaration()["fields"]
    fields[0] |= {"refusals": [{"at_least": 18, "reason": REASON}]}
    factories.publish(
        house.store, 1, fields=fields, seen=SEEN, learned=1_234,
        plausible=factories.plausible("Beers"), measured=REPORTS[-1],
    )  # fmt: skip
    answer = house.start().post(
        f"{PLACE}/predictions", json={"inputs": [ORDINARY, OUTSIDE, UNKNOWN, REFUSED]}
    )
    ordinary, outside, unknown, refused = answer.get_json()["predictions"]
    assert {"band", "refits"} <= ordinary.keys()
    assert outside["outside"] == ["Beers"]
    assert outside["thin"]
    assert unknown["range"]["unknown"] == ["Beers"]
    assert refused["refusals"]


@pytest.mark.parametrize("acid", [2, 9.5])
def test_a_refusal_where_the_rows_end(house: House, acid: float) -> None:
    fields = made_up.declaration()["fields"]
    fields[0] |= {"outside": "refuse"}
    ends = Seen(low=2.5, high=9, codes=None, unknown=True)
    factories.publish(house.store, 1, fields=fields, seen=(ends, *SEEN[1:]))
    record = PERSON | {"Acid": acid}
    answer = house.start().post(f"{PLACE}/predictions", json={"inputs": record})
    assert (answer.json or {})["refusals"][0]["studied"] == {"low": 2.5, "high": 9}
    assert as_typed(answer.data, ScoredPrediction, RefusedPrediction) == answer.data


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"id": "42"},
        {"outputs": [{"name": "positive"}]},
        {"outputs": [{"name": "probability", "parameters": {"binary_data": True}}]},
    ],
)
def test_inference(client: FlaskClient, asked: dict[str, Any]) -> None:
    # Ordinary, outside, unknown.
    rows = [7.5, 3, 1, 1, 0, 7.5, 40, 1, 1, 0, 7.5, None, 1, 1, 0]
    tensor = {"name": "inputs", "shape": [3, 5], "datatype": "FP64", "data": rows}
    answer = client.post(f"/v2/models/{made_up.NAME}/infer", json={"inputs": [tensor], **asked})
    assert answer.status_code == 200, answer.data
    told = answer.data[: int(answer.headers.get(HEADER, len(answer.data)))]
    assert b'"outside"' in told
    assert b'"range"' in told
    assert as_typed(told, InferenceResponse) == told
