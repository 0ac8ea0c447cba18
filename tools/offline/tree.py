"""Which files of this checkout a machine needs to run a stack that it does not build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.operate.running import ROOT

# What starts and operates it; nginx' configuration is in its image, and here to be read.
TAKEN = (
    ".env.example",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "SECURITY.md",
    "deploy",
    "docker-compose.objects.yml",
    "docs",
    "nginx",
    "tools/__init__.py",
    "tools/__main__.py",
    "tools/offline",
    "tools/operate",
    "tools/pinned.py",
    "tools/words.py",
)
PREDICTORS = "predictors"


def files(predictors: Path) -> dict[str, Path]:
    """Each file by its name in a bundle; ``predictors`` is the folder with a folder for each."""
    found = {
        path.relative_to(ROOT).as_posix(): path for name in TAKEN for path in below(ROOT / name)
    }
    found["load"] = ROOT / "tools/offline/load.py"
    return found | {
        f"{PREDICTORS}/{path.relative_to(predictors).as_posix()}": path
        for path in below(predictors)
    }


def below(place: Path) -> Iterator[Path]:
    """A file, or all files of a folder but what Python and editors leave there."""
    if place.is_file():
        yield place
        return
    for path in sorted(place.rglob("*")):
        hidden = any(
            part.startswith((".", "__pycache__")) for part in path.relative_to(place).parts
        )
        if path.is_file() and not hidden:
            yield path
