"""Ends what the parts have left behind.

Each part leads a session of its own. A trainer that is killed leaves its work-horse, which has its
own process group but is still of that session: so it can be found, and nobody else is.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path


def end(notes: Path) -> None:
    """Kill whoever is left of the sessions whose leaders are noted in the directory ``notes``.

    This process itself is spared.
    """
    kill({int(note.read_text()) for note in notes.iterdir()})


def kill(sessions: set[int]) -> None:
    """Kill every process of the sessions that these processes lead; this one itself is spared."""
    for process in set(_processes()) - {os.getpid()}:
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(process) in sessions:
                os.kill(process, signal.SIGKILL)


def _processes() -> list[int]:
    proc = Path("/proc")
    if proc.is_dir():
        return [int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()]
    listed = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True)
    return [int(line) for line in listed.stdout.split()]
