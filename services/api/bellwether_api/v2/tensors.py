"""Tensors -> columns: inputs by field name, or one tensor of all fields in declared order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bellwether_api.representations.protocol import Datatype
from bellwether_api.serving.documents import RECORDS_LIMIT
from bellwether_api.v2.message import Tensor
from bellwether_api.v2.values import InvalidRequest
from bellwether_contract import spelling
from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field
from bellwether_contract.encoding import cells
from bellwether_contract.errors import InvalidInputs

# The one tensor that holds all fields, where inputs do not come by field name.
WHOLE = "inputs"

FAULTS_NAMED = 5


def datatype(field: Field) -> Datatype:
    """The datatype that metadata name for a field; others that can hold its values do as well."""
    if isinstance(field, BooleanField):
        return "BOOL"
    if isinstance(field, CategoryField):
        return "BYTES"
    return "INT64" if field.type == "integer" else "FP64"


def columns(tensors: Sequence[Tensor], fields: Sequence[Field]) -> dict[str, list[Any]]:
    """The values that ``tensors`` hold, by field, equally many of each.

    Raises InvalidRequest with what is wrong.
    """
    known = {field.name for field in fields}
    if len(tensors) == 1 and tensors[0].name not in known:
        found = _of_whole(tensors[0], fields)
    else:
        found = _of_named(tensors, known)
    rows = len(next(iter(found.values())))
    if not 1 <= rows <= RECORDS_LIMIT:
        raise InvalidRequest(f"a request holds 1 to {RECORDS_LIMIT:,} rows, not {rows:,}")
    for field in fields:
        if field.name not in found and field.missing is not None:
            found[field.name] = [None] * rows
    return found


def in_a_sentence(error: InvalidInputs) -> str:
    """The first faults of columns, in a sentence."""
    faults = [f"{fault.pointer} {fault.detail}" for fault in error.faults[:FAULTS_NAMED]]
    more = error.count - len(faults)
    return "; ".join([*faults, *([f"and {more:,} more"] if more > 0 else [])])


def _of_named(tensors: Sequence[Tensor], known: set[str]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for tensor in tensors:
        if tensor.name not in known:
            raise InvalidRequest(
                f"{tensor.name[:64]!r} is no input of this model; its metadata name them"
                f"{spelling.hint(tensor.name, known)}"
            )
        if tensor.name in columns:
            raise InvalidRequest(f"{tensor.name} comes twice")
        if not 1 <= len(tensor.shape) <= 2 or tensor.shape[1:] not in ((), (1,)):
            raise InvalidRequest(f"{tensor.name} must have the shape [N] or [N, 1]")
        columns[tensor.name] = tensor.data
    if len({len(column) for column in columns.values()}) > 1:
        raise InvalidRequest("the inputs differ in how many rows they hold")
    return columns


def _of_whole(tensor: Tensor, fields: Sequence[Field]) -> dict[str, list[Any]]:
    """Columns of a tensor [N, fields]: text as it is, or numbers with a category as its code."""
    width = len(fields)
    if len(tensor.shape) != 2 or tensor.shape[1] != width:
        raise InvalidRequest(
            f"{tensor.name[:64]!r} is no input of this model; one tensor of all fields has the "
            f"shape [N, {width}]"
        )
    if tensor.datatype == "BOOL":
        raise InvalidRequest("one tensor of all fields is FP32, FP64, INT64 or BYTES, not BOOL")
    reader = cells.values if tensor.datatype == "BYTES" else _decoder
    return {
        field.name: list(map(reader(field), tensor.data[column::width]))
        for column, field in enumerate(fields)
    }


def _decoder(field: Field) -> Callable[[Any], Any]:
    """A number as the value that it stands for: yes is 1, a category its place in the metadata.

    What stands for nothing stays as it is, for the Encoder to say so.
    """
    if isinstance(field, BooleanField):
        values: dict[float, bool | str] = {0: False, 1: True}
    elif isinstance(field, CategoryField):
        values = {code: choice.value for code, choice in enumerate(field.choices)}
    else:
        return lambda value: value

    def decode(value: Any) -> Any:
        if type(value) not in (int, float):
            return value
        # NaN alone is not itself; math.isnan does not take every whole number.
        return None if value != value else values.get(value, value)

    return decode
