"""What a tensor may cost: it is counted before it is read."""

from __future__ import annotations

import gc
import json
import struct
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bellwether_api.serving.documents import RECORDS_LIMIT
from bellwether_api.v2.message import BINARY, HEADER
from tests import factories, made_up
from tests.api.conftest import House

INFER = f"/v2/models/{made_up.NAME}/infer"
TABLE = f"/api/v1/predictors/{made_up.NAME}/predictions"

# A body is answered within so many seconds; parsing it alone takes some hundredths.
SOON = 1.0


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, day=1)
    return house.start()


def tensor(data: str, shape: str = "[1]", datatype: str = "FP64", name: str = "Acid") -> str:
    return f'{{"name": "{name}", "datatype": "{datatype}", "shape": {shape}, "data": {data}}}'


def asked(*tensors: str) -> bytes:
    return f'{{"inputs": [{", ".join(tensors)}]}}'.encode()


def nested(values: int, depth: int) -> str:
    return "[" * depth + ",".join(["1"] * values) + "]" * depth


def timed(client: FlaskClient, body: bytes, path: str = INFER, **more: Any) -> TestResponse:
    """The answer, which took this thread less than SOON."""
    # What all tests before have left in memory is not for this one to look through.
    gc.freeze()
    try:
        began = time.thread_time()
        response = client.post(path, data=body, **more)
        assert time.thread_time() - began < SOON
    finally:
        gc.unfreeze()
    return response


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (asked(tensor(nested(400_000, 900))), "nested more than 8 times"),
        (asked(tensor(nested(400_000, 900), "[50000]")), "nested more than 8 times"),
        (asked(tensor(nested(400_000, 7))), "its shape asks for 1"),
        (asked(tensor(nested(1, 900))), "nested more than 8 times"),
        (asked(tensor("[" + ",".join(["[[[[[]]]]]"] * 70_000) + "]")), "asks for 1"),
        (asked(tensor("[" + ",".join(["[]"] * 250_000) + "]", "[0]")), "asks for 0"),
        (asked(tensor("[1]", "[1000000000000000000]")), "asks for more than"),
        (asked(tensor("[1]", "[1000000, 1000000]")), "asks for more than"),
        (asked(tensor("[1]", "[0, 1000000000000000000, 2]")), "holds 1 values"),
        (asked(tensor("[1]", f"[{','.join(['1'] * 300_000)}]")), "at most 8 sizes"),
        (asked(tensor("[1]", "[1e18]")), "must be a list of sizes"),
        (asked(*[tensor("[1]")] * 10_000), "10,000 tensors; this model takes 5"),
        (asked(*[tensor("[1]", name=f"n{each}") for each in range(9_000)]), "9,000 tensors"),
        (asked(*[tensor("[]", "[0]", name=f"n{each}") for each in range(10)]), "is no input"),
        (asked(tensor(json.dumps([""] * 250_000), "[3]", "BYTES")), "holds 250,000 values"),
    ],
)
def test_more_than_the_shape_asks_for_is_refused_before_it_is_read(
    client: FlaskClient, body: bytes, said: str
) -> None:
    response = timed(client, body)
    assert response.status_code == 400
    assert said in response.get_json()["error"], response.text


def packed(blob: bytes, shape: list[int], datatype: str) -> tuple[bytes, dict[str, str]]:
    head = json.dumps(
        {
            "inputs": [
                {
                    "name": "Drug" if datatype == "BYTES" else "Acid",
                    "datatype": datatype,
                    "shape": shape,
                    "parameters": {"binary_data_size": len(blob)},
                }
            ]
        }
    ).encode()
    return head + blob, {HEADER: str(len(head)), "Content-Type": BINARY}


@pytest.mark.parametrize(
    ("blob", "shape", "datatype", "said"),
    [
        # Texts of no letters: a million of them in 4 MB.
        (bytes(4 << 20), [1], "BYTES", "asks for 1"),
        (bytes(4 << 20), [RECORDS_LIMIT * 5], "BYTES", "asks for 50,000"),
        (bytes(4 << 20), [1], "FP32", "holds 1,048,576 values"),
        (bytes(4 << 20), [1], "BOOL", "holds 4,194,304 values"),
        (bytes(8), [1 << 62], "FP64", "asks for more than"),
        (bytes(8), [2], "FP64", "holds 1 values"),
        (struct.pack("<I", (1 << 32) - 1), [1], "BYTES", "ends in the middle of a text"),
    ],
)
def test_bytes_are_counted_before_they_become_values(
    client: FlaskClient, blob: bytes, shape: list[int], datatype: str, said: str
) -> None:
    body, headers = packed(blob, shape, datatype)
    response = timed(client, body, headers=headers)
    # Apart from the time: to be traced takes many times as long.
    tracemalloc.start()
    try:
        client.post(INFER, data=body, headers=headers)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert response.status_code == 400
    assert said in response.get_json()["error"], response.text
    # The body itself, a few times over, and not 60 bytes for each of its values.
    assert peak < (24 << 20)


def test_all_tensors_together_hold_what_one_request_may(client: FlaskClient) -> None:
    full = "[" + ",".join(["1"] * (RECORDS_LIMIT * 5)) + "]"
    body = asked(*[tensor(full, f"[{RECORDS_LIMIT * 5}]", name=name) for name in ("Acid", "Beers")])
    response = timed(client, body)
    assert response.status_code == 400
    assert "asks for more than the 0 values" in response.get_json()["error"]


