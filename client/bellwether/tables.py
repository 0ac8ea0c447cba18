"""A CSV of any length there, and its answer back, in constant memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import requests

from bellwether.transport import Transport, unanswered

OnError = Literal["file", "row"]
# Bytes that have been sent, and all of them, where that is known.
Progress = Callable[[int, int | None], None]
Source = str | os.PathLike[str] | IO[bytes]

PIECE_BYTES = 1 << 16

# The server reads all rows before it answers, half an hour at most; a network may stall a while.
SENDING_SECONDS = (30.0, 1800.0)


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What became of a CSV: ``rows`` were answered by ``version``, of which some ``refused``."""

    rows: int
    refused: int
    version: str


class Outgoing:
    """A file on its way out, which tells how much of it has gone.

    Its length is sent along where it has one; a pipe's is not known.
    """

    def __init__(self, file: IO[bytes], size: int | None, progress: Progress | None) -> None:
        self._file = file
        self._size = size
        self._sent = 0
        self._progress = progress
        if size is not None:
            # requests asks for it so, and sends in chunks what has none.
            self.len = size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(PIECE_BYTES), b"")

    def read(self, count: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        piece = self._file.read(count)
        self._sent += len(piece)
        if self._progress is not None:
            self._progress(self._sent, self._size)
        return piece


@contextmanager
def outgoing(source: Source, progress: Progress | None) -> Iterator[tuple[Callable[[], Any], bool]]:
    """What makes the body of ``source`` for each try, and whether a second try is possible."""
    if not isinstance(source, str | os.PathLike):
        yield lambda: Outgoing(source, None, progress), False
        return
    with Path(source).open("rb") as file:
        size = os.fstat(file.fileno()).st_size

        def again() -> Outgoing:
            file.seek(0)
            return Outgoing(file, size, progress)

        yield again, True


def predict(
    transport: Transport,
    path: str,
    source: Source,
    target: Source,
    on_error: OnError,
    progress: Progress | None,
) -> TableAnswer:
    """Send the CSV ``source`` and write its answer to ``target``, a path or a binary file."""
    with outgoing(source, progress) as (body, repeatable):
        response = transport.call(
            "POST",
            path,
            body=body,
            headers={"Content-Type": "text/csv"},
            params={"on_error": on_error},
            repeatable=repeatable,
            tries=None if repeatable else 1,
            stream=True,
            timeout=SENDING_SECONDS,
        )
    with response, _incoming(target) as file:
        refused = 0
        last = b""
        try:
            for piece in response.iter_content(PIECE_BYTES):
                # A refused row has an empty probability, which is the first cell.
                refused += (last + piece).count(b"\n,")
                last = piece[-1:]
                file.write(piece)
        except requests.RequestException as error:
            raise unanswered(error, transport.url, f"POST {transport.url}{path}") from error
    return TableAnswer(
        rows=int(response.headers.get("Bellwether-Rows", 0)),
        refused=refused,
        version=response.headers.get("Bellwether-Version", ""),
    )


@contextmanager
def _incoming(target: Source) -> Iterator[IO[bytes]]:
    """A file for the answer; a path holds all of it in the end, or what it held before."""
    if not isinstance(target, str | os.PathLike):
        yield target
        return
    path = Path(target)
    if path.exists() and not path.is_file():  # a device or a pipe, which cannot be replaced
        with path.open("wb") as file:
            yield file
        return
    whole = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with whole.open("wb") as file:
            yield file
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)
