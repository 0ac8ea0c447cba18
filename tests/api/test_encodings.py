"""Bodies that come packed (Content-Encoding), and those that begin with a byte order mark."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
import zlib
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.app import BODY_BYTES
from bellwether_api.http.content_encoding import unpacked
from tests import factories, made_up
from tests.api.conftest import House

PLACE = f"/api/v1/predictors/{made_up.NAME}"
INFER = f"/v2/models/{made_up.NAME}/infer"
BODY = json.dumps({"inputs": made_up.example()}).encode()
TENSORS = json.dumps(
    {
        "inputs": [
            {"name": name, "shape": [1], "datatype": kind, "data": [made_up.example()[name]]}
            for name, kind in (
                *(("Acid", "FP64"), ("Beers", "INT64"), ("Drug", "BYTES")),
                *(("Kidney", "BOOL"), ("Mood", "BYTES")),
            )
        ]
    }
).encode()


def bare(content: bytes) -> bytes:
    """Deflate without the head of zlib, as some clients send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKED = [
    ("gzip", gzip.compress),
    ("GZip ", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", bare),
]


@pytest.fixture
def client(house: House) -> FlaskClient:
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    return house.start()


def post(client: FlaskClient, path: str, body: bytes, encoding: str | None = None) -> Any:
    headers = {} if encoding is None else {"Content-Encoding": encoding}
    return client.post(path, data=body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
@pytest.mark.parametrize(
    ("path", "body"),
    [(f"{PLACE}/predictions", BODY), (f"{PLACE}/explanations", BODY), (INFER, TENSORS)],
)
def test_a_packed_body_is_answered_as_a_plain_one(
    client: FlaskClient, path: str, body: bytes, encoding: str, pack: Any
) -> None:
    plain = post(client, path, body)
    assert plain.status_code == 200
    assert post(client, path, pack(body), encoding).data == plain.data


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_another_packing_is_refused_with_those_that_there_are(
    client: FlaskClient, encoding: str
) -> None:
    for path in (f"{PLACE}/predictions", INFER):
        answer = post(client, path, BODY, encoding)
        assert (answer.status_code, answer.headers["Accept-Encoding"]) == (415, "gzip, deflate")
        assert "gzip, deflate, identity" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BODY,
        gzip.compress(BODY)[:-4],
        gzip.compress(BODY)[:15],
        gzip.compress(BODY) + b"x",
        gzip.compress(BODY) + gzip.compress(b""),
        gzip.compress(BODY)[:-8] + b"\0" * 8,
        b"\x1f\x8b" + b"\0" * 50,
    ],
)
def test_what_is_not_packed_as_it_says_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = post(client, f"{PLACE}/predictions", body, "gzip")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert "gzip" in answer.get_json()["detail"]
    answer = post(client, INFER, body, "gzip")
    assert (answer.status_code, list(answer.get_json())) == (400, ["error"])


def test_the_limit_counts_what_a_body_unpacks_to(client: FlaskClient) -> None:
    within = BODY + b" " * (BODY_BYTES - len(BODY))
    assert post(client, f"{PLACE}/predictions", gzip.compress(within, 1), "gzip").status_code == 200
    beyond = gzip.compress(within + b" ", 1)
    for path in (f"{PLACE}/predictions", INFER):
        assert post(client, path, beyond, "gzip").status_code == 413


@pytest.mark.slow
def test_a_bomb_costs_no_more_than_the_largest_body() -> None:
    bomb = gzip.compress(bytes(1 << 30), 1)
    many = gzip.compress(b"") * 300_000
    tracemalloc.start()
    try:
        began = time.process_time()
        assert len(unpacked(bomb, "gzip", BODY_BYTES)) == BODY_BYTES + 1
        with pytest.raises(ValueError, match="goes on"):
            unpacked(many, "gzip", BODY_BYTES)
        assert time.process_time() - began < 1
        assert tracemalloc.get_traced_memory()[1] < 4 * BODY_BYTES
    finally:
        tracemalloc.stop()


def test_a_byte_order_mark_is_passed_over(client: FlaskClient) -> None:
    mark = b"\xef\xbb\xbf"
    for path, body in ((f"{PLACE}/predictions", BODY), (INFER, TENSORS)):
        assert post(client, path, mark + body).data == post(client, path, body).data
    assert post(client, f"{PLACE}/predictions", mark).status_code == 400
