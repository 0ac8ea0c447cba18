"""What an answer says of inputs beyond what the model knows, and of those it is not asked about."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_contract.limits import Seen
from tests import factories, made_up
from tests.api.conftest import House

PERSON: dict[str, Any] = made_up.example()
REASON = "From 10 mg/dL on it is gout by definition."
REFUSED = [{"field": "Acid", "reason": REASON}]

SEEN = (
    Seen(low=3, high=9, codes=None, unknown=True),
    Seen(low=0, high=20, codes=None, unknown=False),
    Seen(low=None, high=None, codes=(0, 1), unknown=True),
    Seen(low=None, high=None, codes=(0, 1), unknown=False),
    Seen(low=None, high=None, codes=(0, 1, 2), unknown=False),
)


@pytest.fixture
def client(house: House) -> FlaskClient:
    fields = made_up.declaration()["fields"]
    fields[0]["refusals"] = [{"at_least": 10, "reason": REASON}]
    factories.publish(house.store, 1, fields=fields, seen=SEEN)
    return house.start()


def ask(client: FlaskClient, document: Any, call: str = "predictions") -> Any:
    response = client.post(f"/api/v1/predictors/{made_up.NAME}/{call}", json=document)
    assert response.status_code == 200, response.json
    return response.json


def test_inputs_beyond_the_training_rows_are_named_beside_the_probability(
    client: FlaskClient,
) -> None:
    answer = ask(client, {"inputs": PERSON | {"Acid": 2, "Beers": 40, "Drug": "that"}})
    assert answer["outside"] == ["Acid", "Beers", "Drug"]
    assert 0 < answer["probability"] < 1
    assert ask(client, {"inputs": PERSON})["outside"] == []


def test_a_refused_value_gets_its_reason_and_no_number(client: FlaskClient) -> None:
    answer = ask(client, {"inputs": PERSON | {"Acid": 10, "Beers": 40}})
    assert answer["probability"] is None
    assert answer["positive"] is None
    assert answer["refusals"] == REFUSED
    assert answer["outside"] == ["Beers"]
    assert "band" not in answer


def test_in_a_list_each_record_has_its_own_limits(client: FlaskClient) -> None:
    people = [PERSON, PERSON | {"Acid": 12}, PERSON | {"Beers": 40}]
    found = ask(client, {"inputs": people})["predictions"]
    assert [each["probability"] is None for each in found] == [False, True, False]
    assert [each.get("refusals") for each in found] == [None, REFUSED, None]
    assert [each["outside"] for each in found] == [[], [], ["Beers"]]


def test_a_refused_record_has_no_explanation(client: FlaskClient) -> None:
    answer = ask(client, {"inputs": PERSON | {"Acid": 12}}, "explanations")
    assert answer["explanation"] is None
    assert answer["refusals"] == REFUSED


def test_a_csv_tells_limits_in_columns_of_their_own(client: FlaskClient) -> None:
    people = [PERSON, PERSON | {"Acid": 12}, PERSON | {"Acid": 2, "Beers": 40}]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(PERSON))
    writer.writeheader()
    writer.writerows(people)
    with client.post(
        f"/api/v1/predictors/{made_up.NAME}/predictions",
        data=text.getvalue(),
        content_type="text/csv",
    ) as response:
        found = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    assert [each["refusal"] for each in found] == ["", f"Acid: {REASON}", ""]
    assert [each["outside"] for each in found] == ["", "", "Acid Beers"]
    assert [each["probability"] == "" for each in found] == [False, True, False]


def test_a_tensor_with_a_refused_value_is_refused_with_the_reason(client: FlaskClient) -> None:
    inputs = [
        {
            "name": name,
            "shape": [2],
            "datatype": {bool: "BOOL", str: "BYTES"}.get(type(value), "FP64"),
            "data": [value, 12 if name == "Acid" else value],
        }
        for name, value in PERSON.items()
    ]
    response = client.post(f"/v2/models/{made_up.NAME}/infer", json={"inputs": inputs})
    assert response.status_code == 400
    assert response.json == {"error": f"/1/Acid is refused: {REASON}"}


def test_the_form_knows_what_is_refused(client: FlaskClient) -> None:
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert shown["fields"][0]["refusals"] == [{"at_least": 10.0, "at_most": None, "reason": REASON}]
    assert shown["fields"][1]["refusals"] == []
