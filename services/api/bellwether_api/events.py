"""Server-sent events: a retraining tells how it stands, as often as that changes.

Each event is the whole record, under its tag as id, so nothing is lost where a client connects
anew: it is told the present state, unless ``Last-Event-ID`` says that it has seen it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bellwether_api import descriptions
from bellwether_api.answers import encoded, tag
from bellwether_api.connection import QueueUnavailable
from bellwether_api.queue import TrainingQueue, UnknownJob
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import JobRecord

EVENT_STREAM = "text/event-stream"

# Each holds one of this process' four threads for as long as it is open.
AT_ONCE = 1
SECONDS_AT_MOST = 1800

# How often the record is looked at, the client is told that the line stands where there is nothing
# else to tell, and it is noticed that somebody has gone: the client, or the server.
LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 10.0
NAP_SECONDS = 0.1

# Milliseconds after which a browser connects anew.
_RETRY = b"retry: 2000\n\n"


class TooManyStreams(BellwetherError):
    """Another stream is open."""

    permanent = False


class Streams:
    """The open streams of this process; they end when ``stopping`` says that it is to end."""

    def __init__(self, queue: TrainingQueue) -> None:
        self.stopping: Callable[[], bool] = lambda: False
        self._queue = queue
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def open(self, record: JobRecord, seen: str | None, gone: Callable[[], bool]) -> Stream:
        """Follow a retraining from ``record`` on, of which the event ``seen`` is not repeated.

        ``gone`` tells whether the client has hung up. Raises TooManyStreams.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyStreams("Another stream is open; ask for the retraining itself meanwhile")
        return Stream(self._events(record, seen, gone), self._places.release)

    def _events(
        self, record: JobRecord, seen: str | None, gone: Callable[[], bool]
    ) -> Iterator[bytes]:
        until = time.monotonic() + SECONDS_AT_MOST
        said = time.monotonic()
        yield _RETRY
        while True:
            news, seen = told(record, seen)
            if not news and time.monotonic() > said + HEARTBEAT_SECONDS:
                news = b": it goes on\n\n"
            if news:
                said = time.monotonic()
                yield news
            if record.over:
                return
            look = time.monotonic() + LOOK_SECONDS
            while time.monotonic() < look:
                time.sleep(NAP_SECONDS)
                if gone():
                    return
                if self.stopping() or time.monotonic() > until:
                    yield b": this stream ends here; connect anew\n\n"
                    return
            try:
                record = self._queue.get(record.id)
            except (QueueUnavailable, UnknownJob):
                yield b": the record cannot be read; ask for the retraining itself\n\n"
                return


class Stream:
    """What is sent, piece by piece; its place is free again after ``close``."""

    def __init__(self, pieces: Iterator[bytes], release: Callable[[], None]) -> None:
        self._pieces = pieces
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Give the place back."""
        release, self._release = self._release, None
        if release is not None:
            release()


def told(record: JobRecord, seen: str | None) -> tuple[bytes, str]:
    """The events that tell a record to who has ``seen`` the one of this id, and its id."""
    document = encoded(descriptions.job(record))
    event = tag(document)
    names = [] if event == seen else ["progress"]
    names += ["end"] if record.over else []
    pieces = [f"event: {name}\nid: {event}\ndata: ".encode() + document + b"\n" for name in names]
    return b"".join(pieces), event


def hung_up(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Whether the client of a request has hung up, where the server lends its socket.

    The first write after that would still succeed.
    """
    line: socket.socket | None = environ.get("gunicorn.socket")

    def gone() -> bool:
        if line is None:
            return False
        try:
            return line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    return gone
