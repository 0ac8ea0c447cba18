"""How the program ends: the exit codes, and what is said on the way out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from bellwether.cli.paper import complain
from bellwether.errors import (
    BellwetherError,
    Conflict,
    InvalidInputs,
    NotFound,
    TimedOut,
    Unauthorized,
    Unreachable,
)
from bellwether.retraining import CANCELLED, CANDIDATE, FAILED, PUBLISHED, REJECTED

FAULTS_SHOWN = 20


class End(IntEnum):
    """The exit codes; 130 is Ctrl-C."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNREACHABLE = 3
    KEY = 4
    NOT_FOUND = 5
    CONFLICT = 6
    REJECTED = 7
    CANCELLED = 8
    CANDIDATE = 9
    INTERRUPTED = 130


# click keeps the lines of a paragraph that begins with \b.
TABLE = """\b
Exit codes:
  0  done; of a retraining that is watched: published
  1  the server refused or failed; what was sent is wrong
  2  wrong usage, or a file that cannot be read or written
  3  the server cannot be reached, or took too long
  4  the key is missing, wrong, or of a role that may not do this
  5  there is no such predictor, version, job, data set, validation or key
  6  conflict: it does not go together with how things stand
  7  the gate has rejected the version that was trained
  8  the retraining was cancelled
  9  the version that was trained is a candidate: kept, and not promoted
  130  Ctrl-C
"""

OF_RETRAINING: Mapping[str, End] = {
    PUBLISHED: End.DONE,
    CANDIDATE: End.CANDIDATE,
    REJECTED: End.REJECTED,
    FAILED: End.REFUSED,
    CANCELLED: End.CANCELLED,
}

_OF_ERROR: Mapping[type[BellwetherError], End] = {
    Unreachable: End.UNREACHABLE,
    TimedOut: End.UNREACHABLE,
    Unauthorized: End.KEY,
    NotFound: End.NOT_FOUND,
    Conflict: End.CONFLICT,
}


def complain_of(error: BellwetherError) -> End:
    """Say what was wrong; returns the exit code that says it too."""
    faults = error.faults if isinstance(error, InvalidInputs) else ()
    if len(faults) == 1:
        complain(str(faults[0]))
    else:
        complain(error.message)
        for fault in faults[:FAULTS_SHOWN]:
            complain(f"  {fault}", named=False)
        if len(faults) > FAULTS_SHOWN:
            complain("  and more", named=False)
    return next((end for kind, end in _OF_ERROR.items() if isinstance(error, kind)), End.REFUSED)
