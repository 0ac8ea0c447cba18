"""A volume of its own that is really small, to be really full."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(at: Path, kibibytes: int) -> Iterator[None]:
    """While a volume of so many kibibytes lies in a directory; skips where none can be mounted."""
    options = ("-t", "tmpfs", "-o", f"size={kibibytes}k,mode=755", "none")
    done = subprocess.run(["mount", *options, str(at)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no volume can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


def fill(volume: Path, *, left: int) -> Path:
    """Put a file in the way, which leaves so many bytes; returns it."""
    free = os.statvfs(volume)
    made = volume / "in-the-way"
    made.write_bytes(bytes(free.f_bavail * free.f_frsize - left))
    return made
