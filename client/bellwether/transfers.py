"""Versions from one site to another that has no network to it: archives out and in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self

import requests

from bellwether.errors import Unreachable
from bellwether.following import Followed
from bellwether.tables import PIECE_BYTES, SENDING_SECONDS, Progress, Source, incoming, outgoing
from bellwether.transport import Transport, path
from bellwether.unanswered import unanswered

Document = Mapping[str, Any]

GZIP = "application/gzip"

QUEUED, DONE, FAILED = "queued", "done", "failed"
OVER = frozenset({DONE, FAILED})

# An archive ends with an empty member of gzip that holds the SHA-256 of every byte before, as the
# comment "sha256:" and 64 digits.
SEAL_BYTES = 92
DIGITS = slice(17, 81)


@dataclass(frozen=True, slots=True)
class Exported:
    """An archive that was written: of which version, its bytes, and the SHA-256 it ends with."""

    predictor: str
    version: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """How an import stands; ``status`` is queued, done or failed.

    ``same_declaration``: whether it was trained with the declaration that lies at this site; None
    where none does. ``at`` is None where the version was there and nobody has sent it.
    """

    predictor: str
    version: str
    status: str
    message: str | None
    error: str | None
    sha256: str | None
    by: str | None
    at: str | None
    same_declaration: bool | None
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in OVER


class Import(Followed[ImportRecord]):
    """A version on its way in. ``record`` is how it stood when it was last looked at.

    ``was_here``: the version was there before, and there is nothing to wait for.
    """

    was_here = False

    def __repr__(self) -> str:
        return f"<Import {self.version} of {self.record.predictor}: {self.status}>"

    @property
    def version(self) -> str:
        """The version."""
        return self.record.version

    def wait(
        self, progress: Callable[[ImportRecord], None] | None = None, timeout: float | None = None
    ) -> Self:
        """Wait until it is there or has failed; ``progress`` is called with each change.

        Raises TimedOut after ``timeout`` seconds; it goes on then.
        """
        return self if self.over else super().wait(progress, timeout)

    def _path(self, *parts: str) -> str:
        return path(self.record.predictor, "imports", self.version, *parts)

    @staticmethod
    def _read(document: Document) -> ImportRecord:
        return ImportRecord(
            predictor=document["predictor"],
            version=document["version"],
            status=document["status"],
            message=document.get("message"),
            error=document.get("error"),
            sha256=document.get("sha256"),
            by=document.get("by"),
            at=document.get("at"),
            same_declaration=document.get("same_declaration"),
            document=document,
        )


def export(
    transport: Transport, name: str, version: str, target: Source, progress: Progress | None
) -> Exported:
    """Write the archive of a version to ``target``, a path or a binary file.

    A path holds all of it in the end, or what it held before. Raises Unreachable where it did not
    arrive whole.
    """
    where = path(name, "versions", version, "export")
    digest, last, size = hashlib.sha256(), b"", 0
    with transport.call("GET", where, stream=True) as response, incoming(target) as file:
        try:
            for piece in response.iter_content(PIECE_BYTES):
                file.write(piece)
                size += len(piece)
                last += piece
                digest.update(last[:-SEAL_BYTES])
                last = last[-SEAL_BYTES:]
                if progress is not None:
                    progress(size, None)
        except requests.RequestException as error:
            raise unanswered(error, transport.url, f"GET {transport.url}{where}") from error
        sha256 = digest.hexdigest()
        if last[DIGITS] != sha256.encode():
            message = "The archive did not arrive whole, or is none; try again"
            raise Unreachable(message, where=f"GET {transport.url}{where}")
    return Exported(name, version, size, sha256)


def send(transport: Transport, name: str, source: Source, progress: Progress | None) -> Import:
    """Send an archive, a path or a binary file, to be taken in."""
    with outgoing(source, progress) as (body, repeatable):
        response = transport.call(
            "POST",
            path(name, "imports"),
            body=body,
            headers={"Content-Type": GZIP},
            repeatable=repeatable,
            tries=None if repeatable else 1,
            timeout=SENDING_SECONDS,
        )
    sent = Import(transport, response.json())
    sent.was_here = response.status_code == HTTPStatus.OK
    return sent
