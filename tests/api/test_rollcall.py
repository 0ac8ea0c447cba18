"""A promotion waits for every process that lives, for none that is dead, and never for long."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bellwether_api.serving import rollcall
from bellwether_api.serving.rollcall import Processes, RollCall

OLD, NEW = (1, 2, 3), (4, 5, 6)

# Another process: says what it is told on its standard input, line by line.
ANOTHER = """
import sys
from pathlib import Path
from bellwether_api.serving.rollcall import RollCall
roll = RollCall(Path(sys.argv[1]))
print("here", flush=True)
for line in sys.stdin:
    *stamp, version = line.split()
    roll.say("heart", tuple(map(int, stamp)), version)
    print("said", flush=True)
"""


class Another:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.hear()

    def hear(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline()

    def say(self, stamp: tuple[int, int, int], version: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{' '.join(map(str, stamp))} {version}\n")
        self.process.stdin.flush()
        self.hear()


@contextmanager
def another(directory: Path) -> Iterator[Another]:
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Another(process)
        finally:
            process.kill()


def test_a_process_alone_waits_for_nobody() -> None:
    roll = RollCall(None)
    roll.say("heart", NEW, "new")
    assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 1)


def test_all_are_waited_for_but_those_that_refuse_or_are_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = RollCall(tmp_path)
    roll.say("heart", NEW, "new")
    with another(tmp_path) as slow:
        # It has begun and looked at nothing yet: not so far within the time.
        monkeypatch.setattr(rollcall, "WAIT_SECONDS", 0.1)
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 2)
        slow.say(OLD, "old")
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 2)

        monkeypatch.setattr(rollcall, "WAIT_SECONDS", 30.0)
        late = threading.Timer(0.2, slow.say, (NEW, "new"))
        late.start()
        began = time.monotonic()
        assert roll.wait("heart", "new", lambda: NEW) == Processes(2, 2)
        assert 0.1 < time.monotonic() - began < 20
        late.join()

        # It follows the pointer, but what that names does not load there.
        slow.say(NEW, "old")
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 2)
        slow.say(OLD, "old")
        slow.process.kill()
        slow.process.wait()
        assert roll.wait("heart", "new", lambda: NEW) == Processes(1, 1)


def test_what_cannot_be_told_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    directory = tmp_path / "told"
    directory.mkdir()
    roll = RollCall(directory)
    for file in directory.iterdir():
        file.unlink()
    directory.rmdir()
    roll.say("heart", NEW, "new")
    assert "cannot be told" in caplog.text
    assert os.listdir(tmp_path) == []
