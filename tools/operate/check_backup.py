"""Reads a backup and holds every file in it against its SHA-256; nothing is written."""

from __future__ import annotations

import argparse

from tools.operate import backups
from tools.operate.restore import opened


def main(arguments: list[str]) -> int:
    """Exit status 0 where the backup is whole."""
    parser = argparse.ArgumentParser(prog="python3 -m tools check-backup", description=__doc__)
    parser.add_argument("archive")
    parser.add_argument("--state", help="of a demo: without Docker")
    chosen = parser.parse_args(arguments)
    stack = backups.stack(chosen.state)
    with opened(chosen.archive) as archive:
        stack.build("check")
        return stack.say("check", source=archive)
