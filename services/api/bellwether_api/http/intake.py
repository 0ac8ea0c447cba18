"""Takes uploaded rows and archives in, onto the data volume, one at a time in each process."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

from flask import Request

from bellwether_api.http import pseudonyms
from bellwether_api.http.body_stream import (
    ARCHIVES,
    Incoming,
    bound,
    check_type,
    pieces,
    volume,
)
from bellwether_api.http.errors import ApiError
from bellwether_api.http.json_body import UnsupportedBody
from bellwether_api.http.transfer_pace import Pace
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.datasets import DatasetStore
from bellwether_contract.storage.uploads import UPLOAD_BYTES, Received, Sent, Upload

U = TypeVar("U", bound=Upload)

# Each upload holds one of this process' four threads for as long as its sender takes.
AT_ONCE = 1


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


def columns(predictor: Predictor) -> tuple[str, ...]:
    """The columns that a file of rows may have: inputs, outcome, and those with a role."""
    fields = (field.name for field in predictor.fields)
    return (*fields, predictor.target.column, *predictor.roles.columns)
