"""Large bodies of JSON: one at a time in a process, and with no more values than memory is for.

A byte of JSON may become thirty bytes of Python: 8 MiB of empty lists are 180 MiB. Each of the four
threads of each process may hold a body, so large ones wait for each other.
"""

from __future__ import annotations

import threading
from http import HTTPStatus

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from bellwether_api.http.errors import ApiError

# Below it a body weighs nothing.
LARGE_BYTES = 1 << 20

# 10,000 records of nearly a hundred fields. Each takes a comma or a bracket.
VALUES = 1_000_000

# Whoever waits holds a thread; the proxy gives up after 30 seconds.
WAIT_SECONDS = 10.0

_HOLDS = "bellwether.large-body"
_turn = threading.Lock()


class TooManyLargeBodies(ApiError):
    """Other large bodies are being answered."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    permanent = False


def register(app: Flask) -> None:
    """Let the next one in when a request of ``app`` is over."""

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if request.environ.pop(_HOLDS, False):
            _turn.release()


def wait(asking: Request, size: int) -> None:
    """Wait until no other large body is held, if this one, of ``size`` bytes, is large.

    The place is given back when the request is over. Raises TooManyLargeBodies.
    """
    if size <= LARGE_BYTES:
        return
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise TooManyLargeBodies("Other large requests are being answered; send this one again")
    asking.environ[_HOLDS] = True


def check(document: bytes) -> None:
    """Raise RequestEntityTooLarge for JSON of more than VALUES values; it is only counted."""
    if len(document) > LARGE_BYTES and sum(map(document.count, (b",", b"[", b"{"))) > VALUES:
        raise RequestEntityTooLarge
