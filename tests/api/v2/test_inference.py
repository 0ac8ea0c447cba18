"""The Open Inference Protocol V2, as its clients send it."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bellwether_api.serving import version_cache
from bellwether_api.serving.loading import Loader
from bellwether_api.serving.version_cache import LOADS, VERSIONS_KEPT
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.encoding.seen import Seen
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House
from tests.api.test_predictions import PERSON

MODEL = f"/v2/models/{made_up.NAME}"
DATATYPES = {"Acid": "FP64", "Beers": "INT64", "Drug": "BYTES", "Kidney": "BOOL", "Mood": "BYTES"}


@pytest.fixture
def version(house: House) -> str:
    return factories.publish(house.store, day=1)


@pytest.fixture
def client(house: House, version: str) -> FlaskClient:
    assert version
    made_up.write(house.predictors)
    return house.start()


def tensors(*people: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "datatype": DATATYPES[name],
            "shape": [len(people)],
            "data": [person[name] for person in people],
        }
        for name in PERSON
    ]


def infer(client: FlaskClient, inputs: Any, path: str = MODEL, **more: Any) -> TestResponse:
    return client.post(f"{path}/infer", json={"inputs": inputs, **more})


def probability(client: FlaskClient, person: dict[str, Any]) -> float:
    answer = client.post(
        f"/api/v1/predictors/{made_up.NAME}/predictions", json={"inputs": person}
    ).get_json()
    return float(answer["probability"])


def test_the_server_tells_what_it_is(client: FlaskClient) -> None:
    told = client.get("/v2").get_json()
    assert told["name"] == "bellwether"
    assert "binary_tensor_data" in told["extensions"]
    assert client.get("/v2/models").get_json() == {"models": [made_up.NAME]}


def test_a_model_tells_its_inputs_and_outputs(client: FlaskClient, version: str) -> None:
    told = client.get(MODEL).get_json()
    assert (told["name"], told["versions"]) == (made_up.NAME, [version])
    assert told["platform"] == "onnxruntime_onnx"
    assert {each["name"]: each["datatype"] for each in told["inputs"]} == DATATYPES
    assert {each["name"] for each in told["outputs"]} == {"probability", "positive"}
    assert client.get(f"{MODEL}/versions/{version}").get_json()["versions"] == [version]
    assert client.get(f"{MODEL}/ready").get_json() == {"name": made_up.NAME, "ready": True}
    assert client.get(f"{MODEL}/versions/{version}/ready").status_code == 200


def test_inputs_by_field_name_get_the_probability_of_a_prediction(
    client: FlaskClient, version: str
) -> None:
    other = PERSON | {"Acid": 9.0}
    told = infer(client, tensors(PERSON, other), id="a request").get_json()
    assert told["model_name"] == made_up.NAME
    assert told["model_version"] == version
    assert told["id"] == "a request"
    outputs = {each["name"]: each for each in told["outputs"]}
    assert outputs["probability"]["shape"] == [2]
    assert outputs["probability"]["data"] == [
        probability(client, PERSON),
        probability(client, other),
    ]
    assert outputs["positive"]["datatype"] == "BOOL"


def test_a_column_may_be_n_by_1_and_nested(client: FlaskClient) -> None:
    inputs = tensors(PERSON, PERSON)
    for each in inputs:
        each["shape"] = [2, 1]
        each["data"] = [[value] for value in each["data"]]
    assert infer(client, inputs).get_json() == infer(client, tensors(PERSON, PERSON)).get_json()


def test_what_may_be_unknown_may_be_left_out(client: FlaskClient) -> None:
    inputs = [each for each in tensors(PERSON) if each["name"] != "Acid"]
    told = infer(client, inputs).get_json()
    known = {name: value for name, value in PERSON.items() if name != "Acid"}
    assert told["outputs"][0]["data"] == [probability(client, known)]


def test_one_tensor_holds_all_fields_in_declared_order(client: FlaskClient) -> None:
    predictor = client.get(f"/api/v1/predictors/{made_up.NAME}").get_json()
    row: list[float] = []
    for field in predictor["fields"]:
        value = PERSON[field["name"]]
        values = [choice["value"] for choice in field.get("choices") or []]
        row.append(values.index(value) if values else float(value))
    inputs = [{"name": "inputs", "datatype": "FP32", "shape": [1, 5], "data": [row]}]
    assert infer(client, inputs).get_json()["outputs"][0]["data"] == [probability(client, PERSON)]
    text = [[str(PERSON[field["name"]]) for field in predictor["fields"]]]
    kidney = [field["name"] for field in predictor["fields"]].index("Kidney")
    text[0][kidney] = "Yes" if PERSON["Kidney"] else "No"
    inputs = [{"name": "rows", "datatype": "BYTES", "shape": [1, 5], "data": text}]
    assert infer(client, inputs).get_json()["outputs"][0]["data"] == [probability(client, PERSON)]


def test_text_is_read_as_a_table_is(client: FlaskClient) -> None:
    names = [field["name"] for field in client.get(MODEL).get_json()["inputs"]]

    def ask(**changes: str) -> TestResponse:
        row = [str((PERSON | changes)[name]) for name in names]
        tensor = {"name": "rows", "datatype": "BYTES", "shape": [1, 5], "data": row}
        return infer(client, [tensor])

    # Yes in another word, an empty cell, and what only Python takes for a number.
    assert ask(Kidney="1").get_json() == ask(Kidney="Yes").get_json()
    unknown = {name: value for name, value in PERSON.items() if name != "Acid"} | {"Kidney": True}
    assert ask(Kidney="yes", Acid="").get_json()["outputs"][0]["data"] == [
        probability(client, unknown)
    ]
    assert ask(Acid="1_0").status_code == 400


def test_tensors_come_and_go_as_bytes(client: FlaskClient) -> None:
    people = [PERSON, PERSON | {"Acid": 9.0}]
    inputs, blobs = [], []
    for each in tensors(*people):
        data = each.pop("data")
        if each["datatype"] == "BYTES":
            blob = b"".join(struct.pack("<I", len(text)) + text.encode() for text in data)
        elif each["name"] == "Acid":
            each["datatype"] = "FP32"
            blob = np.array(data, "<f4").tobytes()
        else:
            blob = np.array(data, {"INT64": "<i8", "BOOL": "?"}[each["datatype"]]).tobytes()
        inputs.append(each | {"parameters": {"binary_data_size": len(blob)}})
        blobs.append(blob)
    head = json.dumps({"inputs": inputs, "parameters": {"binary_data_output": True}}).encode()
    response = client.post(
        f"{MODEL}/infer",
        data=head + b"".join(blobs),
        headers={"Inference-Header-Content-Length": str(len(head))},
    )
    assert response.status_code == 200, response.text
    end = int(response.headers["Inference-Header-Content-Length"])
    outputs = json.loads(response.data[:end])["outputs"]
    size = outputs[0]["parameters"]["binary_data_size"]
    found = np.frombuffer(response.data[end : end + size], "<f8").tolist()
    assert found == [probability(client, person) for person in people]
    positive = np.frombuffer(response.data[end + size :], "?")
    assert len(positive) == 2


def test_null_is_what_is_absent(client: FlaskClient) -> None:
    plain = infer(client, tensors(PERSON)).get_json()
    inputs: list[dict[str, Any]] = [{**each, "parameters": None} for each in tensors(PERSON)]
    absent: dict[str, Any] = dict.fromkeys(("id", "parameters", "outputs"))
    told = infer(client, inputs, **absent).get_json()
    assert told == plain
    wanted = [{"name": name, "parameters": None} for name in ("probability", "positive")]
    assert infer(client, inputs, outputs=wanted).get_json() == plain
    inputs = [{**each, "parameters": {"binary_data_size": None}} for each in inputs]
    everything = {"binary_data_output": None}
    assert infer(client, inputs, parameters=everything).get_json() == plain
    # What is asked of all outputs holds for one whose own word is null.
    positive = [{"name": "positive", "parameters": {"binary_data": None}}]
    bytes_ = infer(client, inputs, parameters={"binary_data_output": True}, outputs=positive)
    assert bytes_.content_type == "application/octet-stream"
    wrong: list[Any] = ["text", 7, []]
    for given in wrong:
        answer = infer(client, [{**each, "parameters": given} for each in inputs])
        assert (answer.status_code, "parameters must be an object" in answer.text) == (400, True)


def test_bytes_come_packed_and_the_header_tells_of_what_they_unpack_to(client: FlaskClient) -> None:
    inputs, blobs = [], []
    for each in tensors(PERSON):
        data = each.pop("data")
        if each["datatype"] == "BYTES":
            blob = b"".join(struct.pack("<I", len(text)) + text.encode() for text in data)
        else:
            kinds = {"INT64": "<i8", "BOOL": "?", "FP64": "<f8"}
            blob = np.array(data, kinds[each["datatype"]]).tobytes()
        inputs.append(each | {"parameters": {"binary_data_size": len(blob)}})
        blobs.append(blob)
    head = json.dumps({"inputs": inputs}).encode()
    body = b"".join([head, *blobs])
    for encoding, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body))):
        response = client.post(
            f"{MODEL}/infer",
            data=packed,
            headers={
                "Inference-Header-Content-Length": str(len(head)),
                "Content-Encoding": encoding,
            },
        )
        assert response.status_code == 200, response.text
        assert response.get_json() == infer(client, tensors(PERSON)).get_json()


def test_outputs_name_what_lies_beyond_the_training(house: House) -> None:
    made_up.write(house.predictors)
    seen = (
        Seen(low=3, high=9, codes=None, unknown=True),
        Seen(low=0, high=4, codes=None, unknown=False),
        *(Seen(low=None, high=None, codes=(0, 1, 2), unknown=True),) * 3,
    )
    factories.publish(house.store, day=1, seen=seen)
    client = house.start()
    people = [PERSON | {"Acid": 12.0, "Beers": 5}, PERSON, PERSON | {"Acid": 2.0}]
    told = infer(client, tensors(*people)).get_json()["outputs"]
    for output in told:
        outside = json.loads(output["parameters"]["outside"])
        assert outside == {"0": ["Acid", "Beers"], "2": ["Acid"]}
    as_bytes = infer(client, tensors(*people), parameters={"binary_data_output": True})
    head = as_bytes.data[: int(as_bytes.headers["Inference-Header-Content-Length"])]
    parameters = json.loads(head)["outputs"][0]["parameters"]
    assert (parameters.keys(), parameters["binary_data_size"]) == (
        {"outside", "binary_data_size"},
        24,
    )
    assert "parameters" not in infer(client, tensors(PERSON)).get_json()["outputs"][0]


def test_only_the_wanted_output_comes_back(client: FlaskClient) -> None:
    told = infer(client, tensors(PERSON), outputs=[{"name": "positive"}]).get_json()
    assert [each["name"] for each in told["outputs"]] == ["positive"]


def test_an_older_version_answers_when_it_is_named(
    house: House, client: FlaskClient, version: str
) -> None:
    newer = factories.publish(house.store, day=2, bias=factories.BIAS + 1)
    client.application.extensions["bellwether"].round()
    assert infer(client, tensors(PERSON)).get_json()["model_version"] == newer
    told = infer(client, tensors(PERSON), f"{MODEL}/versions/{version}").get_json()
    assert told["model_version"] == version
    latest = infer(client, tensors(PERSON)).get_json()
    assert told["outputs"][0]["data"] != latest["outputs"][0]["data"]


def test_the_versions_that_were_asked_for_last_stay_in_memory(
    house: House, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    prove = Loader.prove

    def counted(self: Loader, name: str, version: str, **how: bool) -> Bundle:
        loaded.append(version)
        return prove(self, name, version, **how)

    monkeypatch.setattr(Loader, "prove", counted)
    versions = [factories.publish(house.store, day=day) for day in range(2, 3 + VERSIONS_KEPT)]
    for version in [*versions, *versions[1:], versions[0]]:
        # An operator may have as many loaded as are asked for.
        path, asked = f"{MODEL}/versions/{version}/infer", {"inputs": tensors(PERSON)}
        assert client.post(path, json=asked, headers=OPERATOR).status_code == 200
    assert loaded == [*versions, versions[0]]


def test_strangers_use_what_is_loaded_and_have_few_others_loaded(
    house: House, client: FlaskClient, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = [factories.publish(house.store, day=day) for day in range(2, 2 + LOADS + 2)]

    def asked(name: str, **headers: str) -> TestResponse:
        path = f"{MODEL}/versions/{name}/infer"
        return client.post(path, json={"inputs": tensors(PERSON)}, headers=headers)

    for name in older[:LOADS]:
        assert asked(name).status_code == 200
    told = asked(older[-1])
    assert (told.status_code, told.headers["Retry-After"]) == (503, "15")
    assert "ask for the one that serves" in told.get_json()["error"]
    assert asked(older[-1], Authorization="Bearer a guess").status_code == 503
    assert client.get(f"{MODEL}/versions/{older[-1]}/ready").status_code == 503
    assert client.get(f"{MODEL}/versions/{older[-1]}").status_code == 503
    # Nobody else is in the way of what is in memory, of the champion, or of an operator.
    assert asked(older[LOADS - 1]).status_code == 200
    assert asked(version).status_code == 200
    assert asked(older[-1], **OPERATOR).status_code == 200
    # And what does not exist is not held against anybody.
    assert asked("20200101T000000Z-00000000").status_code == 404
    monkeypatch.setattr(version_cache, "LOAD_SECONDS", 1e-9)
    assert asked(older[-2]).status_code == 200


def test_one_version_at_a_time_is_loaded_for_strangers(
    house: House, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (factories.publish(house.store, day=day) for day in (2, 3))
    prove = Loader.prove
    meanwhile: list[int] = []

    def slow(self: Loader, name: str, version: str, **how: bool) -> Bundle:
        if version == first:
            meanwhile.append(client.get(f"{MODEL}/versions/{second}").status_code)
        return prove(self, name, version, **how)

    monkeypatch.setattr(Loader, "prove", slow)
    assert client.get(f"{MODEL}/versions/{first}").status_code == 200
    assert meanwhile == [503]
    assert client.get(f"{MODEL}/versions/{second}").status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda inputs: inputs[0].update(name="Height"), "no input of this model"),
        (lambda inputs: inputs[0].update(name="acid"), "did you mean Acid?"),
        (lambda inputs: inputs[0].update(datatype="FP16"), "datatype must be one of"),
        (lambda inputs: inputs[0].update(shape=[3]), "its shape asks for 3"),
        (lambda inputs: inputs[0].update(shape=[1, 1, 1]), "shape [N] or [N, 1]"),
        (lambda inputs: inputs[0].update(data=["lots"]), "/0/Acid must be a number"),
        (lambda inputs: inputs[0].update(data=[{"a": 1}]), "not objects"),
        (lambda inputs: inputs[0].update(data=[1000]), "/0/Acid must be"),
        (lambda inputs: inputs[0].pop("data"), "neither data nor"),
        (lambda inputs: inputs.append(inputs[0]), "comes twice"),
        (lambda inputs: inputs.pop(1), "/Beers is a column that is missing"),
        (lambda inputs: inputs.clear(), "at least one tensor"),
    ],
)
def test_what_is_wrong_is_said_in_the_form_of_the_protocol(
    client: FlaskClient, change: Any, said: str
) -> None:
    inputs = tensors(PERSON)
    change(inputs)
    response = infer(client, inputs)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/json"
    assert said in response.get_json()["error"]


def test_a_model_or_version_that_there_is_not_is_404(client: FlaskClient) -> None:
    for path in ("/v2/models/nothing", f"{MODEL}/versions/1"):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/ready").status_code == 404
        response = infer(client, tensors(PERSON), path)
        assert (response.status_code, list(response.get_json())) == (404, ["error"])


def test_a_model_without_a_version_is_not_ready(house: House) -> None:
    made_up.write(house.predictors)
    client = house.start()
    assert client.get(f"{MODEL}/ready").status_code == 503
    assert infer(client, tensors(PERSON)).status_code == 503


def test_the_repository_is_listed_and_loaded_by_operators_alone(
    client: FlaskClient, version: str
) -> None:
    listed = client.post("/v2/repository/index").get_json()
    assert listed == [{"name": made_up.NAME, "version": version, "state": "READY", "reason": ""}]
    path = f"/v2/repository/models/{made_up.NAME}"
    assert client.post(f"{path}/load").status_code == 401
    assert client.post(f"{path}/load", headers=OPERATOR).status_code == 200
    assert client.post(f"{path}/unload", headers=OPERATOR).status_code == 400
    assert client.get(f"{MODEL}/ready").status_code == 200
