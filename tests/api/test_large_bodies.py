"""Large bodies wait for each other, and hold no more values than memory is for."""

from __future__ import annotations

import gzip
import json

import pytest
from flask.testing import FlaskClient

from bellwether_api.http import large_bodies
from tests import factories, made_up
from tests.api.conftest import House, look
from tests.api.test_predictions import PATH, PERSON

LARGE = {"inputs": [PERSON] * 10_000}
INFER = f"/v2/models/{made_up.NAME}/infer"


@pytest.fixture
def client(house: House, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    monkeypatch.setattr(large_bodies, "LARGE_BYTES", 100_000)
    monkeypatch.setattr(large_bodies, "WAIT_SECONDS", 0.05)
    client = house.start()
    look(client)
    return client


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (PATH, b"[" + b"[]," * 600_000 + b"[]]"),
        (PATH, b'{"inputs":[' + b"{}," * 600_000 + b"{}]}"),
        (INFER, b'{"inputs":[{"name":"Acid","data":[' + b"1," * 1_100_000 + b"1]}]}"),
    ],
)
def test_more_values_than_memory_is_for_are_refused_unread(
    client: FlaskClient, path: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bellwether_api.http.json_text.parse_plain", None
    )  # nobody has to read them
    answer = client.post(path, data=data, content_type="application/json")
    assert answer.status_code == 413
    assert b"send fewer records" in answer.data


def test_a_large_body_waits_for_another_and_a_small_one_does_not(client: FlaskClient) -> None:
    with large_bodies._turn:
        refused = client.post(PATH, json=LARGE)
        assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (503, True)
        assert client.post(PATH, json={"inputs": PERSON}).status_code == 200
        # What counts is what it holds, packed or not.
        packed = gzip.compress(json.dumps({"inputs": PERSON}).encode())
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        assert client.post(PATH, data=packed, headers=headers).status_code == 200
        packed = gzip.compress(json.dumps(LARGE).encode())
        assert client.post(PATH, data=packed, headers=headers).status_code == 503
    assert client.post(PATH, json=LARGE).status_code == 200


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (json.dumps(LARGE).encode(), 200),
        (json.dumps({"inputs": [{}] * 60_000}).encode(), 422),
        (b"[" * 200_000, 400),
    ],
)
def test_the_next_one_comes_in_however_one_ends(
    client: FlaskClient, data: bytes, status: int
) -> None:
    answer = client.post(PATH, data=data, content_type="application/json")
    assert answer.status_code == status
    assert not large_bodies._turn.locked()
