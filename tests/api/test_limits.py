"""What an answer says of inputs beyond what the model knows, and of those it is not asked about."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_contract.encoding.seen import Seen
from tests import factories, made_up
from tests.api.conftest import House, look

PERSON: dict[str, Any] = made_up.example()
REASON = "From 10 mg/dL on it is gout by definition."
REFUSED = [{"field": "Acid", "reason": REASON}]
FEW = "the rows that this model learned from hold too few people there."

SEEN = (
    Seen(low=3, high=9, codes=None, unknown=True),
    Seen(low=0, high=20, codes=None, unknown=False),
    Seen(low=None, high=None, codes=(0, 1), unknown=True),
    Seen(low=None, high=None, codes=(0, 1), unknown=False),
    Seen(low=None, high=None, codes=(0, 1, 2), unknown=False),
)


@dataclass(frozen=True)
class Case:
    """A value of Acid that gets no number, and why not."""

    value: float
    reason: str

    @property
    def refusals(self) -> list[dict[str, Any]]:
        studied = {} if self.reason == REASON else {"studied": {"low": 3, "high": 9}}
        return [{"field": "Acid", "reason": self.reason, **studied}]


# Refused by the declaration, and because the rows end at 3 and at 9.
CASES = [
    Case(12, REASON),
    Case(9.1, f"No number is given where Uric acid is above 9 mg/dL: {FEW}"),
    Case(2, f"No number is given where Uric acid is below 3 mg/dL: {FEW}"),
]


def published(house: House, **marks: Any) -> FlaskClient:
    """The predictor whose Acid is refused from 10 on, with further ``marks`` of that field."""
    fields = made_up.declaration()["fields"]
    fields[0] |= {"refusals": [{"at_least": 10, "reason": REASON}], **marks}
    factories.publish(house.store, 1, fields=fields, seen=SEEN)
    return house.start()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return published(house)


@pytest.fixture
def ended(house: House) -> FlaskClient:
    """Whoever asks it beyond the rows gets no number."""
    return published(house, outside="refuse")


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


@pytest.mark.parametrize("case", CASES)
def test_one_record_alone_gets_the_reason(ended: FlaskClient, case: Case) -> None:
    answer = ask(ended, {"inputs": PERSON | {"Acid": case.value}})
    assert (answer["probability"], answer["positive"]) == (None, None)
    assert answer["refusals"] == case.refusals
    assert answer["outside"] == []


@pytest.mark.parametrize("case", CASES)
def test_in_a_list_each_record_has_its_own_limits(ended: FlaskClient, case: Case) -> None:
    people = [PERSON, PERSON | {"Acid": case.value}, PERSON | {"Beers": 40}]
    found = ask(ended, {"inputs": people})["predictions"]
    assert [each["probability"] is None for each in found] == [False, True, False]
    assert [each.get("refusals") for each in found] == [None, case.refusals, None]
    assert [each["outside"] for each in found] == [[], [], ["Beers"]]


@pytest.mark.parametrize("case", CASES)
def test_a_refused_record_has_no_explanation(ended: FlaskClient, case: Case) -> None:
    answer = ask(ended, {"inputs": PERSON | {"Acid": case.value}}, "explanations")
    assert answer["explanation"] is None
    assert answer["refusals"] == case.refusals


def test_the_answer_says_how_few_people_were_like_this(house: House) -> None:
    seen = (SEEN[0], SEEN[1].model_copy(update={"above": 21.0}), *SEEN[2:])
    factories.publish(house.store, 1, seen=seen, learned=600)
    client = house.start()
    reason = (
        "Fewer than 5 of 600 made-up people had 21 or more (Beers a week): this figure is a guess."
    )
    told = [{"field": "Beers", "reason": reason}]
    beyond = PERSON | {"Beers": 40}
    answer = ask(client, {"inputs": beyond})
    assert (answer["outside"], answer["thin"]) == (["Beers"], told)
    assert answer["probability"] is not None
    # Of a field whose version has not counted, and where nothing is outside, there is nothing.
    found = ask(client, {"inputs": [PERSON | {"Acid": 2}, PERSON, beyond]})["predictions"]
    assert [each.get("thin") for each in found] == [None, None, told]
    assert ask(client, {"inputs": beyond}, "explanations")["thin"] == told


def rows_of(client: FlaskClient, people: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The answers to a CSV of people."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(PERSON))
    writer.writeheader()
    writer.writerows(people)
    with client.post(
        f"/api/v1/predictors/{made_up.NAME}/predictions",
        data=text.getvalue(),
        content_type="text/csv",
    ) as response:
        return list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))


@pytest.mark.parametrize("case", CASES)
def test_a_csv_tells_refusals_in_a_column_of_their_own(ended: FlaskClient, case: Case) -> None:
    found = rows_of(ended, [PERSON, PERSON | {"Acid": case.value}, PERSON | {"Beers": 40}])
    assert [each["refusal"] for each in found] == ["", f"Acid: {case.reason}", ""]
    assert [each["outside"] for each in found] == ["", "", "Beers"]
    assert [each["probability"] == "" for each in found] == [False, True, False]


def test_a_csv_names_what_lies_outside(client: FlaskClient) -> None:
    found = rows_of(client, [PERSON, PERSON | {"Acid": 12}, PERSON | {"Acid": 2, "Beers": 40}])
    assert [each["outside"] for each in found] == ["", "", "Acid Beers"]
    assert [each["probability"] == "" for each in found] == [False, True, False]


@pytest.mark.parametrize("case", CASES)
def test_a_tensor_with_a_refused_value_is_refused_with_the_reason(
    ended: FlaskClient, case: Case
) -> None:
    inputs = [
        {
            "name": name,
            "shape": [2],
            "datatype": {bool: "BOOL", str: "BYTES"}.get(type(value), "FP64"),
            "data": [value, case.value if name == "Acid" else value],
        }
        for name, value in PERSON.items()
    ]
    response = ended.post(f"/v2/models/{made_up.NAME}/infer", json={"inputs": inputs})
    assert response.status_code == 400
    assert response.json == {"error": f"/1/Acid is refused: {case.reason}"}


def test_a_tensor_is_told_every_row_that_is_refused(ended: FlaskClient) -> None:
    rows = [PERSON | {"Acid": value} for value in (2, 5, 12, 9.1, *[15] * 120)]
    codes = {"Drug": 0, "Kidney": 0, "Mood": 1}
    data = [float(codes.get(name, row[name])) for row in rows for name in PERSON]
    tensor = {"name": "inputs", "shape": [len(rows), 5], "datatype": "FP64", "data": data}
    response = ended.post(f"/v2/models/{made_up.NAME}/infer", json={"inputs": [tensor]})
    assert response.status_code == 400
    told = (response.json or {})["error"]
    assert told.startswith(f"/0/Acid is refused: {CASES[2].reason} So are the rows 2, 3, 4, ")
    assert told.endswith(", 101 and 22 more, counted from 0. Ask again without them.")


def test_form_and_schema_end_where_the_rows_of_the_serving_version_end(
    ended: FlaskClient,
) -> None:
    shown = ended.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    acid, beers = shown["fields"][:2]
    assert (acid["minimum"], acid["maximum"]) == (3, 9)
    assert (acid["below"], acid["above"]) == (CASES[2].reason, CASES[1].reason)
    assert (beers["maximum"], beers["below"], beers["above"]) == (100, None, None)
    schemas = ended.get("/openapi.json").json["components"]["schemas"]  # type: ignore[index]
    known = schemas[f"{made_up.NAME}.Inputs"]["properties"]["Acid"]["anyOf"][0]
    assert known == {"type": "number", "minimum": 3, "maximum": 9}


def test_another_champion_has_its_own_ends(house: House) -> None:
    client = published(house, outside="refuse")
    wider = (Seen(low=1, high=9.5, codes=None, unknown=True), *SEEN[1:])
    fields = made_up.declaration()["fields"]
    fields[0] |= {"refusals": [{"at_least": 10, "reason": REASON}], "outside": "refuse"}
    assert client.get("/openapi.json").status_code == 200
    factories.publish(house.store, 2, fields=fields, seen=wider)
    look(client)
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert (shown["fields"][0]["minimum"], shown["fields"][0]["maximum"]) == (1, 9.5)
    schemas = client.get("/openapi.json").json["components"]["schemas"]  # type: ignore[index]
    known = schemas[f"{made_up.NAME}.Inputs"]["properties"]["Acid"]["anyOf"][0]
    assert (known["minimum"], known["maximum"]) == (1, 9.5)


def test_without_the_mark_an_end_is_what_is_possible(client: FlaskClient) -> None:
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    acid = shown["fields"][0]
    assert (acid["minimum"], acid["maximum"]) == (0.1, 20)
    assert (acid["below"], acid["above"]) == (None, None)


def test_the_form_knows_what_is_refused(client: FlaskClient) -> None:
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert shown["fields"][0]["refusals"] == [{"at_least": 10.0, "at_most": None, "reason": REASON}]
    assert shown["fields"][1]["refusals"] == []


def test_the_form_knows_what_asks_whether_somebody_is_one_of_those_studied(house: House) -> None:
    whom = made_up.declaration()["population"]
    factories.publish(house.store, 1, population=whom | {"question": "Are you made up?"})
    client = house.start()
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert shown["population"]["question"] == "Are you made up?"
    factories.publish(house.store, 2)
    look(client)
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert shown["population"]["question"] is None
