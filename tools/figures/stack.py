"""A stack of one's own to look at, from empty volumes, gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from tools.demo.places import ROOT, free_port

# Until both predictors have their first model.
PATIENCE_SECONDS = 900


@contextmanager
def own() -> Iterator[tuple[str, str]]:
    """`make demo` on a free port, once every predictor answers: its address and its key."""
    with tempfile.TemporaryDirectory(prefix="bellwether-figures-") as state:
        port = free_port()
        launcher = subprocess.Popen(
            [sys.executable, "-m", "tools", "demo", "--state", state],
            cwd=ROOT,
            env={
                **os.environ,
                # What is set for another stack is not for this one.
                "COMPOSE_ENV_FILES": os.devnull,
                "HTTP_PORT": str(port),
                "FULL_TRAINING": "no",
            },
            stdout=sys.stderr,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, launcher)
            yield url, (Path(state) / "keys/operator-key").read_text().strip()
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait(timeout=60)


def _wait(url: str, launcher: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if launcher.poll() is not None:
            raise SystemExit("The demo has stopped: what it said stands above.")
        with suppress(requests.RequestException):
            listed = requests.get(f"{url}/api/v1/predictors", timeout=10)
            if listed.ok and all(each["champion"] for each in listed.json()["predictors"]):
                return
        time.sleep(0.5)
    raise SystemExit(f"After {PATIENCE_SECONDS} s not every predictor has a model.")
