"""What one table may take of what all share: a place, its sender's turn, and room on the volume."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import IO

from flask import Request

from bellwether_api.http.addresses import address
from bellwether_api.http.body_stream import UploadTooLarge
from bellwether_api.http.errors import ApiError
from bellwether_contract.errors import VolumeFull
from bellwether_contract.tables.csv_lines import UNPACKED_BYTES

# A table holds one of this process' four threads for as long as it takes.
AT_ONCE = 1

# Of a table as it is sent, and of its answer; 10,000,000 heart records are 0.8 GB and 0.5 GB.
TABLE_BYTES = UNPACKED_BYTES
ANSWER_BYTES = UNPACKED_BYTES

# While an answer grows, so many times its size stays free: for what operators upload.
LEFT_FREE = 3


class TooManyTables(ApiError):
    """Another CSV is being answered."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    retry_after = 10


class Places:
    """Which tables are being answered: so many in a process, and one of each address in all."""

    def __init__(self, spool: Path) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._house = str(spool.resolve())

    def take(self, request: Request) -> ExitStack:
        """A place, to be closed when the answer has gone; raises TooManyTables."""
        with ExitStack() as held:
            if not self._free.acquire(blocking=False):
                raise TooManyTables("Another CSV is being answered; send this one after it")
            held.callback(self._free.release)
            held.enter_context(_turn(f"{self._house} {address(request)}"))
            return held.pop_all()


class Answer:
    """The file in which an answer grows; it is gone with this process, however that ends."""

    def __init__(self, spool: Path) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115  # closed with it
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add bytes; raises UploadTooLarge, VolumeFull and OSError."""
        self.size += len(piece)
        if self.size > ANSWER_BYTES:
            raise UploadTooLarge(
                f"The answer is larger than {ANSWER_BYTES >> 20:,} MiB; send the rows in parts"
            )
        volume = os.fstatvfs(self.file.fileno())
        if self.size * LEFT_FREE > volume.f_bavail * volume.f_frsize:
            raise VolumeFull(
                "The answer takes more of the data volume than is left for tables; send the rows "
                "in parts, or make room on the volume"
            )
        self.file.write(piece)

    def close(self) -> None:
        """Let the file go."""
        self.file.close()


@contextmanager
def _turn(name: str) -> Iterator[None]:
    """Held by one table at a time, over all processes; raises TooManyTables.

    A name of a socket that is no file: the kernel gives it to one process, and takes it back
    whichever way that ends. Elsewhere than on Linux there are none.
    """
    if sys.platform != "linux":
        yield
        return
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as mark:
        try:
            mark.bind(b"\0bellwether-table-" + hashlib.sha256(name.encode()).digest())
        except OSError as error:
            raise TooManyTables(
                "Another CSV from this address is being answered; send this one after it"
            ) from error
        yield
