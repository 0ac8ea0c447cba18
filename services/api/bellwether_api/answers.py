"""Documents -> JSON answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

JSON = "application/json"
PROBLEM = "application/problem+json"


def answer(
    document: Any,
    status: int = 200,
    *,
    content_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """``document`` as JSON; what is asked again is answered anew."""
    response = Response(encoded(document), status, content_type=content_type)
    response.headers["Cache-Control"] = "no-cache"
    if headers:
        response.headers.update(headers)
    return response


def tagged(body: bytes, tag: str | None = None, *, content_type: str = JSON) -> Response:
    """``body`` with an ETag (by default its digest), or 304 where the client has it."""
    tag = tag or hashlib.sha256(body).hexdigest()[:32]
    known = request.if_none_match.contains_weak(tag)
    response = Response(b"" if known else body, 304 if known else 200, content_type=content_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def encoded(document: Any) -> bytes:
    """``document`` as JSON in ASCII: a lone surrogate that somebody sent survives as an escape.

    Raises ValueError for NaN and infinities, which JSON does not know.
    """
    return json.dumps(document, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
