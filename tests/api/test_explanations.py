"""What each answer contributes to a person's probability."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import factories, made_up
from tests.api.conftest import House

PATH = f"/api/v1/predictors/{made_up.NAME}/explanations"
PERSON: dict[str, Any] = {"Acid": 9.5, "Beers": 3, "Drug": "this", "Kidney": True, "Mood": "low"}


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, 1)
    return house.start()


def ask(client: FlaskClient, inputs: dict[str, Any]) -> Any:
    response = client.post(PATH, json={"inputs": inputs})
    assert response.status_code == 200, response.json
    return response.json


def test_baseline_and_contributions_add_up_to_the_probability(client: FlaskClient) -> None:
    answer = ask(client, PERSON)
    explanation = answer["explanation"]
    assert explanation["unit"] == "points of 100"
    assert list(explanation["contributions"]) == list(PERSON)
    total = explanation["baseline"] + sum(explanation["contributions"].values())
    assert total == pytest.approx(100 * answer["probability"], abs=1e-3)


def test_beside_the_explanation_stands_the_prediction(client: FlaskClient) -> None:
    answer = ask(client, PERSON)
    predicted = client.post(PATH.replace("explanations", "predictions"), json={"inputs": PERSON})
    explanation = answer.pop("explanation")
    assert answer == predicted.json
    assert explanation["contributions"]["Acid"] > 0


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"inputs": [PERSON]}, ""),
        ([{"inputs": PERSON}], ""),
        ({"inputs": PERSON | {"Acid": "high"}}, "/inputs/Acid"),
        ({}, "/inputs"),
    ],
)
def test_what_is_wrong_is_told_as_for_predictions(
    client: FlaskClient, document: Any, pointer: str
) -> None:
    response = client.post(PATH, json=document)
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["errors"][0]["pointer"] == pointer


def test_without_a_model_there_is_nothing_to_explain(house: House) -> None:
    made_up.write(house.predictors)
    response = house.start().post(PATH, json={"inputs": PERSON})
    assert response.status_code == 503
    assert "Retry-After" in response.headers
