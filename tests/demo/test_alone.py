"""Two demos on one state, and one whose launcher was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import made_up
from tests.running_stack import ROOT
from tools.demo.places import free_port

STARTED_SECONDS = 60
KEY = "a-key-from-a-file"


class Launcher:
    """Starts demos on one state, with a `.env` that says what is the same for all of them."""

    def __init__(self, directory: Path) -> None:
        self.state = directory / "state"
        self._file = directory / ".env"
        self._log = directory / "said"
        made_up.write(directory / "predictors")
        self._file.write_text(
            f"FIRST_START=no\nOPERATOR_KEY={KEY}\nPREDICTORS_DIR={directory / 'predictors'}\n"
            "WEB_CONCURRENCY=1\n"
        )
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, port: int) -> subprocess.Popen[bytes]:
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tools", "demo", "--state", str(self.state)],
                cwd=ROOT,
                env={**os.environ, "COMPOSE_ENV_FILES": str(self._file), "HTTP_PORT": str(port)},
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def started(self, port: int) -> subprocess.Popen[bytes]:
        """Start one, and wait until it answers."""
        process = self.start(port)
        until = time.monotonic() + STARTED_SECONDS
        while not _answers(port):
            assert process.poll() is None, self._log.read_text()
            assert time.monotonic() < until, self._log.read_text()
            time.sleep(0.1)
        return process

    def said(self) -> str:
        return self._log.read_text()

    def parts(self) -> dict[str, int]:
        """The process ids of the parts that were started last."""
        notes = (self.state / "processes").iterdir()
        return {note.name: int(note.read_text()) for note in notes}


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/v2/health/live", timeout=5).ok
    except requests.RequestException:
        return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    made = Launcher(tmp_path)
    yield made
    for process in made.running:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def test_a_second_demo_names_the_first_and_a_killed_one_is_followed(launcher: Launcher) -> None:
    port = free_port()
    first = launcher.started(port)
    key = {"Authorization": f"Bearer {KEY}"}
    operator = f"http://127.0.0.1:{port}/api/v1/operator"
    assert requests.get(operator, headers=key, timeout=10).ok
    noted, parts = (launcher.state / "running.json").read_text(), launcher.parts()

    second = launcher.start(free_port())
    assert second.wait(timeout=30) == 1
    assert f"runs here already: http://localhost:{port}/" in launcher.said()
    assert (launcher.state / "running.json").read_text() == noted
    assert launcher.parts() == parts
    assert _answers(port)

    first.kill()
    first.wait(timeout=10)
    launcher.started(free_port())
    assert [name for name, process in parts.items() if _lives(process)] == []
