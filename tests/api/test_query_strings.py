"""A query parameter that a call does not take is named, with what there is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bellwether_api.openapi.routes import routes_of
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House

PLACE = f"/api/v1/predictors/{made_up.NAME}"


@pytest.fixture
def client(house: House) -> FlaskClient:
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    return house.start()


def test_every_call_refuses_a_query_that_it_does_not_take(client: FlaskClient) -> None:
    values = {"{name}": made_up.NAME, "{version}": factories.version_name(1)}
    for method, path in routes_of(client.application):
        for name, value in values.items():
            path = path.replace(name, value)
        path = path.replace("{job}", "0" * 32).replace("{dataset}", "0" * 64)
        answer = client.open(f"{path}?nonsens=1", method=method, headers=OPERATOR)
        protocol = path.startswith("/v2")
        assert answer.status_code == (400 if protocol else 422), (method, path)
        told = answer.get_json()
        said = told["error"] if protocol else told["errors"][0]["detail"]
        assert said.startswith("'nonsens' is not known here: this call takes ")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{PLACE}?", None),
        ("/api/v1/retrainings?predictors=gout", "did you mean predictor?"),
        ("/api/v1/retrainings?Predictor=gout", "takes the query parameter predictor"),
        ("/api/v1/retrainings?predictor=gout&predictor=x", "predictor comes twice"),
        (f"{PLACE}?name", "'name' is not known here: this call takes no query"),
    ],
)
def test_what_is_misspelt_is_told(client: FlaskClient, path: str, said: str | None) -> None:
    answer = client.get(path)
    if said is None:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert said in answer.get_json()["errors"][0]["detail"]


def test_a_table_may_say_how_faults_are_told_and_nothing_else(client: FlaskClient) -> None:
    document = {"inputs": made_up.example()}
    assert client.post(f"{PLACE}/predictions?on_error=row", json=document).status_code == 200
    answer = client.post(f"{PLACE}/predictions?on_eror=row", json=document)
    assert answer.status_code == 422
    assert "did you mean on_error?" in answer.text
