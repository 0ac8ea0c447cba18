"""One version at a time is tried on a host: two that ask for much memory would have it all."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from bellwether_api.http.errors import ApiError
from bellwether_api.serving.rollcall import DIRECTORY

# As long as the one before takes at most, and a little more.
WAIT_SECONDS = 12.0
LOOK_SECONDS = 0.01

FILE = "trying.turn"

_here = threading.Lock()


class TooManyLoads(ApiError):
    """Others have had versions loaded just now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 15

    permanent = False


@contextmanager
def turn() -> Iterator[None]:
    """The turn of this process and this thread; raises TooManyLoads where it does not come.

    A process that dies gives it back. Where gunicorn has made no directory for its processes, this
    one is alone.
    """
    until = time.monotonic() + WAIT_SECONDS
    late = TooManyLoads("Another version is being tried, and has taken long; ask again in a while")
    if not _here.acquire(timeout=WAIT_SECONDS):
        raise late
    try:
        shared = os.environ.get(DIRECTORY)
        if not shared:
            yield
            return
        descriptor = os.open(Path(shared, FILE), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _locked(descriptor):
                if time.monotonic() > until:
                    raise late
                time.sleep(LOOK_SECONDS)
            yield
        finally:
            os.close(descriptor)
    finally:
        _here.release()


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
