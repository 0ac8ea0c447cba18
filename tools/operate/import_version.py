"""Takes in a version of another site, whose public key is trusted here, as a candidate."""

from __future__ import annotations

import argparse

from tools.operate import backups
from tools.operate.restore import opened


def main(arguments: list[str]) -> int:
    """Exit status 0 where it is a candidate now."""
    parser = argparse.ArgumentParser(prog="python3 -m tools import", description=__doc__)
    parser.add_argument("archive")
    parser.add_argument("--state", help="of a demo, instead of the stack of Docker Compose")
    chosen = parser.parse_args(arguments)
    stack = backups.stack(chosen.state)
    with opened(chosen.archive) as archive:
        stack.build("import")
        return stack.say("import", source=archive)
