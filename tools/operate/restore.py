"""Restores a backup into the volumes of a stack that is stopped.

It is unpacked beside what is there and proven first; whatever stops it leaves what was.
"""

from __future__ import annotations

import argparse

from tools.operate import backups


def main(arguments: list[str]) -> int:
    """Exit status 0 where the backup is restored, or where what was is back."""
    parser = argparse.ArgumentParser(prog="python3 -m tools restore", description=__doc__)
    parser.add_argument("archive", nargs="?")
    parser.add_argument("--state", help="of a demo, instead of the volumes of Docker Compose")
    parser.add_argument("--replace", action="store_true", help="in the place of what is there")
    parser.add_argument("--sha256", help="what `make backup` has told of it")
    parser.add_argument("--undo", action="store_true", help="of a restore that was killed")
    chosen = parser.parse_args(arguments)
    stack = backups.stack(chosen.state)
    if chosen.undo:
        with stack.stopped():
            stack.build("undo")
            return stack.say("undo")
    options = ["--replace"] if chosen.replace else []
    options += ["--sha256", chosen.sha256] if chosen.sha256 else []
    with backups.opened(chosen.archive) as archive, stack.stopped():
        stack.build("restore")
        status = stack.say("restore", *options, source=archive)
    if status == 0:
        print("Start it: make up" if stack.state is None else "Start it: make demo")
    return status
