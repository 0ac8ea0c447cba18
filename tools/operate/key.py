"""Shows the operator's key of the stack that runs.

usage: python3 -m tools operator-key
"""

from __future__ import annotations

import sys

from tools.operate.running import find


def main(_: list[str]) -> int:
    """Print it."""
    sys.stdout.write(find().key + "\n")
    return 0
