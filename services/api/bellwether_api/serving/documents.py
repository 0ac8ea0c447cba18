"""What a request asks of: one record or a list of them, wherever the document holds them.

``{"inputs": {...}}``, ``{"inputs": [{...}, ...]}`` or a list of the former.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bellwether_api.http import json_body
from bellwether_contract import spelling
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_contract.errors import FAULTS_LISTED, Fault, InvalidInputs

# A batch is held in memory, its answer too; 1,000 heart records are 345 kB.
RECORDS_LIMIT = 10_000


def lone_record(document: Any) -> dict[str, Any] | None:
    """The record of a document that holds nothing else; None where it has another shape."""
    if type(document) is dict and len(document) == 1:
        inputs = document.get("inputs")
        if type(inputs) is dict:
            return inputs
    return None


def extent(document: Any) -> int:
    """How many records a request holds, right or wrong; 0 where it has another shape."""
    inputs = document.get("inputs") if isinstance(document, dict) else document
    if isinstance(inputs, list):
        return len(inputs)
    return int(isinstance(inputs, dict) and inputs is not document)


def encoded(document: Any, encoder: Encoder) -> tuple[Matrix, bool]:
    """The encoded records of a document, [records, fields], and whether it is one alone.

    Raises InvalidInputs with every fault of the document.
    """
    records, pointers, around, alone = _records(document)
    try:
        matrix = encoder.records(records, pointers)
    except InvalidInputs as error:
        faults = [*around.first, *error.faults]
        raise InvalidInputs.of(faults, around.count + error.count) from error
    if around.first:
        raise InvalidInputs.of(around.first, around.count)
    return matrix, alone


class _Faults:
    """What is wrong with a document: all of it counted, the first faults kept."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Fault] = []

    def add(self, faults: Sequence[Fault], count: int | None = None) -> None:
        """Add the first of ``count`` faults, or all of them."""
        self.count += len(faults) if count is None else count
        self.first.extend(faults[: FAULTS_LISTED - len(self.first)])


def _records(document: Any) -> tuple[list[Any], list[str], _Faults, bool]:
    """Records, where each stands, what is wrong around them, and whether it is one alone."""
    faults = _Faults()
    if isinstance(document, list):
        _check_count(document, "")
        records, pointers = [], []
        for index, item in enumerate(document):
            pointer = f"/{index}"
            if not isinstance(item, dict):
                faults.add([Fault(pointer, 'must be an object with the member "inputs"')])
                continue
            hints = len(faults.first) < spelling.COMPARED
            faults.add(*json_body.unknown_members(item, ("inputs",), pointer, hints=hints))
            if "inputs" not in item:
                faults.add([Fault(f"{pointer}/inputs", "is required")])
                continue
            records.append(item["inputs"])
            pointers.append(f"{pointer}/inputs")
        return records, pointers, faults, False
    if not isinstance(document, dict):
        raise InvalidInputs.of(
            [Fault("", 'must be an object with the member "inputs", or a list of them')]
        )
    faults.add(*json_body.unknown_members(document, ("inputs",)))
    if "inputs" not in document:
        raise InvalidInputs.of([*faults.first, Fault("/inputs", "is required")], faults.count + 1)
    inputs = document["inputs"]
    if isinstance(inputs, list):
        _check_count(inputs, "/inputs")
        return inputs, [f"/inputs/{index}" for index in range(len(inputs))], faults, False
    if not isinstance(inputs, dict):
        detail = "must be an object of field names and values, or a list of them"
        raise InvalidInputs.of([*faults.first, Fault("/inputs", detail)], faults.count + 1)
    return [inputs], ["/inputs"], faults, True


def _check_count(records: Sequence[Any], pointer: str) -> None:
    if not records:
        raise InvalidInputs.of([Fault(pointer, "must hold at least one record")])
    if len(records) > RECORDS_LIMIT:
        raise InvalidInputs.of([Fault(pointer, f"must hold at most {RECORDS_LIMIT:,} records")])
