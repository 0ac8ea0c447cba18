"""Takes uploaded rows in: from the request's body onto the data volume, a piece at a time."""

from __future__ import annotations

import functools
import hashlib
import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from bellwether_api.http import content_encoding, pseudonyms
from bellwether_api.http.errors import ApiError, StoreUnavailable
from bellwether_api.http.json_body import BREAKS, UnsupportedBody, UnsupportedEncoding
from bellwether_api.http.json_text import UnreadableBody
from bellwether_api.http.transfer_pace import PIECE_BYTES, Pace
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage import durable
from bellwether_contract.storage.datasets import DatasetStore
from bellwether_contract.storage.uploads import UPLOAD_BYTES, Received, Sent, Upload

U = TypeVar("U", bound=Upload)

# Each upload holds one of this process' four threads for as long as its sender takes.
AT_ONCE = 1
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


class TooManyUploads(ApiError):
    """Another upload is being taken in, or a version is being handed out."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    retry_after = 10


class Intake:
    """Uploads of this process."""

    def __init__(self, store: DatasetStore) -> None:
        self._store = store
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def take(
        self, request: Request, predictor: Predictor, *, by: str, file: str | None = None
    ) -> Received:
        """Store the body of ``request``: nothing of it is there before all of it is.

        ``file`` is what its sender calls it.
        Where ``predictor`` declares whose rows they are, that column is stored as salted hashes.
        Raises UnsupportedBody, UploadTooLarge, TooManyUploads, UploadTooSlow, UnreadableBody,
        InvalidInputs where it is empty or, with such a column, no CSV, VolumeFull or
        StoreUnavailable.
        """
        opened = functools.partial(self._store.upload, predictor.name)
        with self.incoming(request, predictor, opened) as (upload, sent):
            return upload.keep(by, sent, file)

    @contextmanager
    def incoming(
        self,
        request: Request,
        predictor: Predictor,
        opened: Callable[[], U],
        *,
        without: bool = False,
    ) -> Iterator[tuple[U, Sent | None]]:
        """The body of ``request`` in the upload that is ``opened``, and what came where it differs.

        ``without``: a file may lack the column of people where it has no column that is not
        declared. Raises what ``take`` raises.
        """
        with self._place(request) as pace, volume(), opened() as upload:
            sent = None
            if (group := predictor.roles.group) is not None:
                body = Incoming(request, pace)
                heading = predictor.headings.get(group)
                declared = {*columns(predictor), *predictor.headings.values()}
                known = frozenset(declared) if without else None
                sent = pseudonyms.store(
                    body, upload, predictor.salt, group, heading=heading, known=known
                )
            else:
                for piece in pieces(request, pace):
                    upload.write(piece)
                if not upload.size:
                    raise InvalidInputs("The body is empty", [Fault("", "must be a CSV file")])
            yield upload, sent

    @contextmanager
    def as_sent(self, request: Request, opened: Callable[[], U]) -> Iterator[U]:
        """The same of an archive, byte for byte; raises what ``take`` raises."""
        if request.mimetype not in ARCHIVES:
            raise UnsupportedBody("Content-Type must be application/gzip: the archive as it is")
        with self._place(request) as pace, volume("archive"), opened() as upload:
            for piece in pieces(request, pace):
                upload.write(piece)
            yield upload

    @contextmanager
    def handing_out(self, request: Request) -> Iterator[Pace]:
        """The same place for an answer that may take long; raises TooManyUploads."""
        with self._taken(), Pace(request, rate=None) as pace:
            yield pace

    def digest(self, request: Request) -> str:
        """The SHA-256 of the body of a ``request`` that is repeated; nothing is stored.

        Raises what ``take`` raises of a body.
        """
        digest = hashlib.sha256()
        with self._place(request) as pace:
            for piece in pieces(request, pace):
                digest.update(piece)
        return digest.hexdigest()

    @contextmanager
    def _place(self, request: Request) -> Iterator[Pace]:
        """The place of this process for a body; raises what is wrong with its head."""
        check_type(request)
        bound(request, UPLOAD_BYTES)
        # Whoever has the key may take as long as is allowed, but not stall.
        with self._taken(), Pace(request, rate=None) as pace:
            yield pace

    @contextmanager
    def _taken(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise TooManyUploads("Another upload or export is under way; ask again after it")
        try:
            yield
        finally:
            self._places.release()


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


def columns(predictor: Predictor) -> tuple[str, ...]:
    """The columns that a file of rows may have: inputs, outcome, and those with a role."""
    fields = (field.name for field in predictor.fields)
    return (*fields, predictor.target.column, *predictor.roles.columns)


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
