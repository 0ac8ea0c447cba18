"""npm, asked about what the page is built of: the packages that package-lock.json pins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "services/web"


def npm(*words: str) -> subprocess.CompletedProcess[str]:
    """Run npm on the page, by the Node.js beside this Python where there is one.

    The workspace that writes the page's types is no part of it. Ends the program without npm.
    """
    beside = Path(sys.executable).parent
    asked = ["npm", *words, "--package-lock-only", "--workspaces=false"]
    try:
        return subprocess.run(
            asked,
            cwd=PAGE,
            env={**os.environ, "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise SystemExit("npm is not installed here: make check brings it.") from None
