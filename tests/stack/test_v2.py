"""Clients that were written for other servers: Triton's own, and what KServe's sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
import requests
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

from tests.running_stack import Stack

PREDICTORS = ("diabetes", "heart")
DTYPES = {"BYTES": np.object_, "BOOL": np.bool_, "INT64": np.int64, "FP64": np.float64}


@pytest.fixture
def triton(running_stack: Stack) -> Iterator[InferenceServerClient]:
    client = InferenceServerClient(urlsplit(running_stack.url).netloc)
    yield client
    client.close()


def tensors(
    metadata: dict[str, Any], record: dict[str, Any], *, rows: int, binary: bool
) -> list[InferInput]:
    made = []
    for given in metadata["inputs"]:
        value = record[given["name"]]
        if given["datatype"] == "BOOL":
            value = value in (True, "Yes")
        tensor = InferInput(given["name"], [rows, 1], given["datatype"])
        column: Any = np.array([[value]] * rows, dtype=DTYPES[given["datatype"]])
        tensor.set_data_from_numpy(column, binary_data=binary)
        made.append(tensor)
    return made


@pytest.mark.parametrize("binary", [False, True], ids=["JSON", "binary"])
@pytest.mark.parametrize("name", PREDICTORS)
def test_triton_infers(
    running_stack: Stack, triton: InferenceServerClient, name: str, binary: bool
) -> None:
    record = running_stack.example(name)
    expected = running_stack.predict(name, record)
    metadata = triton.get_model_metadata(name)
    inputs = tensors(metadata, record, rows=3, binary=binary)
    wanted = InferRequestedOutput("probability", binary_data=binary)
    for version in ("", expected["version"]):
        result = triton.infer(name, inputs, model_version=version, outputs=[wanted])
        assert result.get_response()["model_version"] == expected["version"]
        assert result.as_numpy("probability") == pytest.approx(expected["probability"], abs=1e-6)
    # Without a word about outputs it asks for all of them, in bytes.
    result = triton.infer(name, inputs)
    assert result.as_numpy("positive").tolist() == [expected["positive"]] * 3


def test_triton_reads_what_there_is(triton: InferenceServerClient) -> None:
    assert triton.is_server_live()
    assert triton.is_server_ready()
    assert triton.get_server_metadata()["name"] == "bellwether"
    listed = {model["name"]: model["version"] for model in triton.get_model_repository_index()}
    assert set(PREDICTORS) <= listed.keys()
    for name in PREDICTORS:
        assert triton.is_model_ready(name)
        assert triton.is_model_ready(name, listed[name])
        assert listed[name] in triton.get_model_metadata(name)["versions"]
    assert not triton.is_model_ready("nothing")


def test_triton_is_told_what_is_wrong(running_stack: Stack, triton: InferenceServerClient) -> None:
    record = running_stack.example("diabetes") | {"Glucose": 9000}
    inputs = tensors(triton.get_model_metadata("diabetes"), record, rows=1, binary=True)
    with pytest.raises(InferenceServerException, match=r"/0/Glucose must be"):
        triton.infer("diabetes", inputs)


def test_what_the_client_of_kserve_sends_is_answered(running_stack: Stack) -> None:
    # One FP32 tensor of all columns, as its scikit-learn and XGBoost examples have it.
    record = running_stack.example("diabetes")
    metadata = running_stack.get("/v2/models/diabetes")
    row = [record[given["name"]] for given in metadata["inputs"]]
    body = {
        "id": "7a2b",
        "inputs": [
            {"name": "input-0", "shape": [2, len(row)], "datatype": "FP32", "data": [row, row]}
        ],
    }
    answer = requests.post(f"{running_stack.url}/v2/models/diabetes/infer", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert document["id"] == "7a2b"
    (probability,) = (o for o in document["outputs"] if o["name"] == "probability")
    expected = running_stack.predict("diabetes", record)["probability"]
    assert probability["data"] == pytest.approx([expected] * 2, abs=1e-6)
