"""Every error -> one answer, in one place.

``application/problem+json`` (RFC 9457); under ``/v2``, whose clients expect it, ``{"error"}``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from bellwether_api.http import errors, request_ids
from bellwether_api.http.errors import ApiError
from bellwether_api.http.gunicorn_errors import frames
from bellwether_api.http.problem_documents import Problem, problem
from bellwether_api.http.responses import answer
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.durable import FULL

log = logging.getLogger(__name__)

# Seconds: whoever is turned away for now is told for how long, by the error or for so long.
AT_LEAST = 5

# The documents of errors that tell more than a problem does.
Kinds = Mapping[type[BellwetherError], type[Problem]]


def register(app: Flask, kinds: Kinds) -> None:
    """Answer every error of ``app``; the documents of some are of ``kinds`` of their own."""

    def ours(error: BellwetherError) -> Response:
        status = errors.status(type(error))
        if status is None:
            return _unexpected(error)
        headers: dict[str, str] = {}
        if isinstance(error, ApiError):
            headers |= error.headers()
            if error.retry_after is not None:
                headers["Retry-After"] = str(error.retry_after)
        kind = kind_of(type(error), kinds)
        return _problem(status, str(error.args[0]), headers, kind, error)

    app.register_error_handler(BellwetherError, ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _volume)
    app.register_error_handler(Exception, _unexpected)


def kind_of(error: type[BellwetherError], kinds: Kinds) -> type[Problem]:
    """The document that tells of an error."""
    return next((kinds[each] for each in kinds if issubclass(error, each)), Problem)


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    headers = {}
    detail = error.description or status.description
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if isinstance(error, RequestEntityTooLarge):
        detail = "The request is larger than is accepted; send fewer records at a time"
    return _problem(status, detail, headers)


def _volume(error: OSError) -> Response:
    """What is read or written beside the network lies on volumes, and one may be away."""
    _log(error)
    if error.errno in FULL:
        detail = "A volume is full; make room on it, or enlarge it, and try again"
        return _problem(HTTPStatus.INSUFFICIENT_STORAGE, detail, {})
    detail = f"A volume cannot be read or written now ({error.strerror}); try again"
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {})


def _unexpected(error: Exception) -> Response:
    _log(error)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side", {})


def _log(error: Exception) -> None:
    request_id = request.environ[request_ids.ENVIRON]
    log.error("Unexpected %s in request %s at %s", type(error).__name__, request_id, frames(error))


def _problem(
    status: HTTPStatus,
    detail: str,
    headers: Mapping[str, str],
    kind: type[Problem] = Problem,
    error: BellwetherError | None = None,
) -> Response:
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers = {"Retry-After": str(AT_LEAST), **headers}
    media, document = problem(status, detail, request.path, kind, error)
    return answer(document, status, content_type=media, headers=headers)
