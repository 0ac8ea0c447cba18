"""JSON as text: read fast, and with care where something in it is unusual."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import msgspec

from bellwether_api.http import large_bodies
from bellwether_api.http.errors import ApiError


class UnreadableBody(ApiError):
    """The body is not JSON as RFC 8259 has it, or says something twice."""

    status = HTTPStatus.BAD_REQUEST


def parse(body: bytes) -> Any:
    """Parse JSON; raises UnreadableBody, also for what Python's parser would let pass.

    Raises RequestEntityTooLarge for more values than a request may hold.
    """
    large_bodies.check(body)
    document = parse_plain(body)
    return _parse_with_care(body) if document is None else document


def parse_plain(body: bytes) -> Any:
    """Parse JSON in which nothing is unusual; None where something may be."""
    try:
        document = _FAST.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    # It does not see a member that stands twice. But every member has its colon: where there are
    # as many of them as members were read, none was lost. A colon in a text is one too many.
    return document if body.count(b":") == _members(document) else None


def _parse_with_care(body: bytes) -> Any:
    """The slow way, taken where something is wrong or unusual: it finds out what."""
    if not body:
        raise UnreadableBody("The body is empty; send JSON")
    try:
        # Windows marks the beginning of what is UTF-8; a parser may ignore that (RFC 8259).
        return _DECODER.decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableBody("The body is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise UnreadableBody(
            f"The body is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise UnreadableBody("The body is nested too deeply") from error
    except ValueError as error:  # int() refuses thousands of digits
        raise UnreadableBody("The body holds a number with too many digits") from error


def _members(document: Any) -> int:
    """How many members those objects of a document have that predictions are asked with."""
    those = document if type(document) is list else (document,)
    objects = [each for each in those if type(each) is dict]
    count = sum(map(len, objects))
    for each in objects:
        inputs = each.get("inputs")
        if type(inputs) is dict:
            count += len(inputs)
        elif type(inputs) is list:
            count += sum([len(record) for record in inputs if type(record) is dict])
    return count


def _no_member_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Which of the two is meant is anybody's guess; the last one is only Python's.
        raise UnreadableBody("An object in the body names the same member twice")
    return found


def writable(text: str) -> bool:
    """Whether a text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


_FAST: msgspec.json.Decoder[Any] = msgspec.json.Decoder()

# NaN and Infinity are no JSON, but what is wrong is best said where it stands: no field takes them.
_DECODER = json.JSONDecoder(object_pairs_hook=_no_member_twice, parse_constant=float)
