"""Locks of files between processes: one that hangs holds up nobody for ever."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


@contextmanager
def held_where_it_is(path: Path, what: str, on_wait: OnWait | None = None) -> Iterator[None]:
    """Hold the lock of a file that may only be read; where there is none, nobody has ever held it.

    Raises what ``take`` raises.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    try:
        take(descriptor, what, on_wait)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def held_at_once(path: Path) -> Iterator[int | None]:
    """Hold the lock of a file, which is made; yields what opens it, None where another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Mark:
    """A file whose lock this process holds: it says that something is so while the process lives.

    The kernel lets go of the lock when the process dies, however it dies; ``is_held`` asks.
    """

    path: Path
    descriptor: int

    def remove(self) -> None:
        """It is so no more."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        os.close(self.descriptor)


def mark(path: Path, mode: int) -> Mark:
    """Make a file of one's own and hold its lock; raises OSError."""
    hidden = path.with_name(f".new{path.name}")
    descriptor = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Under its name once it is locked: nobody takes it for a dead one's.
        os.rename(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        os.close(descriptor)
        raise
    return Mark(path, descriptor)


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
