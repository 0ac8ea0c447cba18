"""The modules of the project that are no tests, for tests that read code."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVICES = ("services", "contract", "client", "tools", "research")


def modules(*folders: str) -> list[Path]:
    """The Python files below ``folders`` that git knows."""
    listed = subprocess.run(
        ["git", "ls-files", *(f"{folder}/*.py" for folder in folders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed]
