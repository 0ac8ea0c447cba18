"""One demo a state: a second one would have a second Redis write into the file of the first."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tools.demo.places import Places

# So long the parts of a demo that was killed may take to end.
PATIENCE_SECONDS = 15
POLL_SECONDS = 0.1


@contextmanager
def on(places: Places) -> Iterator[None]:
    """Hold the state, and say where this demo is; ends the program where another one holds it."""
    with places.lock.open("w") as held:
        _take(held, places)
        served = str(places.certificate.file) if places.certificate else ""
        noted = {"pid": os.getpid(), "url": places.url, "certificate": served}
        places.running.write_text(json.dumps(noted))
        try:
            yield
        finally:
            places.running.unlink(missing_ok=True)


def _take(held: IO[str], places: Places) -> None:
    """Take the lock. honcho's processes inherit it: it is free once the last part is gone."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if url := _alive(places):
                raise SystemExit(
                    f"Bellwether runs here already: {url}/ (make operator-key shows the key). "
                    "Ctrl-C in its terminal stops it."
                ) from None
            if time.monotonic() > until:
                raise SystemExit(
                    f"Parts of an earlier run still use {places.state}; their process ids stand in "
                    f"{places.processes}. End them first."
                ) from None
            time.sleep(POLL_SECONDS)
        else:
            return


def _alive(places: Places) -> str | None:
    """The address of the demo that holds the state; None once it is no more."""
    try:
        noted = json.loads(places.running.read_text())
        os.kill(noted["pid"], 0)
        return str(noted["url"])
    except (OSError, ValueError, KeyError):
        return None
