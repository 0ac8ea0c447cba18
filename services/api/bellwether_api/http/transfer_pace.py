"""How long a transfer may keep a thread waiting: who is slower is cut off.

Each transfer holds one of the four threads of its process. So what is waited for is timed, and only
that: the time that the server itself takes for rows counts against nobody.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from flask import Request

# Each piece moves within so many seconds.
PIECE_BYTES = 1 << 16
PIECE_SECONDS = 10.0

# What visitors send or fetch is waited for so long in all, and longer the more has moved: 1 MBit/s.
SECONDS = 60.0
RATE = 128 << 10

# How often a transfer is looked at.
LOOK_SECONDS = 1.0


class Pace:
    """``with Pace(request) as pace``: ends the connection of a ``request`` that is too slow.

    ``late`` tells whether it did: what is being read ends, what is being written fails. Without
    ``rate``, in bytes a second, only a piece can be too slow.
    """

    def __init__(self, request: Request, *, rate: int | None) -> None:
        # A server in a test has none.
        self._socket: socket.socket | None = request.environ.get("gunicorn.socket")
        self._rate = rate
        self._moved = 0
        self._waited = 0.0
        self._since: float | None = None
        self._way = socket.SHUT_RD
        self._over = threading.Event()
        self.late = False

    def __enter__(self) -> Self:
        if self._socket is not None:
            threading.Thread(target=self._watch, name="pace", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Let the connection be."""
        self._over.set()

    @contextmanager
    def waiting(self, *, to_send: bool = False) -> Iterator[None]:
        """A piece is being waited for: what it holds is told to ``moved``."""
        self._way = socket.SHUT_RDWR if to_send else socket.SHUT_RD
        began = self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = None
            self._waited += time.monotonic() - began

    def moved(self, count: int) -> None:
        """So many bytes more have arrived, or are sent."""
        self._moved += count

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            since = self._since
            if since is not None and self._too_long(time.monotonic() - since):
                self.late = True
                assert self._socket is not None
                try:
                    self._socket.shutdown(self._way)
                except OSError:  # it has gone by itself
                    return

    def _too_long(self, seconds: float) -> bool:
        if seconds > PIECE_SECONDS:
            return True
        allowed = SECONDS + self._moved / self._rate if self._rate else float("inf")
        return self._waited + seconds > allowed
