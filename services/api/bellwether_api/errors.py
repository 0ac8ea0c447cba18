"""Every error -> one answer, in one place.

``application/problem+json`` (RFC 9457); under ``/v2``, whose clients expect it, ``{"error"}``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from bellwether_api import descriptions, request_ids
from bellwether_api.answers import PROBLEM, Outdated, answer, problem
from bellwether_api.auth import Unauthorized
from bellwether_api.body import UnreadableBody, UnsupportedBody, UnsupportedEncoding
from bellwether_api.connection import QueueUnavailable
from bellwether_api.csvtable import FaultyTable
from bellwether_api.directory import NotDeclared
from bellwether_api.drafts import DraftForOperators
from bellwether_api.events import TooManyStreams
from bellwether_api.idempotency import InvalidKey, KeyReused, StillUnderWay
from bellwether_api.large_bodies import TooManyLargeBodies
from bellwether_api.loading import TooManyLoads
from bellwether_api.model_card import NoModelCard
from bellwether_api.queue import JobConflict, UnknownJob
from bellwether_api.refusals import frames
from bellwether_api.registry import StoreUnavailable
from bellwether_api.scoring import NoModelYet
from bellwether_api.tables import TooManyTables
from bellwether_api.uploads import TooManyUploads, UploadTooLarge, UploadTooSlow, VolumeFull
from bellwether_api.v2.message import NotReady
from bellwether_api.v2.values import InvalidRequest
from bellwether_api.validations import NoReport
from bellwether_contract.champions import WithdrawnVersion
from bellwether_contract.datasets import Unanswered, UnknownDataset
from bellwether_contract.errors import (
    BellwetherError,
    Fault,
    FaultyDocument,
    RefusedBundle,
    UnknownPredictor,
    UnknownVersion,
)
from bellwether_contract.store import StillServing
from bellwether_contract.validations import UnknownValidation

log = logging.getLogger(__name__)

# What of the family has no line here is a fault of ours: 500.
STATUS: Mapping[type[BellwetherError], HTTPStatus] = {
    UnreadableBody: HTTPStatus.BAD_REQUEST,
    InvalidRequest: HTTPStatus.BAD_REQUEST,
    InvalidKey: HTTPStatus.BAD_REQUEST,
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    DraftForOperators: HTTPStatus.FORBIDDEN,
    UnknownPredictor: HTTPStatus.NOT_FOUND,
    UnknownVersion: HTTPStatus.NOT_FOUND,
    UnknownJob: HTTPStatus.NOT_FOUND,
    UnknownDataset: HTTPStatus.NOT_FOUND,
    UnknownValidation: HTTPStatus.NOT_FOUND,
    NoModelCard: HTTPStatus.NOT_FOUND,
    JobConflict: HTTPStatus.CONFLICT,
    StillUnderWay: HTTPStatus.CONFLICT,
    NotDeclared: HTTPStatus.CONFLICT,
    Unanswered: HTTPStatus.CONFLICT,
    NoReport: HTTPStatus.CONFLICT,
    RefusedBundle: HTTPStatus.CONFLICT,
    WithdrawnVersion: HTTPStatus.CONFLICT,
    StillServing: HTTPStatus.CONFLICT,
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
    TooManyLoads: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyStreams: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyLargeBodies: HTTPStatus.SERVICE_UNAVAILABLE,
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
    TooManyLoads: 15,
    QueueUnavailable: 5,
    StoreUnavailable: 5,
}


def register(app: Flask) -> None:
    """Answer every error of ``app``."""
    app.register_error_handler(BellwetherError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _volume)
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
    if isinstance(error, UnsupportedEncoding):
        headers["Accept-Encoding"] = error.accepted
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
        more.update(descriptions.ended(error.ended))
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
