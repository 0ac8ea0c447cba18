"""What gunicorn refuses by itself, answered as the API's own refusals are.

What is no request never reaches the application. gunicorn would answer it with a page of HTML, and
write into its log what somebody sent.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.http import errors

from bellwether_api.http.errors import AddressTooLong
from bellwether_api.http.problem_documents import problem
from bellwether_api.http.responses import encoded

# All others that a request may be refused for are 400.
STATUS: Mapping[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: AddressTooLong.status,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}

DETAILS: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "This is not a request that HTTP allows",
    AddressTooLong.status: "The address is too long",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The headers of the request are too large",
    HTTPStatus.NOT_IMPLEMENTED: "Transfer-Encoding must be chunked, or absent",
    HTTPStatus.EXPECTATION_FAILED: "Expect must be 100-continue, or absent",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side",
}


def refuse(request: Any, client: Any, error: Exception, log: Any) -> None:
    """Answer ``error``, which came before or beside the application, on the socket ``client``.

    ``request`` is gunicorn's, None where it could not be read; ``log`` its logger.
    """
    status = _status(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        name = type(error).__name__
        log.error("Unexpected %s outside the application at %s", name, frames(error))
    else:
        # Not its message, which repeats what was sent.
        log.debug("Refused: %s", type(error).__name__)
    with suppress(OSError):
        util.write_nonblock(client, _answer(status, _path(request, error)))


def frames(error: Exception) -> str:
    """Where ``error`` came from, for a log: its message may repeat what a person typed."""
    trace = traceback.extract_tb(error.__traceback__)
    return " <- ".join(f"{frame.filename}:{frame.lineno}" for frame in trace)


def _status(error: Exception) -> HTTPStatus:
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status
    # A header that the application would have sent is no fault of who asked.
    ours = errors.InvalidResponseHeader, errors.InvalidResponseHeaderName
    if isinstance(error, errors.ParseException) and not isinstance(error, ours):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _path(request: Any, error: Exception) -> str:
    """The path that was asked for, as far as it could be read."""
    # Some errors come with what was read before them.
    return getattr(request or getattr(error, "req", None), "path", None) or ""


def _answer(status: HTTPStatus, path: str) -> bytes:
    kind, document = problem(status, DETAILS[status], path)
    body = encoded(document)
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Request-ID: {os.urandom(16).hex()}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
