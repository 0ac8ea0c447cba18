"""`make backup` of the stack that runs, `make restore` into an empty one, which answers alike."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from tests.running_stack import ROOT, ComposeStack, Stack
from tools.demo.places import free_port


def make(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return _run(environment, "make", "--silent", *words)


def _run(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False,
        timeout=600,
    )  # fmt: skip


def answers(stack: Stack, predictor: str) -> list[bytes]:
    """What a stack says of a predictor, byte for byte."""
    one = f"{stack.url}/api/v1/predictors/{predictor}"
    inputs = {"inputs": stack.example(predictor)}
    row = [str(value) for value in stack.example(predictor).values()]
    columns = [{"name": "rows", "datatype": "BYTES", "shape": [1, len(row)], "data": row}]
    found = [
        requests.post(f"{one}/predictions", json=inputs, timeout=30),
        requests.post(f"{one}/explanations", json=inputs, timeout=30),
        requests.post(
            f"{stack.url}/v2/models/{predictor}/infer", json={"inputs": columns}, timeout=30
        ),
        *(requests.get(f"{one}/{path}", timeout=30) for path in ("versions", "champion")),
    ]
    assert [each.status_code for each in found] == [200] * len(found)
    return [each.content for each in found]


@pytest.mark.nightly
def test_an_empty_stack_that_is_restored_answers_as_the_first_one(
    compose_stack: ComposeStack, tmp_path: Path
) -> None:
    archive = tmp_path / "backup.tar.gz"
    written = make(compose_stack.environment, "backup", f"ARCHIVE={archive}")
    assert written.returncode == 0, written.stderr
    assert make(compose_stack.environment, "check-backup", f"ARCHIVE={archive}").returncode == 0
    refused = make(compose_stack.environment, "restore", f"ARCHIVE={archive}")
    assert refused.returncode != 0
    assert "The stack runs" in refused.stderr

    port = free_port()
    environment = {
        **compose_stack.environment,
        "COMPOSE_PROJECT_NAME": f"bellwether-test-{secrets.token_hex(4)}",
        "HTTP_PORT": str(port),
    }
    try:
        restored = make(environment, "restore", f"ARCHIVE={archive}")
        assert restored.returncode == 0, restored.stderr
        started = _run(environment, "docker", "compose", "up", "--build", "--wait")
        assert started.returncode == 0, started.stderr
        key = make(environment, "operator-key").stdout.strip()
        assert key != compose_stack.key
        second = Stack(f"http://127.0.0.1:{port}", key, compose_stack.predictors)
        names = {each["name"] for each in compose_stack.get("/api/v1/predictors")["predictors"]}
        second.wait_until_ready(names)
        for name in names:
            assert answers(second, name) == answers(compose_stack, name)
    finally:
        _run(environment, "docker", "compose", "--profile", "backup", "down", "--volumes",
             "--rmi", "local", "--remove-orphans", "--timeout", "3")  # fmt: skip
