"""Bodies of the protocol: JSON, or JSON with tensors as bytes behind it.

The binary extension: ``Inference-Header-Content-Length`` says where the JSON ends, and a tensor
whose parameter is ``binary_data_size`` takes so many of the bytes that follow, in order.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Request, Response

from bellwether_api import body
from bellwether_api.answers import JSON, encoded
from bellwether_contract.errors import BellwetherError

HEADER = "Inference-Header-Content-Length"
BINARY = "application/octet-stream"

# How a value of each datatype lies in bytes; BYTES is a length and that many bytes of UTF-8.
DTYPES: Mapping[str, np.dtype[Any]] = {
    "BOOL": np.dtype("?"),
    "INT64": np.dtype("<i8"),
    "INT32": np.dtype("<i4"),
    "FP32": np.dtype("<f4"),
    "FP64": np.dtype("<f8"),
}

# No body is as long as a number with so many digits.
LENGTH_DIGITS = 20

_LENGTH = struct.Struct("<I")


class InvalidRequest(BellwetherError):
    """The request is not one of this protocol, or not one that this model can answer."""


class NotReady(BellwetherError):
    """This model has no version yet."""

    permanent = False


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named tensor: ``data`` is a flat list in row-major order."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    data: list[Any]


def read(request: Request) -> tuple[dict[str, Any], list[Tensor]]:
    """The document of an inference request, and its input tensors.

    Raises InvalidRequest, UnreadableBody and UnsupportedBody.
    """
    # Whatever its type: clients name another one, or none, for JSON too.
    content = body.content(request)
    end = _end_of_json(request.headers.get(HEADER), content)
    document, rest = body.parse(content[:end]), memoryview(content)[end:]
    if not isinstance(document, dict):
        raise InvalidRequest("The body must be an object with the member inputs")
    inputs = document.get("inputs")
    if not isinstance(inputs, list) or not inputs:
        raise InvalidRequest("inputs must be a list of at least one tensor")
    tensors = []
    for position, given in enumerate(inputs):
        tensor, used = _tensor(given, position, rest)
        tensors.append(tensor)
        rest = rest[used:]
    if rest:
        raise InvalidRequest(f"{len(rest)} bytes follow the last tensor")
    return document, tensors


def answer(document: dict[str, Any], outputs: Sequence[Tensor], binary: frozenset[str]) -> Response:
    """``document`` with its outputs, those named in ``binary`` as bytes behind the JSON."""
    told, blobs = [], []
    for output in outputs:
        member: dict[str, Any] = {
            "name": output.name,
            "datatype": output.datatype,
            "shape": list(output.shape),
        }
        if output.name in binary:
            blob = np.array(output.data, dtype=DTYPES[output.datatype]).tobytes()
            member["parameters"] = {"binary_data_size": len(blob)}
            blobs.append(blob)
        else:
            member["data"] = output.data
        told.append(member)
    head = encoded({**document, "outputs": told})
    if not blobs:
        return Response(head, content_type=JSON)
    response = Response(b"".join([head, *blobs]), content_type=BINARY)
    response.headers[HEADER] = str(len(head))
    return response


def _end_of_json(length: str | None, content: bytes) -> int:
    if length is None:
        return len(content)
    # Python refuses to read thousands of digits.
    known = length.isdecimal() and len(length) < LENGTH_DIGITS
    if not known or int(length) > len(content):
        raise InvalidRequest(f"{HEADER} must be the number of bytes of JSON in the body")
    return int(length)


def _tensor(given: Any, position: int, rest: memoryview) -> tuple[Tensor, int]:
    """One input, and how many of the bytes it has taken."""
    where = f"inputs[{position}]"
    if not isinstance(given, dict):
        raise InvalidRequest(f"{where} must be an object")
    name, datatype, shape = given.get("name"), given.get("datatype"), given.get("shape")
    if not isinstance(name, str):
        raise InvalidRequest(f"{where}.name must be text")
    if not isinstance(datatype, str) or (datatype != "BYTES" and datatype not in DTYPES):
        raise InvalidRequest(f"{where}.datatype must be one of BYTES, {', '.join(sorted(DTYPES))}")
    if not isinstance(shape, list) or not all(type(size) is int and size >= 0 for size in shape):
        raise InvalidRequest(f"{where}.shape must be a list of sizes")
    parameters = given.get("parameters")
    size = parameters.get("binary_data_size") if isinstance(parameters, dict) else None
    if size is None:
        if "data" not in given:
            raise InvalidRequest(f"{where} has neither data nor the parameter binary_data_size")
        data, used = _listed(given["data"], datatype, where), 0
    else:
        if type(size) is not int or not 0 <= size <= len(rest):
            raise InvalidRequest(f"{where}.parameters.binary_data_size is not what the body holds")
        data, used = _unpacked(rest[:size], datatype, where), size
    count = math.prod(shape)
    if len(data) != count:
        # Python refuses to write thousands of digits.
        asked = f"{count:,}" if count < 10**LENGTH_DIGITS else "far more"
        raise InvalidRequest(f"{where} holds {len(data):,} values; its shape asks for {asked}")
    return Tensor(name, datatype, tuple(shape), data), used


def _listed(data: Any, datatype: str, where: str) -> list[Any]:
    """Row-major values of a flat or nested list; one value alone is a list of one."""
    flat: list[Any] = data if isinstance(data, list) else [data]
    while any(isinstance(item, list) for item in flat):
        flat = [value for item in flat for value in (item if isinstance(item, list) else [item])]
    if any(isinstance(value, dict) for value in flat):
        raise InvalidRequest(f"{where}.data must hold values, not objects")
    if datatype == "BOOL":
        # Clients that take their values from NumPy write 1 and 0.
        return [bool(value) if value in (0, 1) else value for value in flat]
    return flat


def _unpacked(blob: memoryview, datatype: str, where: str) -> list[Any]:
    if datatype != "BYTES":
        dtype = DTYPES[datatype]
        if len(blob) % dtype.itemsize:
            raise InvalidRequest(f"{where} has {len(blob)} bytes, no multiple of {dtype.itemsize}")
        return _plain(np.frombuffer(blob, dtype))
    texts, at = [], 0
    while at < len(blob):
        end = at + _LENGTH.size
        if end > len(blob):
            raise InvalidRequest(f"{where} ends in the middle of a length")
        (size,) = _LENGTH.unpack_from(blob, at)
        at, end = end, end + size
        if end > len(blob):
            raise InvalidRequest(f"{where} ends in the middle of a text")
        try:
            texts.append(str(blob[at:end], "utf-8"))
        except UnicodeDecodeError as error:
            raise InvalidRequest(f"{where} holds text that is not UTF-8") from error
        at = end
    return texts


def _plain(values: np.ndarray) -> list[Any]:
    """Python's values; a float32 is the shortest number that stands for it, 43.3 and not 43.299999.

    What a field allows is written in such numbers, and its edge must not be missed by rounding.
    """
    if values.dtype != np.float32:
        listed: list[Any] = values.tolist()
        return listed
    distinct, places = np.unique(values, return_inverse=True)
    shortest = [float(str(value)) for value in distinct]
    return [shortest[place] for place in places]
