"""A CSV of any length there, and its answer back, in constant memory."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import requests

from bellwether.errors import InvalidInputs
from bellwether.transport import Transport, idempotency
from bellwether.unanswered import unanswered

OnError = Literal["file", "row"]
# Bytes that have been sent, and all of them, where that is known.
Progress = Callable[[int, int | None], None]
Source = str | os.PathLike[str] | IO[bytes]

PIECE_BYTES = 1 << 16
GZIP_MAGIC = b"\x1f\x8b"

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


def send(
    transport: Transport,
    where: str,
    file: Source,
    progress: Progress | None,
    params: Mapping[str, str] | None = None,
) -> Any:
    """Send the rows in ``file``, a CSV or gzip of one, to be taken in; returns what is answered.

    What it is stands in the file, not in its name.
    """
    if isinstance(file, str | os.PathLike):
        with Path(file).open("rb") as rows:
            beginning = rows.read(len(GZIP_MAGIC))
    else:
        beginning = file.read(len(GZIP_MAGIC))
        file = begun(beginning, file)
    kind = "application/gzip" if beginning == GZIP_MAGIC else "text/csv"
    with outgoing(file, progress) as (body, repeatable):
        return transport.call(
            "POST",
            where,
            body=body,
            params=params,
            headers={"Content-Type": kind, **idempotency()},
            repeatable=repeatable,
            tries=None if repeatable else 1,
            timeout=SENDING_SECONDS,
        ).json()


class _Begun(io.RawIOBase):
    def __init__(self, beginning: bytes, rest: IO[bytes]) -> None:
        self._beginning = beginning
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece, self._beginning = self._beginning or self._rest.read(len(buffer)), b""
        buffer[: len(piece)] = piece
        return len(piece)


def begun(beginning: bytes, rest: IO[bytes]) -> IO[bytes]:
    """A binary file of which the ``beginning`` has been read already, whole again."""
    return io.BufferedReader(_Begun(beginning, rest))


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
    keep: Sequence[str] = (),
) -> TableAnswer:
    """Send the CSV ``source`` and write its answer to ``target``, a path or a binary file.

    The columns to ``keep``, ``"*"`` for all of them, are handed through as they are. Raises
    InvalidInputs where both are the same file: the answer would take the rows' place.
    """
    if same_file(source, target):
        raise InvalidInputs("The answer would take the place of the rows; name another file for it")
    with outgoing(source, progress) as (body, repeatable):
        response = transport.call(
            "POST",
            path,
            body=body,
            headers={"Content-Type": "text/csv"},
            params={"on_error": on_error, **({"keep": _line(keep)} if keep else {})},
            repeatable=repeatable,
            tries=None if repeatable else 1,
            stream=True,
            timeout=SENDING_SECONDS,
        )
    with response, incoming(target) as file:
        try:
            for piece in response.iter_content(PIECE_BYTES):
                file.write(piece)
        except requests.RequestException as error:
            raise unanswered(error, transport.url, f"POST {transport.url}{path}") from error
    return TableAnswer(
        rows=int(response.headers.get("Bellwether-Rows", 0)),
        refused=int(response.headers.get("Bellwether-Refused", 0)),
        version=response.headers.get("Bellwether-Version", ""),
    )


def same_file(source: Source, target: Source) -> bool:
    """Whether both are one file, whatever they are called: a link is the file that it leads to."""
    try:
        one, other = _status(source), _status(target)
    except (OSError, ValueError):  # not there yet, or no file of the system
        return False
    return stat.S_ISREG(one.st_mode) and os.path.samestat(one, other)


def _status(file: Source) -> os.stat_result:
    if isinstance(file, str | os.PathLike):
        return os.stat(file)
    return os.fstat(file.fileno())


def _line(cells: Sequence[str]) -> str:
    """Names of columns as a line of a CSV, in quotes where they hold commas."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


@contextmanager
def incoming(target: Source) -> Iterator[IO[bytes]]:
    """A file for the answer; a path holds all of it in the end, or what it held before."""
    if not isinstance(target, str | os.PathLike):
        yield target
        return
    # A link stays, and what it leads to is replaced.
    path = Path(target).resolve()
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
