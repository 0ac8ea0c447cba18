"""Room on the models' volume for the rows that processes share while they fit.

joblib writes large arrays to a file that all of them map. In a container its first choices are too
small: /dev/shm and /tmp count as memory there.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

# No predictor's name begins with a dot.
FOLDER = ".scratch"
LOCK = "lock"


def take(models: Path) -> None:
    """Make a directory of this process's own, have joblib use it, and remove what the dead left.

    Who lives holds the lock in its directory; trainers may share the volume. An environment that
    names another place (JOBLIB_TEMP_FOLDER) counts, and a volume that takes nothing is complained
    of by what is published there.
    """
    if os.environ.get("JOBLIB_TEMP_FOLDER"):
        return
    mine = models / FOLDER / uuid.uuid4().hex
    try:
        _sweep(models / FOLDER)
        mine.mkdir(parents=True)
        # Never closed: the system does it, whichever way this process and its children end.
        held = os.open(mine / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError as error:
        log.warning("no room to share rows in %s: %s", models, error)
        return
    os.environ["JOBLIB_TEMP_FOLDER"] = str(mine)


def _sweep(folder: Path) -> None:
    if not folder.is_dir():
        return
    for left in folder.iterdir():
        with suppress(OSError):
            held = os.open(left / LOCK, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
            finally:
                os.close(held)
