"""`make demo` in a fresh checkout: from nothing, stopped in the middle, and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.running_stack import Stack
from tools.demo.places import free_port

FIRST_SECONDS = 600
SECOND_SECONDS = 30


@dataclass
class Demo:
    """A fresh checkout, and the `make demo` that runs in it."""

    checkout: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return (self.checkout / "said").read_text()

    def start(self, seconds: float) -> Stack:
        """Start it and wait until it says that all is ready."""
        # As a terminal does it: make and all that it starts are one foreground group.
        with (self.checkout / "said").open("wb") as said:
            self.process = subprocess.Popen(
                ["make", "demo"],
                cwd=self.checkout,
                env=os.environ | {"HTTP_PORT": str(self.port)},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        until = time.monotonic() + seconds
        while "Ctrl-C stops everything" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.1)
        key = (self.checkout / ".demo/keys/operator-key").read_text().strip()
        return Stack(f"http://localhost:{self.port}", key, Path())

    def interrupt(self) -> None:
        """Press Ctrl-C, and wait for the end. (`make` itself then ends by the signal.)"""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=30)
        until = time.monotonic() + 5
        # `make` may have the last word, where another `make` has started it.
        while "\nstopped\n" not in self.said:
            assert time.monotonic() < until, self.said
            time.sleep(0.1)

    def processes(self) -> list[str]:
        """The command lines of whatever runs out of this checkout."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                directory = os.readlink(entry.parent / "cwd")
            except OSError:
                continue
            if str(self.checkout) in command or directory.startswith(str(self.checkout)):
                found.append(command)
        return found


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Iterator[Demo]:
    (checkout / ".env").write_text("FULL_TRAINING=no\n")
    made = Demo(checkout, free_port())
    yield made
    if made.process is not None and made.process.poll() is None:
        made.interrupt()


def summary(said: str) -> str:
    """The line that tells after how many seconds each predictor answered."""
    return next(line for line in said.splitlines() if "ready after  " in line)


@pytest.mark.nightly
def test_make_demo_from_nothing_and_again(demo: Demo) -> None:
    stack = demo.start(FIRST_SECONDS)
    said = demo.said
    assert f"http://localhost:{demo.port}/" in said
    assert stack.key in said
    ready = {name: int(seconds) for name, seconds in re.findall(r"(\w+) (\d+) s", summary(said))}
    assert ready["diabetes"] < 30, ready
    assert ready["heart"] < 180, ready
    for name in ("diabetes", "heart"):
        assert 0 < stack.predict(name, stack.example(name))["probability"] < 0.5
    page = requests.get(stack.url, timeout=10)
    assert (page.status_code, "<title>Bellwether" in page.text) == (200, True)

    # Ctrl-C comes in the middle of a training.
    before = stack.versions("diabetes")
    job = stack.retrain("diabetes")["id"]
    while stack.job(job)["status"] == "queued":
        time.sleep(0.1)
    demo.interrupt()
    assert demo.processes() == []

    began = time.monotonic()
    stack = demo.start(SECOND_SECONDS)
    took = time.monotonic() - began
    assert took < SECOND_SECONDS
    assert stack.versions("diabetes")[-1:] == before[-1:]
    # The training that was cut off begins again, and ends.
    assert stack.job_over(job)["status"] == "published"
    demo.interrupt()
    assert demo.processes() == []
