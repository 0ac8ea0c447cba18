"""What stopped a job: whether a second try can mend it, and how it is told."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator

from bellwether_contract.coded import Coded, coded
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.durable import FULL

FULL_VOLUME = coded(
    "a volume is full; remove old versions or data sets, or enlarge it", "volume_full"
)


def permanent(error: Exception) -> bool:
    """Whether no second try can mend what stopped a job."""
    if isinstance(error, BellwetherError):
        return error.permanent
    full = isinstance(error, OSError) and error.errno in (*FULL, errno.EROFS)
    return full or isinstance(error, MemoryError)


def explain(error: Exception) -> str:
    """What stopped a job, in words that repeat no row."""
    if isinstance(error, OSError) and error.errno in FULL:
        return FULL_VOLUME
    if isinstance(error, BellwetherError):
        words = str(error)
        # As it was raised it has its code.
        said = error.args[0] if error.args else None
        return said if isinstance(said, Coded) and said == words else words
    # The message of a library may repeat a row: it is told nowhere.
    kind = type(error).__name__
    return coded(f"{kind}; the trainer's log says where", "unexpected", kind=kind)


def logged(error: BaseException) -> str:
    """What stopped a job and where, for the log: words of ours, of others their names alone."""
    return ", caused by ".join(_each(error))


def _each(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        words = f" ({error})" if isinstance(error, BellwetherError) else ""
        frames = traceback.extract_tb(error.__traceback__)
        places = " <- ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        yield f"{type(error).__name__}{words} at {places}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
