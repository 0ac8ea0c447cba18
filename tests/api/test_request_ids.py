"""Every request has a name, which its answer and the log tell."""

from __future__ import annotations

import logging
import re

import pytest
from flask.testing import FlaskClient

from tests import factories, made_up
from tests.api.conftest import House
from tests.api.test_predictions import PERSON

PREDICTIONS = f"/api/v1/predictors/{made_up.NAME}/predictions"


def named(client: FlaskClient, path: str = "/v2/health/live", given: str | None = None) -> str:
    headers = {"X-Request-ID": given} if given is not None else {}
    response = client.get(path, headers=headers)
    (name,) = response.headers.getlist("X-Request-ID")
    return name


@pytest.mark.parametrize("path", ["/v2/health/live", "/v2/nothing", "/nothing", PREDICTIONS])
def test_a_request_keeps_the_name_that_it_came_with(house: House, path: str) -> None:
    client = house.start()
    for given in ("0af7651916cd43dd8448eb211c80319c", "a.B_c-1", "x" * 128):
        assert named(client, path, given) == given


def test_a_prediction_has_a_name_too(house: House) -> None:
    factories.publish(house.store, 1)
    response = house.start().post(
        PREDICTIONS, json={"inputs": PERSON}, headers={"X-Request-ID": "mine"}
    )
    assert (response.status_code, response.headers.getlist("X-Request-ID")) == (200, ["mine"])


@pytest.mark.parametrize("given", [None, "", "two words", "x" * 129, "ü", "a,b", "<script>"])
def test_a_request_without_a_name_that_can_be_logged_gets_one(
    house: House, given: str | None
) -> None:
    client = house.start()
    names = {named(client, given=given) for _ in range(2)}
    assert len(names) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_a_surprise_is_logged_under_the_name_of_its_request(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = house.start()

    def surprise(*_: object) -> None:
        raise ValueError("typed by a person")

    monkeypatch.setattr("bellwether_api.declarations.index.PredictorIndex.names", surprise)
    with caplog.at_level(logging.ERROR):
        assert named(client, "/api/v1/predictors", "to-be-found") == "to-be-found"
    assert "Unexpected ValueError in request to-be-found at" in caplog.text
    assert "typed by a person" not in caplog.text


def test_whoever_is_turned_away_for_now_is_told_for_how_long(house: House) -> None:
    made_up.write(house.predictors)
    client = house.start()
    paths = ["/v2/health/ready", f"/v2/models/{made_up.NAME}/ready", f"/v2/models/{made_up.NAME}",
             "/api/v1/retrainings"]  # fmt: skip
    for path in paths:
        response = client.get(path)
        assert (response.status_code, bool(response.headers.get("Retry-After"))) == (503, True)
