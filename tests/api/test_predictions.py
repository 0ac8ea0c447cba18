"""A person's answers in, a probability out."""

from __future__ import annotations

import gzip
import json
import logging
import tracemalloc
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bellwether_contract.bundle.bundle import Bundle
from tests import factories, made_up
from tests.api.conftest import House, look

PATH = f"/api/v1/predictors/{made_up.NAME}/predictions"
PERSON: dict[str, Any] = {"Acid": 7.5, "Beers": 3, "Drug": "this", "Kidney": True, "Mood": "low"}


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, 1)
    return house.start()


def ask(client: FlaskClient, document: Any) -> TestResponse:
    return client.post(PATH, data=json.dumps(document), content_type="application/json")


def send(client: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    sent = {"Content-Type": "application/json"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    return client.post(PATH, data=body, headers=sent)


def raw(value: str, name: str = "Acid") -> bytes:
    """A body with ``value`` as it stands, for what Python would not write."""
    others = ",".join(f'"{k}":{json.dumps(v)}' for k, v in PERSON.items() if k != name)
    return f'{{"inputs":{{"{name}":{value},{others}}}}}'.encode()


def pointers(response: TestResponse) -> list[str]:
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == response.status_code
    return [error["pointer"] for error in response.json["errors"]]


def test_a_prediction_is_the_models_probability_and_names_version_and_threshold(
    client: FlaskClient, house: House
) -> None:
    version = factories.version_name(1)
    response = ask(client, {"inputs": PERSON})
    assert response.status_code == 200
    assert response.content_type == "application/json"
    bundle = Bundle.load(house.store.directory(made_up.NAME, version), made_up.NAME)
    expected = float(bundle.scorer.probabilities(bundle.encoder.record(PERSON))[0])
    assert response.json == {
        "predictor": made_up.NAME,
        "version": version,
        "threshold": factories.THRESHOLD,
        "probability": round(expected, 7),
        "positive": True,
        "outside": [],
    }


def test_below_the_threshold_a_result_is_not_positive(client: FlaskClient) -> None:
    answer = ask(client, {"inputs": PERSON | {"Acid": 1, "Kidney": False}}).json
    assert answer is not None
    assert answer["probability"] < factories.THRESHOLD
    assert answer["positive"] is False


def test_one_record_and_the_same_record_in_either_list_agree(client: FlaskClient) -> None:
    people = [PERSON, PERSON | {"Acid": None}, PERSON | {"Drug": None, "Mood": "high"}]
    alone = [ask(client, {"inputs": person}).json for person in people]
    lists = [{"inputs": people}, [{"inputs": person} for person in people]]
    for document in lists:
        answer = ask(client, document).json
        assert answer is not None
        assert answer.keys() == {"predictor", "version", "threshold", "predictions"}
        for one, many in zip(alone, answer["predictions"], strict=True):
            assert one is not None
            assert many.keys() == {"probability", "positive", "outside"}
            assert many["probability"] == pytest.approx(one["probability"], abs=1e-6)
            assert many["positive"] == one["positive"]


def test_unknown_is_said_by_null_by_leaving_out_or_by_the_declared_value(
    client: FlaskClient,
) -> None:
    absent = {name: value for name, value in PERSON.items() if name != "Acid"}
    answers = [
        ask(client, {"inputs": inputs}).json
        for inputs in (absent, PERSON | {"Acid": None}, PERSON | {"Acid": -1})
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0] != ask(client, {"inputs": PERSON}).json


def test_every_wrong_field_is_named_at_once(client: FlaskClient) -> None:
    response = ask(
        client, {"inputs": {"Acid": 99, "Drug": "them", "Kidney": 1, "Mood": "low", "Hat": 1}}
    )
    assert response.status_code == 422
    assert pointers(response) == [
        "/inputs/Acid", "/inputs/Beers", "/inputs/Drug", "/inputs/Kidney", "/inputs/Hat",
    ]  # fmt: skip
    assert response.json is not None
    assert response.json["errors"][0]["detail"] == "must be a number between 0.1 and 20 mg/dL"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"inputs": [PERSON, PERSON | {"Acid": 99}]}, ["/inputs/1/Acid"]),
        ([{"inputs": PERSON}, {"inputs": PERSON | {"Acid": 99}}], ["/1/inputs/Acid"]),
        ([{"inputs": PERSON}, PERSON["Acid"]], ["/1"]),
        ([{"inputs": PERSON}, {"input": PERSON}], ["/1/input", "/1/inputs"]),
        ({"inputs": [PERSON, 3]}, ["/inputs/1"]),
        ({"inputs": PERSON, "verbose": True}, ["/verbose"]),
        ({"inputs": PERSON | {"Acid": 99}, "a/b~c": 1}, ["/a~1b~0c", "/inputs/Acid"]),
        ({"inputs": 3}, ["/inputs"]),
        ({"inputs": None}, ["/inputs"]),
        ({"inputs": []}, ["/inputs"]),
        ({"inputs": [[]]}, ["/inputs/0"]),
        ({}, ["/inputs"]),
        ([], [""]),
        (3, [""]),
        (None, [""]),
        ("inputs", [""]),
    ],
)
def test_a_document_of_another_shape_is_422_and_says_where(
    client: FlaskClient, document: Any, expected: list[str]
) -> None:
    response = ask(client, document)
    assert response.status_code == 422
    assert pointers(response) == expected


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("NaN", 422),
        ("Infinity", 422),
        ("-Infinity", 422),
        ("1e999", 422),
        ("-1e999", 422),
        ("9" * 4000, 422),
        ("9" * 5000, 400),
        ("true", 422),
        ('"7.5"', 422),
        ("[7.5]", 422),
        ("{}", 422),
        ("0", 422),
        ("20.000001", 422),
        ("[" * 100_000 + "]" * 100_000, 400),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, 400),
        ("7.5,", 400),
        ("07", 400),
        ("'7'", 400),
        ('7.5,"Acid":8', 400),
        ('"\\ud800"', 422),
    ],
)
def test_a_hostile_number_is_refused_with_a_reason(
    client: FlaskClient, value: str, status: int
) -> None:
    response = send(client, raw(value))
    assert response.status_code == status
    assert response.json is not None
    assert response.json["detail"]
    if status == 422:
        assert pointers(response) == ["/inputs/Acid"]


