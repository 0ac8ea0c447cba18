"""Every error -> one answer, in one place.

``application/problem+json`` (RFC 9457); under ``/v2``, whose clients expect it, ``{"error"}``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from bellwether_api.http import errors, request_ids
from bellwether_api.http.errors import ApiError
from bellwether_api.http.gunicorn_errors import frames
from bellwether_api.http.responses import PROBLEM, answer, problem
from bellwether_contract.errors import BellwetherError, FaultyDocument

log = logging.getLogger(__name__)

# Seconds: whoever is turned away for now is told for how long, by the error or for so long.
AT_LEAST = 5

# What the problem document of an error tells that no lower room can tell.
Members = Mapping[type[BellwetherError], Callable[[Any], Mapping[str, Any]]]


def register(app: Flask, members: Members) -> None:
    """Answer every error of ``app``; ``members`` are added to the documents of their errors."""

    def ours(error: BellwetherError) -> Response:
        status = errors.status(type(error))
        if status is None:
            return _unexpected(error)
        more: dict[str, Any] = {}
        for kind, told in members.items():
            if isinstance(error, kind):
                more |= told(error)
        if isinstance(error, FaultyDocument):
            more["errors"] = errors.faults(error.faults)
        headers: dict[str, str] = {}
        if isinstance(error, ApiError):
            more |= error.members()
            headers |= error.headers()
            if error.retry_after is not None:
                headers["Retry-After"] = str(error.retry_after)
        return _problem(status, str(error.args[0]), more, headers)

    app.register_error_handler(BellwetherError, ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _volume)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    headers = {}
    detail = error.description or status.description
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if isinstance(error, RequestEntityTooLarge):
        detail = "The request is larger than is accepted; send fewer records at a time"
    return _problem(status, detail, {}, headers)


def _volume(error: OSError) -> Response:
    """What is read or written beside the network lies on volumes, and one may be away."""
    _log(error)
    detail = f"A volume cannot be read or written now ({error.strerror}); try again"
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {}, {})


def _unexpected(error: Exception) -> Response:
    _log(error)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side", {}, {})


def _log(error: Exception) -> None:
    request_id = request.environ[request_ids.ENVIRON]
    log.error("Unexpected %s in request %s at %s", type(error).__name__, request_id, frames(error))


def _problem(
    status: HTTPStatus, detail: str, more: Mapping[str, Any], headers: Mapping[str, str]
) -> Response:
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers = {"Retry-After": str(AT_LEAST), **headers}
    kind, document = problem(status, detail, request.path)
    if kind == PROBLEM:
        document |= more
    return answer(document, status, content_type=kind, headers=headers)
