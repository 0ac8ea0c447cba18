"""A request's body, a piece at a time: of what size, type and pace it may be."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from bellwether_api.http import content_encoding
from bellwether_api.http.errors import ApiError, StoreUnavailable
from bellwether_api.http.json_body import BREAKS, UnsupportedBody, UnsupportedEncoding
from bellwether_api.http.json_text import UnreadableBody
from bellwether_api.http.transfer_pace import PIECE_BYTES, Pace
from bellwether_contract.storage import durable

SECONDS_AT_MOST = 1800

BROKEN_OFF = "The body broke off; send the file again"

ARCHIVES = {"application/gzip", "application/x-gzip"}
TYPES = {"text/csv", "application/csv", *ARCHIVES}


class UploadTooLarge(ApiError):
    """The body is larger than an upload may be."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UploadTooSlow(ApiError):
    """The body did not arrive in time."""

    status = HTTPStatus.REQUEST_TIMEOUT


class Incoming(io.RawIOBase):
    """A request's body as a file; raises what ``pieces`` raises."""

    def __init__(self, request: Request, pace: Pace) -> None:
        self._pieces = pieces(request, pace)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what comes next; returns how many bytes, 0 at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def bound(request: Request, limit: int) -> None:
    """Have at most ``limit`` bytes of a body read; raises UploadTooLarge where it has more."""
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    request.max_content_length = limit


def pieces(request: Request, pace: Pace) -> Iterator[bytes]:
    """The body, whole, in pieces; raises UnreadableBody where it breaks off, and UploadTooSlow."""
    until = time.monotonic() + SECONDS_AT_MOST
    arrived = 0
    while True:
        try:
            with pace.waiting():
                piece = request.stream.read(PIECE_BYTES)
        except RequestEntityTooLarge as error:
            raise _too_large(request.max_content_length or 0) from error
        except BREAKS as error:
            _check_pace(pace)
            raise UnreadableBody(BROKEN_OFF) from error
        _check_pace(pace)
        if not piece:
            # gunicorn takes the end of the connection for the end of the body.
            if request.content_length not in (None, arrived):
                raise UnreadableBody(BROKEN_OFF)
            return
        arrived += len(piece)
        pace.moved(len(piece))
        if time.monotonic() > until:
            raise UploadTooSlow(f"The file did not arrive within {SECONDS_AT_MOST // 60} minutes")
        yield piece


def _check_pace(pace: Pace) -> None:
    if pace.late:
        raise UploadTooSlow("The file arrives too slowly; send it over a faster line, or in parts")


@contextmanager
def volume(what: str = "rows") -> Iterator[None]:
    """What the data volume does not take: raises VolumeFull or StoreUnavailable for OSError."""
    try:
        with durable.room("data", advice="remove data sets or enlarge it, and send the file again"):
            yield
    except OSError as error:
        raise StoreUnavailable(
            f"The data volume does not take the {what} ({error.strerror})"
        ) from error


def check_type(request: Request) -> None:
    """Raises UnsupportedBody for a body of another type, or another encoding than gzip."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in TYPES or charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedBody("Content-Type must be text/csv, in UTF-8, or application/gzip")
    if request.headers.get("Content-Encoding", "identity").lower() not in (
        "identity",
        "",
        *content_encoding.GZIP,
    ):
        raise UnsupportedEncoding("gzip")


def _too_large(limit: int) -> UploadTooLarge:
    return UploadTooLarge(
        f"The file is larger than {limit >> 20:,} MiB; compress it with gzip or split it"
    )
