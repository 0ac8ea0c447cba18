"""The values of a tensor, as JSON or as bytes: counted before they are read.

What a request sends may be millions of values, or lists in lists without end. How many there are to
be follows from the shape, so whatever is more is refused before any work is done for it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import numpy as np

from bellwether_api.http.errors import ApiError

# How a value of each datatype lies in bytes; BYTES is a length and that many bytes of UTF-8.
DTYPES: Mapping[str, np.dtype[Any]] = {
    "BOOL": np.dtype("?"),
    "INT64": np.dtype("<i8"),
    "INT32": np.dtype("<i4"),
    "FP32": np.dtype("<f4"),
    "FP64": np.dtype("<f8"),
}

# Sizes in a shape, and lists in lists: every tensor that is answered has two of them or one.
SIZES = 8

_LENGTH = struct.Struct("<I")


class InvalidRequest(ApiError):
    """The request is not one of this protocol, or not one that this model can answer."""

    status = HTTPStatus.BAD_REQUEST


def sizes(shape: Any, where: str) -> tuple[int, ...]:
    """The sizes of a tensor; raises InvalidRequest where they are none."""
    if not isinstance(shape, list) or not all(type(size) is int and size >= 0 for size in shape):
        raise InvalidRequest(f"{where}.shape must be a list of sizes")
    if len(shape) > SIZES:
        raise InvalidRequest(f"{where}.shape must be a list of at most {SIZES} sizes")
    return tuple(shape)


def count(shape: Sequence[int], most: int, where: str) -> int:
    """How many values a shape asks for; raises InvalidRequest for more than ``most``."""
    found = math.prod(shape)
    if found > most:
        raise InvalidRequest(f"{where}.shape asks for more than the {most:,} values of a request")
    return found


def listed(data: Any, asked: int, datatype: str, where: str) -> list[Any]:
    """``asked`` row-major values of a flat or nested list; one value alone is a list of one.

    Raises InvalidRequest for more or fewer, and for what is nested deeper than a shape can be.
    """
    flat: list[Any] = data if isinstance(data, list) else [data]
    for _ in range(SIZES):
        kinds = set(map(type, flat))
        if list not in kinds:
            break
        parts = [item if type(item) is list else (item,) for item in flat]
        _check(max(len(parts), sum(map(len, parts))), asked, where, exactly=False)
        flat = [value for part in parts for value in part]
    else:
        raise InvalidRequest(f"{where}.data is nested more than {SIZES} times")
    _check(len(flat), asked, where)
    if dict in kinds:
        raise InvalidRequest(f"{where}.data must hold values, not objects")
    if datatype == "BOOL":
        # Clients that take their values from NumPy write 1 and 0.
        return [bool(value) if value in (0, 1) else value for value in flat]
    return flat


def unpacked(blob: memoryview, asked: int, datatype: str, where: str) -> list[Any]:
    """``asked`` values out of bytes; raises InvalidRequest where they do not hold so many."""
    if datatype == "BYTES":
        return _texts(blob, asked, where)
    dtype = DTYPES[datatype]
    if len(blob) % dtype.itemsize:
        raise InvalidRequest(f"{where} has {len(blob)} bytes, no multiple of {dtype.itemsize}")
    _check(len(blob) // dtype.itemsize, asked, where)
    return _plain(np.frombuffer(blob, dtype))


def _texts(blob: memoryview, asked: int, where: str) -> list[str]:
    texts: list[str] = []
    at = 0
    while at < len(blob):
        _check(len(texts) + 1, asked, where, exactly=False)
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
    _check(len(texts), asked, where)
    return texts


def _check(found: int, asked: int, where: str, *, exactly: bool = True) -> None:
    """Refuse more than ``asked`` values, or fewer as well."""
    if found > asked or (exactly and found != asked):
        raise InvalidRequest(f"{where} holds {found:,} values; its shape asks for {asked:,}")


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
