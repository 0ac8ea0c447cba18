"""The README's commands, word by word, against the running stack."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.running_stack import ROOT, ComposeStack
from tools.soak.containers import UP

ADDRESS = "http://localhost:8080"


def commands(*, beginning: str) -> list[str]:
    """The shell blocks of the README that begin so."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    found = [block for block in blocks if block.startswith(beginning)]
    assert found, f"the README has no {beginning} command any more"
    return found


def test_the_prediction_by_curl(compose_stack: ComposeStack) -> None:
    (command,) = commands(beginning="curl")
    assert ADDRESS in command
    said = subprocess.run(
        ["bash", "-c", command.replace(ADDRESS, compose_stack.url)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    answer = json.loads(said.stdout)
    assert answer["predictor"] == "diabetes"
    assert answer["probability"] < 0.5
    assert answer["version"] in compose_stack.versions("diabetes")


def test_the_stack_is_started_as_the_readme_says() -> None:
    assert commands(beginning="docker compose up") == [f"docker compose {' '.join(UP)}\n"]


@pytest.mark.nightly
def test_the_retraining_by_make(compose_stack: ComposeStack) -> None:
    (command,) = commands(beginning="make retrain")
    said = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=dict(compose_stack.environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert said.returncode == 0, said.stdout + said.stderr
