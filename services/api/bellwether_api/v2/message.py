"""Bodies of the protocol: JSON, or JSON with tensors as bytes behind it.

The binary extension: ``Inference-Header-Content-Length`` says where the JSON ends, and a tensor
whose parameter is ``binary_data_size`` takes so many of the bytes that follow, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import numpy as np
from flask import Request, Response

from bellwether_api.http import json_body, json_text
from bellwether_api.http.errors import ApiError
from bellwether_api.http.responses import JSON, written
from bellwether_api.v2 import values
from bellwether_api.v2.values import DTYPES, InvalidRequest

HEADER = "Inference-Header-Content-Length"
BINARY = "application/octet-stream"

# No body is as long as a number with so many digits.
LENGTH_DIGITS = 20


class NotReady(ApiError):
    """This model has no version yet."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 2

    permanent = False


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named tensor: ``data`` is a flat list in row-major order."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    data: list[Any]
    parameters: Mapping[str, str] = field(default_factory=dict)


def read(request: Request, *, tensors: int, rows: int) -> tuple[dict[str, Any], list[Tensor]]:
    """The document of an inference request, and its input tensors.

    The model takes so many ``tensors``, and all of them together hold at most so many values as
    ``rows`` with one for each tensor. Raises InvalidRequest, UnreadableBody and UnsupportedBody.
    """
    # Whatever its type: clients name another one, or none, for JSON too.
    content = json_body.content(request)
    end = _end_of_json(request.headers.get(HEADER), content)
    document, rest = json_text.parse(content[:end]), memoryview(content)[end:]
    if not isinstance(document, dict):
        raise InvalidRequest("The body must be an object with the member inputs")
    inputs = document.get("inputs")
    if not isinstance(inputs, list) or not inputs:
        raise InvalidRequest("inputs must be a list of at least one tensor")
    # A name that comes twice is told as that.
    if len(inputs) > 2 * tensors:
        raise InvalidRequest(f"inputs holds {len(inputs):,} tensors; this model takes {tensors:,}")
    found = []
    left = tensors * rows
    for position, given in enumerate(inputs):
        tensor, used = _tensor(given, position, rest, left)
        found.append(tensor)
        left -= len(tensor.data)
        rest = rest[used:]
    if rest:
        raise InvalidRequest(f"{len(rest)} bytes follow the last tensor")
    return document, found


def answer(document: dict[str, Any], outputs: Sequence[Tensor], binary: frozenset[str]) -> Response:
    """``document`` with its outputs, those named in ``binary`` as bytes behind the JSON."""
    members, blobs = [], []
    for output in outputs:
        member: dict[str, Any] = {
            "name": output.name,
            "datatype": output.datatype,
            "shape": list(output.shape),
        }
        output_parameters: dict[str, Any] = dict(output.parameters)
        if output.name in binary:
            blob = np.array(output.data, dtype=DTYPES[output.datatype]).tobytes()
            output_parameters["binary_data_size"] = len(blob)
            blobs.append(blob)
        else:
            member["data"] = output.data
        if output_parameters:
            member["parameters"] = output_parameters
        members.append(member)
    head = written({**document, "outputs": members})
    if not blobs:
        return Response(head, content_type=JSON)
    response = Response(b"".join([head, *blobs]), content_type=BINARY)
    response.headers[HEADER] = str(len(head))
    return response


def parameters(document: Mapping[str, Any], where: str = "") -> Mapping[str, Any]:
    """The optional member ``parameters`` of ``document``; raises InvalidRequest.

    Many clients write null for what is absent.
    """
    given = document.get("parameters")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InvalidRequest(f"{where}parameters must be an object")
    return given


def _end_of_json(length: str | None, content: bytes) -> int:
    if length is None:
        return len(content)
    # Python refuses to read thousands of digits.
    known = length.isdecimal() and len(length) < LENGTH_DIGITS
    if not known or int(length) > len(content):
        raise InvalidRequest(f"{HEADER} must be the number of bytes of JSON in the body")
    return int(length)


def _tensor(given: Any, position: int, rest: memoryview, most: int) -> tuple[Tensor, int]:
    """One input of at ``most`` so many values, and how many of the bytes it has taken."""
    where = f"inputs[{position}]"
    if not isinstance(given, dict):
        raise InvalidRequest(f"{where} must be an object")
    name, datatype, shape = given.get("name"), given.get("datatype"), given.get("shape")
    if not isinstance(name, str):
        raise InvalidRequest(f"{where}.name must be text")
    if not isinstance(datatype, str) or (datatype != "BYTES" and datatype not in DTYPES):
        raise InvalidRequest(f"{where}.datatype must be one of BYTES, {', '.join(sorted(DTYPES))}")
    sizes = values.sizes(shape, where)
    asked = values.count(sizes, most, where)
    size = parameters(given, f"{where}.").get("binary_data_size")
    if size is None:
        if given.get("data") is None:
            raise InvalidRequest(f"{where} has neither data nor the parameter binary_data_size")
        data, used = values.listed(given["data"], asked, datatype, where), 0
    else:
        if type(size) is not int or not 0 <= size <= len(rest):
            raise InvalidRequest(f"{where}.parameters.binary_data_size is not what the body holds")
        data, used = values.unpacked(rest[:size], asked, datatype, where), size
    return Tensor(name, datatype, sizes, data), used
