"""The steps of docs/deploy-paas.md, in an empty environment, until a prediction is answered."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests import made_up
from tests.required import REQUIRE_ALL
from tests.running_stack import ROOT, Stack
from tools.demo.places import free_port

INSTALLED_SECONDS = 600
READY_SECONDS = 120
KEY = "choose-a-long-one"
# How this machine reaches the package registries: nothing of it is the application's.
REGISTRIES = re.compile(
    r"HOME|(PIP|NPM)_.*|.*(PROXY|CERT|CA_BUNDLE|CA_CERTS|CAINFO).*", re.IGNORECASE
)


def steps() -> str:
    """The shell block of the page."""
    (block,) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/deploy-paas.md").read_text(), re.DOTALL)
    return str(block)


@pytest.mark.nightly
@pytest.mark.skipif(
    not REQUIRE_ALL, reason="installs everything anew, which takes minutes: REQUIRE=all does it"
)
def test_the_steps_lead_to_a_prediction(checkout: Path, tmp_path: Path, redis_url: str) -> None:
    port = free_port()
    made_up.write(tmp_path / "predictors")
    script = steps()
    for here, there in (
        ("python3 ", f"{shlex.quote(sys.executable)} "),
        ("5000", str(port)),
        ("redis://localhost:6379/0", redis_url),
    ):
        assert here in script
        script = script.replace(here, there)
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "BELLWETHER_PREDICTORS_DIR": str(tmp_path / "predictors"),
        **{name: value for name, value in os.environ.items() if REGISTRIES.fullmatch(name)},
    }
    log = tmp_path / "said"
    with log.open("wb") as said:
        shell = subprocess.Popen(
            ["bash", "-euc", script],
            cwd=checkout,
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    stack = Stack(f"http://127.0.0.1:{port}", KEY, tmp_path / "predictors")
    try:
        until = time.monotonic() + INSTALLED_SECONDS
        while not _answers(stack.url):
            assert shell.poll() is None, log.read_text()[-4000:]
            assert time.monotonic() < until, log.read_text()[-4000:]
            time.sleep(0.5)
        # What only builds the page is not carried along.
        assert not list((checkout / "services/web").rglob("node_modules"))
        assert "<title>Bellwether" in requests.get(stack.url, timeout=10).text
        stack.wait_until_ready({made_up.NAME}, seconds=READY_SECONDS)
        answer = stack.predict(made_up.NAME, stack.example(made_up.NAME))
        assert 0 < answer["probability"] < 1
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/v2/health/live", timeout=5).ok
    except requests.RequestException:
        return False


def test_what_a_platform_installs_is_what_is_tested() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.removesuffix(" \\") for line in lines if re.match(r"[\w.-]+==", line)}

    installed = (ROOT / "requirements.txt").read_text().splitlines()
    for package in ("contract", "services/api", "services/trainer", "client"):
        assert f"./{package}" in installed
    assert pins("requirements.txt") == pins("requirements/demo.txt") | pins(
        "requirements/client.txt"
    )


def test_the_python_of_a_platform_is_one_that_is_supported() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    assert re.fullmatch(r"3\.\d+", version)
    assert "Python 3.11, 3.12 or 3.13" in (ROOT / "README.md").read_text()
    assert version in {"3.11", "3.12", "3.13"}
