"""Documents -> JSON answers, with the tags by which a client knows what it has seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, request
from pydantic import BaseModel

from bellwether_api.http.errors import ApiError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    # A record of the contract may be a document as it is.
    Written = BaseModel | DataclassInstance


JSON = "application/json"
PROBLEM = "application/problem+json"


class Outdated(ApiError):
    """The client has seen an earlier state than the present one."""

    status = HTTPStatus.PRECONDITION_FAILED


def answer(
    document: Written,
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


def tag(body: bytes) -> str:
    """The tag of what is told by ``body`` and by nothing else."""
    return hashlib.sha256(body).hexdigest()[:32]


def tagged(body: bytes, mark: str | None = None, *, content_type: str = JSON) -> Response:
    """``body`` with an ETag (by default its digest), or 304 where the client has it."""
    mark = mark or tag(body)
    known = request.if_none_match.contains_weak(mark)
    response = Response(b"" if known else body, 304 if known else 200, content_type=content_type)
    response.set_etag(mark)
    response.headers["Cache-Control"] = "no-cache"
    return response


def if_match(present: Callable[[], str]) -> Callable[[], None] | None:
    """What checks the request's If-Match against the ``present`` tag; None where it has none.

    The check raises Outdated. A weak tag counts: a proxy that compresses makes ours weak, and they
    stand for a state, not for the bytes that tell it.
    """
    if "If-Match" not in request.headers:
        return None
    seen = request.if_match

    def check() -> None:
        if not seen.contains_weak(present()):
            raise Outdated(
                "Somebody else was faster: what If-Match names is not the present state. "
                "Look at it anew, and decide again"
            )

    return check


def encoded(document: Written) -> bytes:
    """``document`` as JSON in ASCII: a lone surrogate that somebody sent survives as an escape.

    Raises ValueError for NaN and infinities, which JSON does not know.
    """
    if isinstance(document, BaseModel):
        return written(document.model_dump(mode="json"))
    return written(asdict(document))


def passed_on(document: Mapping[str, Any], needed: Mapping[str, type], damaged: Exception) -> bytes:
    """A ``document`` that others have written, as it is.

    Raises ``damaged`` where it lacks one of the members that are ``needed``, or one is of another
    type. What else it holds is not looked at: that would take longer than all the rest.
    """
    if not all(isinstance(document.get(name), kind) for name, kind in needed.items()):
        raise damaged
    return written(document)


def written(members: Any) -> bytes:
    """Members of a document as JSON, as ``encoded`` writes it."""
    return json.dumps(members, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
