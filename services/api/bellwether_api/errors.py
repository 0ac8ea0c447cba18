"""Every error -> one answer, in one place.

``application/problem+json`` (RFC 9457); under ``/v2``, whose clients expect it, ``{"error"}``.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from bellwether_api import descriptions, request_ids
from bellwether_api.answers import PROBLEM, Outdated, answer
from bellwether_api.auth import Unauthorized
from bellwether_api.body import UnreadableBody, UnsupportedBody
from bellwether_api.connection import QueueUnavailable
from bellwether_api.csvtable import FaultyTable
from bellwether_api.directory import NotDeclared
from bellwether_api.events import TooManyStreams
from bellwether_api.idempotency import InvalidKey, KeyReused, StillUnderWay
from bellwether_api.model_card import NoModelCard
from bellwether_api.predictions import TooManyTables
from bellwether_api.queue import JobConflict, UnknownJob
from bellwether_api.registry import StoreUnavailable
from bellwether_api.scoring import NoModelYet
from bellwether_api.uploads import TooManyUploads, UploadTooLarge, UploadTooSlow, VolumeFull
from bellwether_api.v2.message import InvalidRequest, NotReady
from bellwether_contract.datasets import UnknownDataset
from bellwether_contract.errors import (
    BellwetherError,
    Fault,
    FaultyDocument,
    RefusedBundle,
    UnknownPredictor,
    UnknownVersion,
)

log = logging.getLogger(__name__)

# What of the family has no line here is a fault of ours: 500.
STATUS: Mapping[type[BellwetherError], HTTPStatus] = {
    UnreadableBody: HTTPStatus.BAD_REQUEST,
    InvalidRequest: HTTPStatus.BAD_REQUEST,
    InvalidKey: HTTPStatus.BAD_REQUEST,
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    UnknownPredictor: HTTPStatus.NOT_FOUND,
    UnknownVersion: HTTPStatus.NOT_FOUND,
    UnknownJob: HTTPStatus.NOT_FOUND,
    UnknownDataset: HTTPStatus.NOT_FOUND,
    NoModelCard: HTTPStatus.NOT_FOUND,
    JobConflict: HTTPStatus.CONFLICT,
    StillUnderWay: HTTPStatus.CONFLICT,
    NotDeclared: HTTPStatus.CONFLICT,
    RefusedBundle: HTTPStatus.CONFLICT,
    UploadTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedBody: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    FaultyDocument: HTTPStatus.UNPROCESSABLE_ENTITY,
    FaultyTable: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyUploads: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyTables: HTTPStatus.TOO_MANY_REQUESTS,
    VolumeFull: HTTPStatus.INSUFFICIENT_STORAGE,
    QueueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    NoModelYet: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyStreams: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
}

# Seconds: a training tells its progress often, a volume or Redis comes back in a while.
# Whoever is turned away for now is told for how long: where no line here says so, for AT_LEAST.
AT_LEAST = 5
RETRY_AFTER: Mapping[type[BellwetherError], int] = {
    NoModelYet: 2,
    NotReady: 2,
    StillUnderWay: 2,
    TooManyUploads: 10,
    TooManyTables: 10,
    TooManyStreams: 10,
    QueueUnavailable: 5,
    StoreUnavailable: 5,
}


def register(app: Flask) -> None:
    """Answer every error of ``app``."""
    app.register_error_handler(BellwetherError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: BellwetherError) -> Response:
    kind = next((known for known in STATUS if isinstance(error, known)), None)
    if kind is None:
        return _unexpected(error)
    headers = {}
    if kind in RETRY_AFTER:
        headers["Retry-After"] = str(RETRY_AFTER[kind])
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    more: dict[str, Any] = {}
    if isinstance(error, UnreadableBody):
        more["errors"] = descriptions.faults([Fault("", str(error.args[0]))])
    if isinstance(error, FaultyDocument):
        more["errors"] = descriptions.faults(error.faults)
    if isinstance(error, FaultyTable):
        more["errors"] = [asdict(fault) for fault in error.faults]
    if isinstance(error, JobConflict):
        more["training"] = descriptions.job(error.record)
    if isinstance(error, NoModelYet):
        more["training"] = descriptions.job(error.training)
        more["failed"] = descriptions.job(error.failed)
    return _problem(STATUS[kind], str(error.args[0]), more, headers)


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    headers = {}
    detail = error.description or status.description
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if isinstance(error, RequestEntityTooLarge):
        detail = "The request is larger than is accepted; send fewer records at a time"
    return _problem(status, detail, {}, headers)


def _unexpected(error: Exception) -> Response:
    # Where, but not what: the message of an exception may repeat what a person typed.
    frames = " <- ".join(
        f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    )
    name = request.environ[request_ids.ENVIRON]
    log.error("Unexpected %s in request %s at %s", type(error).__name__, name, frames)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side", {}, {})


def _problem(
    status: HTTPStatus, detail: str, more: Mapping[str, Any], headers: Mapping[str, str]
) -> Response:
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers = {"Retry-After": str(AT_LEAST), **headers}
    if request.path == "/v2" or request.path.startswith("/v2/"):
        return answer({"error": detail}, status, headers=headers)
    document = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.path,
        **more,
    }
    return answer(document, status, content_type=PROBLEM, headers=headers)
