"""Locks of files between processes: one that hangs holds up nobody for ever."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bellwether_contract.errors import BellwetherError

# Who holds a lock writes some kilobytes, or one version. So long a request waits for it, and so
# long a training, which would have to begin anew.
LOCK_SECONDS = 5.0
PATIENT_SECONDS = 600.0

# A lock is tried so often.
TRY_SECONDS = 0.01

OnWait = Callable[[], None]


class LockHeld(BellwetherError):
    """Another process holds a lock, and does not let it go."""

    permanent = False


@contextmanager
def held(path: Path, what: str, on_wait: OnWait | None = None) -> Iterator[None]:
    """Hold the lock of a file, which is made where it is not there; raises what ``take`` raises."""
    # The file belongs to whichever service came first: all have to open it.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    try:
        take(descriptor, what, on_wait)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether a process that lives holds the lock of a file; raises OSError, as where it is not."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def take(descriptor: int, what: str, on_wait: OnWait | None = None) -> None:
    """Take the lock of a file that is open, until it is closed; a process that dies closes it.

    Whoever waits says so by ``on_wait``, which is called every LOCK_SECONDS until PATIENT_SECONDS
    have passed; without it LOCK_SECONDS are all. Raises LockHeld, in which ``what`` names the lock,
    and OSError.
    """
    began = called_at = time.monotonic()
    patience = LOCK_SECONDS if on_wait is None else PATIENT_SECONDS
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        now = time.monotonic()
        if now - began >= patience:
            raise LockHeld(
                f"Another process has held the lock of {what} for {patience:.0f} seconds; try "
                "again. Where that goes on, it hangs: restart the API and the trainer"
            )
        if on_wait is not None and now - called_at >= LOCK_SECONDS:
            called_at = now
            on_wait()
        time.sleep(TRY_SECONDS)
