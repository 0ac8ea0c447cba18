"""The process that tries a version first: whatever it does to a process, it does to this one.

It is given a line for each version, ``{"directory": ..., "predictor": ..., "seconds": ...}``, and
answers with two: READ once the files are what the manifest says, and then what was found,
``{"refused": null}`` or why. Before all of them it says that it has BEGUN. It goes by itself once
nobody has asked for a while.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
from pathlib import Path
from typing import Any

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import read_manifest
from bellwether_contract.bundle.verify import read_files
from bellwether_contract.errors import BellwetherError

BEGUN, READ = "begun", "read"

# How it ends where it has no memory left and this was not the first version: what those before have
# left behind is not this one's fault, and another process may find room.
FRESH = 75

# To import what a version needs takes half a second and then 65 MB: worth keeping from one version
# of many to the next, and not longer.
IDLE_SECONDS = 5.0


def main(memory: int) -> None:
    """Try versions, each with so many bytes of memory beside what this process has now."""
    _limit(memory)
    _say(BEGUN)
    first = True
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        asked = json.loads(line)
        # By the kernel, whose signal ends it: where nobody waits for this process any more.
        signal.alarm(int(asked["seconds"]) + 2)
        try:
            refused = _tried(asked)
        except MemoryError:
            if not first:
                sys.exit(FRESH)
            refused = f"a file needs more than {memory >> 20} MiB of memory to be tried"
        first = False
        signal.alarm(0)
        _say(json.dumps({"refused": refused}))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tried(asked: dict[str, Any]) -> str | None:
    """Why a version is refused, None where it is not; raises MemoryError."""
    directory, predictor = Path(asked["directory"]), str(asked["predictor"])
    try:
        read_files(directory, read_manifest(directory))
        _say(READ)
        Bundle.load(directory, predictor)
    except BellwetherError as error:
        if _of_memory(error.__cause__):
            raise MemoryError from error
        return str(error)
    return None


def _of_memory(cause: BaseException | None) -> bool:
    """Whether the model's runtime got no memory: of that it has no error of its own."""
    return isinstance(cause, MemoryError) or "alloc" in str(cause)


def _limit(memory: int) -> None:
    """Nothing beyond what is here already but ``memory`` bytes; no file is written, no core."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return  # only Linux tells, and only Linux keeps to it
    most = pages * os.sysconf("SC_PAGE_SIZE") + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(int(sys.argv[1]))
