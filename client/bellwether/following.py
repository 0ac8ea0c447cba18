"""Something that goes on at the server, followed to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bellwether.errors import ServerError, TimedOut, Unreachable
from bellwether.transport import Transport

POLL_SECONDS = 0.5

# So long a server may be away (it starts again, or its queue does) before we stop following.
PATIENCE_SECONDS = 60.0


def follow(
    transport: Transport,
    path: str,
    take: Callable[[Any], bool],
    timeout: float | None,
) -> None:
    """Hand each new state of the document at ``path`` to ``take`` until that returns True.

    What has not changed is not sent again (ETag). Raises TimedOut after ``timeout`` seconds, and
    whatever the server says for longer than PATIENCE_SECONDS.
    """
    began = answered = time.monotonic()
    etag: str | None = None
    while True:
        try:
            found = transport.changed(path, etag)
        except (Unreachable, TimedOut, ServerError):
            if time.monotonic() - answered > PATIENCE_SECONDS:
                raise
        else:
            answered = time.monotonic()
            if found is not None:
                etag = found.etag
                if take(found.document):
                    return
        if timeout is not None and time.monotonic() - began > timeout:
            message = f"It is not over after {timeout:g} seconds and goes on; wait for it again"
            raise TimedOut(message, where=f"GET {transport.url}{path}")
        time.sleep(POLL_SECONDS)
