"""What Schemathesis cannot make up from a schema: tables, and tensors as bytes."""

from __future__ import annotations

import gzip
import json
import re

import schemathesis
from hypothesis import strategies as st

from tests import made_up

_CELLS = {
    "Acid": st.sampled_from(["", "-1", "0.1", "6.5", "20"]),
    "Beers": st.integers(0, 100).map(str),
    "Drug": st.sampled_from(["", "none", "this", "that"]),
    "Kidney": st.sampled_from(["Yes", "No", "true", "false"]),
    "Mood": st.sampled_from(["low", "middling", "high"]),
}
_ROWS = st.lists(st.tuples(*_CELLS.values()).map(",".join), min_size=1, max_size=5)
TABLES = _ROWS.map(lambda rows: "\n".join([",".join(_CELLS), *rows]).encode())

_INFERENCE = {
    "inputs": [
        {
            "name": name,
            "datatype": {bool: "BOOL", int: "INT64", float: "FP64", str: "BYTES"}[type(value)],
            "shape": [1],
            "data": [value],
        }
        for name, value in made_up.example().items()
    ]
}

# All that nginx lets through; gunicorn refuses the others itself.
_HEADER = re.compile(r"[A-Za-z0-9-]+")


@schemathesis.hook
def map_headers(context: object, headers: dict[str, str] | None) -> dict[str, str] | None:
    """Only headers that can reach the API."""
    return headers and {k: v for k, v in headers.items() if _HEADER.fullmatch(k)}


schemathesis.openapi.media_type("text/csv", TABLES)
schemathesis.openapi.media_type("application/csv", TABLES)
schemathesis.openapi.media_type("application/gzip", TABLES.map(gzip.compress))
schemathesis.openapi.media_type(
    "application/octet-stream", st.just(json.dumps(_INFERENCE).encode())
)
