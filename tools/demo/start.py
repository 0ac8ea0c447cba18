"""Starts the stack, shows how far it is, and ends all of it together.

The environment and `.env` may set what .env.example names.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from honcho.printer import Message

from tools.demo import alone, names, page, parts, places, together

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
LAST_LINES = 25


class Printer:
    """What the watcher says goes to the terminal, what the parts say into the log."""

    width = 0

    def __init__(self, log: TextIO) -> None:
        self._log = log

    def write(self, message: Message) -> None:
        """One line of one process."""
        line = (
            message.data.decode(errors="replace")
            if isinstance(message.data, bytes)
            else message.data
        )
        if message.name == "watch":
            sys.stdout.write(line)
            sys.stdout.flush()
            # Not into the log: it says the operator's key.
            return
        self._log.write(f"{message.time:%H:%M:%S} {message.name:8} {line.rstrip()}\n")
        self._log.flush()


def main(arguments: list[str]) -> int:
    """Run until Ctrl-C, or until a part fails; the exit status is 0 for the former."""
    parser = argparse.ArgumentParser(prog="python -m tools demo", description=main.__doc__)
    parser.add_argument("--state", type=Path, default=places.STATE, help="default: .demo")
    parser.add_argument("--exit-when-ready", action="store_true")
    chosen = parser.parse_args(arguments)
    variables = names.hear(os.environ)
    here = places.choose(chosen.state.resolve(), variables)
    here.make()
    with alone.on(here):
        places.demand(here)
        if here.certificate:
            here.certificate.prove()
        page.build()
        make_keys(here, variables)
        with here.log.open("w") as log:
            started = parts.all_of(here, variables, leave=chosen.exit_when_ready)
            environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
            status = together.run(started, here.processes, environment, Printer(log))
    if status in {0, INTERRUPTED, TERMINATED}:
        sys.stdout.write("stopped\n")
        return 0
    last = here.log.read_text().splitlines()[-LAST_LINES:]
    sys.stderr.write("\n".join([*last, f"A part has failed. All that was said: {here.log}", ""]))
    return 1


def make_keys(here: places.Places, variables: Mapping[str, str]) -> None:
    """Make the keys of a stack in its places, once; ends the program where that fails."""
    given = {name: variables.get(name, "") for name in ("OPERATOR_KEY", "OPERATOR_KEY_FILE")}
    made = subprocess.run(
        [sys.executable, "-m", "bellwether_api.init_secrets", *[str(here.keys)] * 3],
        env={**os.environ, **given},
        check=False,
    )
    if made.returncode:
        raise SystemExit(f"The keys in {here.keys} could not be made.")
    signing = {parts.SIGNING_KEYS_DIR: str(here.signing_keys)}
    parts.make_signing_keys({**parts.settings(here, variables), **signing})
