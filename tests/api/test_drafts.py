"""A draft, whose texts are still to be written, answers holders of a key alone."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_contract.declaration import spec
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House, look

ONE = f"/api/v1/predictors/{made_up.NAME}"
PERSON: dict[str, Any] = {"Acid": 9.5, "Beers": 3, "Drug": "this", "Kidney": True, "Mood": "low"}
TABLE = b"Acid,Beers,Drug,Kidney,Mood\n9.5,3,this,Yes,low\n"
DRAFT: dict[str, Any] = {"summary": "WRITE THIS: what a person learns from it"}
TENSORS = [
    {"name": "Acid", "shape": [1], "datatype": "FP64", "data": [9.5]},
    {"name": "Beers", "shape": [1], "datatype": "INT64", "data": [3]},
    {"name": "Drug", "shape": [1], "datatype": "BYTES", "data": ["this"]},
    {"name": "Kidney", "shape": [1], "datatype": "BOOL", "data": [True]},
    {"name": "Mood", "shape": [1], "datatype": "BYTES", "data": ["low"]},
]

# Every call that answers about somebody: (path, how).
ASKING: list[tuple[str, dict[str, Any]]] = [
    (f"{ONE}/predictions", {"json": {"inputs": PERSON}}),  # the fast path
    (f"{ONE}/predictions", {"json": [{"inputs": PERSON}]}),
    (f"{ONE}/predictions", {"data": TABLE, "content_type": "text/csv"}),
    (f"{ONE}/explanations", {"json": {"inputs": PERSON}}),
    (f"/v2/models/{made_up.NAME}/infer", {"json": {"inputs": TENSORS}}),
    (
        f"/v2/models/{made_up.NAME}/versions/{factories.version_name(1)}/infer",
        {"json": {"inputs": TENSORS}},
    ),
]
KINDS = ["record", "list", "table", "explanation", "tensors", "tensors of a version"]


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, 1, **DRAFT)
    return house.start()


@pytest.mark.parametrize(("path", "asked"), ASKING, ids=KINDS)
@pytest.mark.parametrize("key", [{}, {"Authorization": "Bearer another"}], ids=["none", "wrong"])
def test_a_draft_refuses_everybody_else_in_words(
    client: FlaskClient, path: str, asked: dict[str, Any], key: dict[str, str]
) -> None:
    response = client.post(path, headers=key, **asked)
    assert response.status_code == 403
    told = response.get_json()
    assert "is a draft" in told.get("detail", told.get("error"))
    assert b"probability" not in response.data


@pytest.mark.parametrize(("path", "asked"), ASKING, ids=KINDS)
def test_a_draft_answers_operators(client: FlaskClient, path: str, asked: dict[str, Any]) -> None:
    with client.post(path, headers=OPERATOR, **asked) as response:
        assert response.status_code == 200
        assert b"probability" in response.data


def test_list_and_predictor_say_that_it_is_a_draft(client: FlaskClient) -> None:
    (listed,) = client.get("/api/v1/predictors").get_json()["predictors"]
    assert listed["draft"] is True
    assert client.get(ONE).get_json()["draft"] is True


def test_once_its_texts_are_written_the_next_version_answers_everybody(
    house: House, client: FlaskClient
) -> None:
    # Whoever publishes 2 has written the texts; 1 stays what it was.
    factories.publish(house.store, 2)
    look(client)
    assert client.get(ONE).get_json()["draft"] is False
    for (path, asked), kind in zip(ASKING, KINDS, strict=True):
        with client.post(path, **asked) as response:
            assert response.status_code == (403 if kind == "tensors of a version" else 200)


def test_the_document_of_all_calls_tells_it(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    for path in (f"{ONE}/predictions", f"{ONE}/explanations", "/v2/models/{name}/infer"):
        assert "is a draft" in paths[path]["post"]["responses"]["403"]["description"]


@pytest.mark.parametrize(
    ("change", "draft"),
    [
        ({}, False),
        ({"title": "WRITE THIS"}, True),
        ({"title": "Please WRITE THIS down"}, False),
        (
            {"population": {"who": "all", "source": "s", "limits": ["none", "WRITE THIS: more"]}},
            True,
        ),
    ],
)
def test_any_text_that_begins_so_makes_a_draft(change: dict[str, Any], draft: bool) -> None:
    assert spec.Predictor.model_validate(made_up.declaration(**change)).draft is draft
