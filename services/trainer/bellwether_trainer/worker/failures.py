"""What stopped a job: whether a second try can mend it, and how it is told."""

from __future__ import annotations

import errno

from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.durable import FULL


def permanent(error: Exception) -> bool:
    """Whether no second try can mend what stopped a job."""
    if isinstance(error, BellwetherError):
        return error.permanent
    full = isinstance(error, OSError) and error.errno in (*FULL, errno.EROFS)
    return full or isinstance(error, MemoryError)


def explain(error: Exception) -> str:
    """What stopped a job, in words that repeat no row."""
    if isinstance(error, OSError) and error.errno in FULL:
        return "a volume is full; remove old versions or data sets, or enlarge it"
    if isinstance(error, BellwetherError):
        return str(error)
    # The message of a library may repeat a row: it stays in the trainer's log.
    return f"{type(error).__name__}; the trainer's log says where"
