"""The fast path of a prediction and the one through Flask are one to whoever asks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.http import json_text
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.encoding.seen import Seen
from tests import factories, made_up
from tests.api.conftest import House

PATH = f"/api/v1/predictors/{made_up.NAME}/predictions"
PERSON: dict[str, Any] = made_up.example()

SEEN = (
    Seen(low=3, high=9, codes=None, unknown=True),
    *(Seen(low=0, high=50, codes=None, unknown=False),) * 1,
    *(Seen(low=None, high=None, codes=(0, 1, 2), unknown=True),) * 3,
)


@pytest.fixture
def client(house: House) -> FlaskClient:
    fields = made_up.declaration()["fields"]
    fields[0]["refusals"] = [{"at_least": 10, "reason": "By definition."}]
    fields[1]["outside"] = "refuse"
    band = [
        {"score": s, "observed": 0.1, "low": 0.05, "high": 0.15, "near": 40} for s in range(101)
    ]
    factories.publish(house.store, 1, fields=fields, seen=SEEN, measured={"score_band": band})
    return house.start()


# What the fast path leaves to Flask, and means the same.
WITH_FLASK = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "person",
    [
        PERSON,
        PERSON | {"Acid": None},
        PERSON | {"Acid": -1},
        PERSON | {"Acid": 2.5},
        PERSON | {"Beers": 51},
        PERSON | {"Acid": 9},
        PERSON | {"Acid": 12},
        PERSON | {"Drug": "that", "Kidney": "Yes", "Mood": "high", "Beers": 3.0},
    ],
)
@pytest.mark.parametrize("listed", [False, True])
def test_both_ways_give_the_same_bytes_and_headers(
    client: FlaskClient, person: dict[str, Any], *, listed: bool
) -> None:
    named = {"X-Request-ID": "the-same"}
    body = json.dumps({"inputs": [person, PERSON] if listed else person})
    short = client.post(PATH, data=body, content_type="application/json", headers=named)
    whole = client.post(PATH, data=body, content_type=WITH_FLASK, headers=named)
    assert short.status_code == whole.status_code == 200
    assert short.data == whole.data
    assert dict(short.headers) == dict(whole.headers)


BODY = json.dumps({"inputs": PERSON}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        BODY[:-1],
        BODY + b"}",
        b"\xef\xbb\xbf" * 2 + BODY,
        BODY.replace(b"6.5", b"NaN"),
        BODY.replace(b"6.5", b"1e999"),
        BODY.replace(b"6.5", b"true"),
        BODY.replace(b"6.5", b"9" * 4000),
        BODY.replace(b'"Acid"', b'"Acid": 5, "Acid"'),
        BODY.replace(b'"Acid"', b'"Beers": 5, "Acid"'),
        BODY.replace(b'"inputs"', b'"inputs": {}, "inputs"'),
        BODY.replace(b'"none"', b'"a:b"'),
        BODY.replace(b'"none"', b'"\\ud800"'),
        BODY.replace(b'"none"', b"{}"),
        b'{"inputs":' * 900 + b"1" + b"}" * 900,
        b'{"inputs":' * 90_000,
        b"[" * 90_000,
    ],
)
def test_what_is_wrong_is_told_the_same_way(client: FlaskClient, body: bytes) -> None:
    def told(content_type: str) -> tuple[int, bytes]:
        response = client.post(PATH, data=body, content_type=content_type)
        return response.status_code, response.data

    short = told("application/json")
    assert 400 <= short[0] < 500
    assert short == told(WITH_FLASK)


@pytest.mark.parametrize(
    "document",
    [
        {"inputs": PERSON},
        {"inputs": {name: value for name, value in PERSON.items() if name != "Drug"}},
        {"inputs": PERSON | {"Acid": 12}},
        {"inputs": PERSON | {"Acid": 99}},
        {"inputs": [PERSON]},
        {"inputs": PERSON | {"Height": 3}},
    ],
)
def test_nothing_is_parsed_encoded_or_scored_twice(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, document: dict[str, Any]
) -> None:
    done: list[str] = []

    def watch(owner: Any, name: str) -> None:
        genuine = getattr(owner, name)

        def watched(*given: Any, **more: Any) -> Any:
            done.append(name)
            return genuine(*given, **more)

        monkeypatch.setattr(owner, name, watched)

    watch(json_text, "parse")
    watch(Encoder, "row")
    watch(Encoder, "records")
    watch(Scorer, "probability")
    watch(Scorer, "probabilities")
    assert client.post(PATH, json=document).status_code in (200, 422)
    assert done.count("parse") == 1
    assert len(done) == len(set(done)) <= 3, done


def test_a_plain_prediction_does_not_meet_flask(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(client.application, "full_dispatch_request", fail)
    assert client.post(PATH, json={"inputs": PERSON}).status_code == 200


def test_whatever_goes_wrong_there_goes_wrong_where_it_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scorer, "probability", lambda *_: float("nan"))
    response = client.post(PATH, json={"inputs": PERSON})
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
