"""Builds the page with the Node.js that comes from PyPI, where it is older than its source.

usage: python -m tools page
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.demo.places import ROOT

WEB = ROOT / "services/web"
BUILT = WEB / "dist/index.html"
INSTALLED = WEB / "node_modules/installed"
LOCK = WEB / "package-lock.json"


def build() -> None:
    """Install the pinned packages and build, each where it is needed."""
    if _older(INSTALLED, [LOCK]):
        sys.stdout.write("fetching what builds the page\n")
        sys.stdout.flush()
        _npm("ci")
        INSTALLED.touch()
    if _older(BUILT, _sources()):
        sys.stdout.write("building the page\n")
        sys.stdout.flush()
        _npm("run", "build")


def _sources() -> list[Path]:
    folders = (WEB / "src", WEB / "public")
    return [
        LOCK,
        *(path for path in WEB.glob("*.*") if path.is_file()),
        *(path for folder in folders for path in folder.rglob("*") if path.is_file()),
    ]


def _older(built: Path, sources: list[Path]) -> bool:
    if not built.exists():
        return True
    return max(source.stat().st_mtime for source in sources) > built.stat().st_mtime


def _npm(*words: str) -> None:
    # npm and the tools that it starts run the `node` that they find first.
    scripts = Path(sys.executable).parent
    done = subprocess.run(
        [scripts / "npm", *words],
        cwd=WEB,
        env={**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"npm {' '.join(words)} failed:\n{done.stdout}")


def main(_: list[str]) -> int:
    """Build it."""
    build()
    return 0