@pytest.mark.parametrize("value", ["1.5", "true", '"3"', "1e300", "null", "-1"])
def test_a_whole_number_must_be_whole_and_there(client: FlaskClient, value: str) -> None:
    assert pointers(send(client, raw(value, "Beers"))) == ["/inputs/Beers"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"inputs=1",
        b'{"inputs":{"Acid":"\xff"}}',
        '{"inputs":{}}'.encode("utf-16"),
        b"\xef\xbb\xbf" * 2 + b'{"inputs":{}}',
        b'{"inputs":{},"inputs":{}}',
        b"\x00" * 50,
        gzip.compress(b'{"inputs":{}}'),
    ],
)
def test_what_is_not_json_is_400(client: FlaskClient, body: bytes) -> None:
    response = send(client, body)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": ""},
        {"Content_Type": "application/json; charset=latin-1"},
        {"Content_Type": "multipart/form-data"},
        {"Content_Encoding": "zstd"},
        {"Content_Encoding": "br"},
    ],
)
def test_another_type_or_encoding_is_415(client: FlaskClient, headers: dict[str, str]) -> None:
    assert send(client, raw("7.5"), **headers).status_code == 415


def test_without_any_body_the_answer_is_400(client: FlaskClient) -> None:
    assert client.post(PATH).status_code == 400


def test_a_content_type_may_name_utf_8(client: FlaskClient) -> None:
    named = "application/json; charset=UTF-8"
    assert (
        send(client, raw("7.5"), Content_Type=named, Content_Encoding="identity").status_code == 200
    )


def test_a_lone_surrogate_in_a_key_does_not_break_the_answer(client: FlaskClient) -> None:
    body = b'{"inputs":{"\\ud800":1},"\\udfff":2}'
    response = send(client, body)
    assert response.status_code == 422
    assert {"/\udfff", "/inputs/\ud800"} <= set(pointers(response))


def test_a_body_beyond_the_limit_is_413(client: FlaskClient) -> None:
    response = send(client, b" " * (8 << 20) + b"{}")
    assert response.status_code == 413
    assert response.content_type == "application/problem+json"


def test_more_than_ten_thousand_records_are_422_and_ten_thousand_are_answered(
    client: FlaskClient,
) -> None:
    assert pointers(ask(client, {"inputs": [{}] * 10_001})) == ["/inputs"]
    assert pointers(ask(client, [{"inputs": {}}] * 10_001)) == [""]
    answer = ask(client, {"inputs": [PERSON] * 10_000}).json
    assert answer is not None
    assert len(answer["predictions"]) == 10_000


def test_a_thousand_wrong_records_list_a_hundred_faults(client: FlaskClient) -> None:
    response = ask(client, {"inputs": [{}] * 1000, "odd": 1})
    assert len(pointers(response)) == 100


def test_an_unknown_predictor_is_404_whatever_the_body(client: FlaskClient) -> None:
    response = client.post("/api/v1/predictors/none/predictions", data=b"{")
    assert response.status_code == 404
    assert response.json is not None
    assert response.json["instance"] == "/api/v1/predictors/none/predictions"


def test_without_a_model_the_answer_is_come_back_soon(house: House) -> None:
    made_up.write(house.predictors)
    response = ask(house.start(), {"inputs": PERSON})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert response.json is not None
    assert response.json["training"] is None


