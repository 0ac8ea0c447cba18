"""What strangers may send: bodies that cost as much as they can, and honest ones as long as those.

Each is made once; all are within the limits that nginx tells, 8 MiB for JSON and 200 MiB for rows.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests import made_up

MIB = 1 << 20
JSON_BYTES = 8 * MIB - 1024
PREDICT = f"/api/v1/predictors/{made_up.NAME}/predictions"
EXPLAIN = f"/api/v1/predictors/{made_up.NAME}/explanations"
INFER = f"/v2/models/{made_up.NAME}/infer"
JSON = "application/json"
CSV = "text/csv"

# A record list holds so many.
RECORDS = 10_000
# Enough that a table cannot stay in any buffer on its way.
TABLE_BYTES = 32 * MIB


@dataclass(frozen=True, slots=True)
class Sent:
    """One request; ``pause`` is how many seconds pass between its pieces, None: sent at once."""

    what: str
    path: str
    body: bytes
    kind: str = JSON
    encoding: str | None = None
    pause: float | None = None


def hostile(versions: list[str]) -> list[Sent]:
    """One of every kind of attack."""
    table = _table(TABLE_BYTES)
    endless = b"," * TABLE_BYTES
    wrong = {"inputs": [{f"k{n}": n} for n in range(RECORDS)]}
    return [
        Sent("nested tensor", INFER, _tensor(b"[" * 50_000 + b"1" + b"]" * 50_000)),
        Sent("wide nested tensor", INFER, _tensor(_nested(JSON_BYTES, depth=40))),
        Sent("tensor of lists", INFER, _tensor(b"[" + b"[]," * (JSON_BYTES // 3 - 200) + b"[]]")),
        Sent("many tensors", INFER, _tensors(JSON_BYTES)),
        Sent("huge shape", INFER, _tensor(b"[1]", shape=[10**9, 10**9])),
        Sent("deep JSON", PREDICT, b"[" * JSON_BYTES),
        Sent("long number", PREDICT, b'{"inputs":{"Acid":' + b"9" * JSON_BYTES + b"}}"),
        Sent("long name", PREDICT, b'{"inputs":{"' + b"a" * JSON_BYTES + b'":1}}'),
        Sent("many names", PREDICT, json.dumps({"inputs": _names()}).encode()),
        Sent("names around", PREDICT, json.dumps(_names()).encode()),
        Sent("numbers of one hash", PREDICT, _alike()),
        Sent("rows without a key", PREDICT.replace("predictions", "datasets"), table, CSV),
        Sent("faulty records", PREDICT, json.dumps(wrong).encode()),
        Sent("bomb", PREDICT, gzip.compress(b" " * (2048 * MIB // 16), 9), encoding="gzip"),
        Sent("explained", EXPLAIN, json.dumps({"inputs": made_up.example()}).encode()),
        Sent("endless line", PREDICT, endless, CSV),
        Sent("endless quote", PREDICT, b'"' + b"a\n" * (TABLE_BYTES // 2), CSV),
        Sent("faulty table", f"{PREDICT}?on_error=row", table.replace(b"low", b"sad"), CSV),
        Sent("table bomb", PREDICT, gzip.compress(table * 8, 9), CSV, "gzip"),
        *(Sent("version", f"/v2/models/{made_up.NAME}/versions/{version}/infer", _valid_tensors())
          for version in versions),
        Sent("slow table", PREDICT, table[:4096], CSV, pause=1.0),
        Sent("slow record", PREDICT, json.dumps(wrong).encode()[:4096], pause=1.0),
    ]  # fmt: skip


def honest(attacks: list[Sent]) -> list[Sent]:
    """For each attack valid requests of the same kind that are together as long."""
    return [found for attack in attacks for found in _as_long(attack)]


def _as_long(attack: Sent) -> Iterator[Sent]:
    size = len(attack.body)
    if attack.kind == CSV:
        yield Sent("table", PREDICT, _table(size), CSV)
        return
    record = made_up.example()
    each = len(json.dumps(record)) + 2
    while size > 0:
        count = max(1, min(RECORDS, size // each))
        yield Sent("records", PREDICT, json.dumps({"inputs": [record] * count}).encode())
        size -= count * each


def _table(size: int) -> bytes:
    record = made_up.example()
    head = ",".join(record).encode() + b"\n"
    line = ",".join(map(str, record.values())).encode() + b"\n"
    return head + line * max(1, (size - len(head)) // len(line))


def _names() -> dict[str, int]:
    """As many members as a body of JSON may have."""
    return {f"n{n}": 1 for n in range(450_000)}


def _alike() -> bytes:
    """Records of different numbers with one hash, which Python takes modulo this prime."""
    prime = 2**61 - 1
    records = [made_up.example() | {"Beers": prime * (n + 8)} for n in range(RECORDS)]
    return json.dumps({"inputs": records}).encode()


def _tensor(data: bytes, shape: list[int] | None = None) -> bytes:
    head = {"name": "Acid", "datatype": "FP64", "shape": shape or [1]}
    return b'{"inputs":[' + json.dumps(head).encode()[:-1] + b',"data":' + data + b"}]}"


def _nested(size: int, depth: int) -> bytes:
    inner = b"[" * depth + b"1" + b"]" * depth
    return b"[" + b",".join([inner] * (size // (len(inner) + 1) - 10)) + b"]"


def _tensors(size: int) -> bytes:
    each = json.dumps({"name": "Acid", "datatype": "FP64", "shape": [1], "data": [6.5]})
    return ('{"inputs":[' + ",".join([each] * (size // (len(each) + 1) - 10)) + "]}").encode()


def _valid_tensors() -> bytes:
    kinds: dict[type, str] = {bool: "BOOL", int: "INT64", float: "FP64", str: "BYTES"}
    inputs: list[dict[str, Any]] = [
        {"name": name, "datatype": kinds[type(value)], "shape": [1], "data": [value]}
        for name, value in made_up.example().items()
    ]
    return json.dumps({"inputs": inputs}).encode()