def _csv(rows: str, header: str = "Acid,Beers,Drug,Kidney,Mood") -> bytes:
    return f"{header}\n{rows}".encode()


def _json(inputs: str) -> bytes:
    return f'{{"inputs": {inputs}}}'.encode()


JSON = "application/json"
CSV = "text/csv"
EXPLAIN = TABLE.replace("predictions", "explanations")


def _alike(count: int) -> list[int]:
    """Different whole numbers with one hash, which Python takes modulo this prime."""
    prime = 2**61 - 1
    return [7 + prime * (each + 8) for each in range(count)]


def _whole_records(numbers: list[int]) -> bytes:
    rest = '"Acid": 1, "Drug": "none", "Kidney": false, "Mood": "low"'
    return _json("[" + ",".join(f'{{"Beers": {each}, {rest}}}' for each in numbers) + "]")


# What somebody without a key can send, by how much of it there is.
GROWING: dict[str, tuple[str, str, Callable[[int], bytes]]] = {
    "records": (TABLE, JSON, lambda n: _json("[" + ",".join(['{"Acid": 1}'] * n) + "]")),
    "fields": (
        TABLE, JSON, lambda n: _json("{" + ",".join(f'"Acib{i}": 1' for i in range(n)) + "}"),
    ),
    "one field again": (TABLE, JSON, lambda n: _json("{" + ",".join(['"Acid": 1'] * n) + "}")),
    "a list of lists": (TABLE, JSON, lambda n: _json("[" + ",".join(["[[]]"] * n) + "]")),
    "a long text": (TABLE, JSON, lambda n: _json(f'{{"Drug": "{"thos" * n}"}}')),
    "a long number": (TABLE, JSON, lambda n: _json(f'{{"Acid": {"9" * n}}}')),
    # A request holds 10,000 of them at most.
    "records with numbers of one hash": (TABLE, JSON, lambda n: _whole_records(_alike(n // 2))),
    "a tensor of numbers of one hash": (
        INFER, JSON,
        lambda n: asked(tensor(str(_alike(n // 4 * 5)), f"[{n // 4}, 5]", name="inputs")),
    ),
    "an explained list": (EXPLAIN, JSON, lambda n: _whole_records(list(range(n // 2)))),
    "an explained record of many fields": (
        EXPLAIN, JSON, lambda n: _json("{" + ",".join(f'"Acib{i}": 1' for i in range(n)) + "}"),
    ),
    "a deep tensor": (INFER, JSON, lambda n: asked(tensor(nested(n, 900), f"[{n}]"))),
    "a wide tensor": (INFER, JSON, lambda n: asked(tensor(nested(n, 1), f"[{n}]"))),
    "tensors": (INFER, JSON, lambda n: asked(*[tensor("[1]", name=f"Acib{i}") for i in range(n)])),
    "a long name": (INFER, JSON, lambda n: asked(tensor("[1]", name="Aci" * n))),
    "sizes": (INFER, JSON, lambda n: asked(tensor("[1]", f"[{','.join(['1'] * n)}]"))),
    "rows": (TABLE, CSV, lambda n: _csv("1,1,this,no,low\n" * n)),
    "faulty rows": (TABLE, CSV, lambda n: _csv("x,x,x,x,x\n" * n)),
    "short rows": (f"{TABLE}?on_error=row", CSV, lambda n: _csv("1\n" * n)),
    "odd quotes": (TABLE, CSV, lambda n: _csv('"1\n' * n)),
    "one long cell": (TABLE, CSV, lambda n: _csv("1" * n)),
    "digits that are no number": (TABLE, CSV, lambda n: _csv("1" * n + "x,1,this,no,low\n")),
    "spaces that are no number": (TABLE, CSV, lambda n: _csv(" " * n + "x,1,this,no,low\n")),
    "digits that are no code": (TABLE, CSV, lambda n: _csv("1,1,1." + "0" * n + "x,no,low\n")),
    "different cells": (
        f"{TABLE}?on_error=row", CSV,
        lambda n: _csv("".join(f"1.{i},1,t{i},no,low\n" for i in range(n))),
    ),
    "columns": (
        f"{TABLE}?keep=*", CSV, lambda n: _csv("", ",".join(f"Acib{i}" for i in range(n // 2))),
    ),
    "unknown columns": (TABLE, CSV, lambda n: _csv("", ",".join(f"A{i}" for i in range(n // 2)))),
    "empty lines": (TABLE, CSV, lambda n: _csv("\n" * n + "1,1,this,no,low\n")),
}  # fmt: skip
MANY = 16_000


@pytest.mark.slow
@pytest.mark.parametrize("what", GROWING)
def test_four_times_as_much_takes_about_four_times_as_long(client: FlaskClient, what: str) -> None:
    path, kind, made = GROWING[what]

    def seconds(count: int) -> float:
        body = made(count)
        found = []
        # One collection of garbage, which looks at all that there is, costs more than most bodies.
        gc.disable()
        try:
            for _ in range(2):
                began = time.process_time()
                response = client.post(path, data=body, content_type=kind, buffered=True)
                found.append(time.process_time() - began)
                assert response.status_code < 500, response.text
        finally:
            gc.enable()
        return min(found)

    few = seconds(MANY // 4)
    assert seconds(MANY) < 4 * 2.5 * few + 0.05