def test_a_request_sees_one_version_from_start_to_end(house: House) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    first = ask(client, {"inputs": PERSON}).json
    factories.publish(house.store, 2, bias=-1.0)
    assert ask(client, {"inputs": PERSON}).json == first
    look(client)
    second = ask(client, {"inputs": PERSON}).json
    assert first is not None
    assert second is not None
    assert second["version"] == factories.version_name(2)
    assert second["probability"] > first["probability"]


def test_form_and_checks_follow_the_champion_not_the_edited_folder(house: House) -> None:
    factories.publish(house.store, 1)
    changed = made_up.declaration()["fields"]
    changed[0]["maximum"] = 7
    made_up.write(house.predictors, fields=changed)
    client = house.start()
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert shown["declaration"] == "champion"
    assert shown["fields"][0]["maximum"] == 20
    assert ask(client, {"inputs": PERSON | {"Acid": 15}}).status_code == 200


def test_nothing_that_was_typed_is_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "13.371337"
    send(client, raw(secret))
    send(client, raw(f'"{secret}"'))
    send(client, raw(f"{secret}{secret}"))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot score {secret}")

    monkeypatch.setattr("bellwether_api.serving.score_format.ScoreFormat.document", fail)
    response = send(client, raw(secret))
    assert response.status_code == 500
    assert secret not in response.get_data(as_text=True)
    assert "RuntimeError" in caplog.text
    assert "predict.py:" in caplog.text
    assert secret not in caplog.text


def test_a_model_that_answers_no_probability_is_never_believed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bellwether_contract.bundle.scorer.Scorer.probability", lambda *_: float("nan")
    )
    assert ask(client, {"inputs": PERSON}).status_code == 500


def whole_band(low: float, high: float, **members: Any) -> list[dict[str, Any]]:
    """The same band for every score."""
    known = {"observed": (low + high) / 2, "low": low, "high": high, **members}
    return [{"score": score, **known} for score in range(101)]


@pytest.mark.parametrize(
    ("low", "high", "agrees"),
    [
        (0.6, 0.7, True),
        # 0.6457: what people are told are whole points, and 65 to 66 of 100 holds 65.
        (0.648, 0.66, True),
        (0.6549, 0.66, True),
        (0.6551, 0.67, False),
        (0.5, 0.6444, False),
        (0.5, 0.6451, True),
    ],
)
def test_a_band_says_whether_it_holds_the_probability(
    house: House, low: float, high: float, agrees: bool
) -> None:
    factories.publish(house.store, 1, measured={"score_band": whole_band(low, high, near=31)})
    answer = house.start().post(PATH, json={"inputs": PERSON}).json
    assert answer is not None
    assert answer["probability"] == pytest.approx(0.6457, abs=5e-5)
    assert (answer["band"]["n"], answer["band"]["agrees"]) == (31, agrees)


def test_of_an_older_version_the_band_comes_without_a_count(house: House) -> None:
    factories.publish(house.store, 1, measured={"score_band": whole_band(0.05, 0.9, n=2_156)})
    answer = house.start().post(PATH, json={"inputs": PERSON}).json
    assert answer is not None
    assert answer["band"] == {"low": 0.05, "high": 0.9, "n": None, "agrees": True}


def test_an_answer_says_how_sure_it_is_where_the_report_knows(house: House) -> None:
    band = whole_band(0.05, 0.15, near=40)
    refits = {"count": 30, "band": [{"score": s, "low": 0.01, "high": 0.2} for s in range(101)]}
    factories.publish(house.store, 1, measured={"score_band": band, "refits": refits})
    answer = house.start().post(PATH, json={"inputs": [PERSON]}).json
    assert answer is not None
    assert answer["predictions"][0]["band"] == {
        "low": 0.05, "high": 0.15, "n": 40, "agrees": False,
    }  # fmt: skip
    assert answer["predictions"][0]["refits"] == {"low": 0.01, "high": 0.2}


@pytest.mark.parametrize("around", ["document", "records"])
def test_of_very_many_unknown_members_all_are_counted_and_few_are_kept(
    client: FlaskClient, around: str
) -> None:
    names = {f"n{each}": 1 for each in range(60_000)}
    if around == "document":
        document: Any = {"inputs": PERSON, **names}
        asked = len(names)
    else:
        document = [{"inputs": PERSON, "a": 1, "b": 2, "c": 3} for _ in range(10_000)]
        asked = 30_000
    sent = json.dumps(document).encode()
    tracemalloc.start()
    try:
        response = client.post(PATH, data=sent, content_type="application/json")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    told = response.get_json()
    assert response.status_code == 422
    assert told["detail"] == f"{asked:,} values are wrong; the first 100 are listed"
    assert len(told["errors"]) == 100
    # Of 30,000 or 60,000 faults with their places it would be more.
    assert peak < 10 << 20
