"""Whatever ends a stack without Docker, nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from honcho.printer import Message

from tests.running_stack import ROOT
from tools.demo import sessions as ending
from tools.demo.together import InTurn

# One part writes more than anybody reads, and a child of the other hears no signal that ends it.
LOUD = """
import os, sys
from pathlib import Path
from honcho.printer import Printer
from tools.demo import together
from tools.demo.parts import Part
deaf = "trap '' TERM; sleep 300 & wait"
loud = "while :; do echo " + "x" * 2000 + "; sleep 0.01; done"
parts = [Part("loud", ["sh", "-c", loud]), Part("deaf", ["sh", "-c", deaf])]
sys.exit(together.run(parts, Path(sys.argv[1]), os.environ, Printer()))
"""


class Interrupted:
    """A printer to which a second message comes while it writes the first one."""

    width = 0

    def __init__(self) -> None:
        self.in_turn = InTurn(self)
        self.written: list[str] = []

    def write(self, message: Message) -> None:
        if message.data == "first":
            self.in_turn.write(said("second"))
        self.written.append(message.data)


def said(text: str) -> Message:
    return Message("line", text, None, "part", None)


def test_what_comes_while_a_line_is_written_is_written_after_it() -> None:
    printer = Interrupted()
    printer.in_turn.write(said("first"))
    printer.in_turn.write(said("third"))
    assert printer.written == ["first", "second", "third"]


def test_a_signal_in_the_middle_of_a_line_leaves_no_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOUD, str(tmp_path)],
        cwd=ROOT,
        # Without its own buffer a stream may be called within its own call.
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        until = time.monotonic() + 30
        while sum(note.stat().st_size > 0 for note in tmp_path.iterdir()) < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        # Nobody reads, so that it soon waits in the middle of a line.
        time.sleep(1)
        sessions = {int(note.read_text()) for note in tmp_path.iterdir()}
        running.send_signal(signal.SIGTERM)
        try:
            _, complaints = running.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            ending.end(tmp_path)
            running.kill()
            raise
    assert "Traceback" not in complaints
    assert running.returncode == 128 + signal.SIGTERM
    assert left(sessions) == []


def left(sessions: set[int]) -> list[str]:
    """The commands of who still lives of these sessions."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = os.getsid(int(entry.name)) in sessions
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            command = (entry / "cmdline").read_text()
        except OSError:
            continue
        if ours and state != "Z":
            found.append(command)
    return found
