"""Volumes as former releases left them: copies of tests/fixtures/volumes."""

from __future__ import annotations

import shutil
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures/volumes"
FORMATS = ("format-1", "format-2")


def put(written: str, models: Path, champions: Path) -> None:
    """Copy what a former release wrote onto two volumes."""
    shutil.copytree(FIXTURES / written / "models", models, dirs_exist_ok=True)
    shutil.copytree(FIXTURES / written / "champions", champions, dirs_exist_ok=True)
