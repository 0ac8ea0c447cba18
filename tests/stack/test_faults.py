"""What breaks while the stack runs, and what goes on all the same."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.running_stack import JSON, ComposeStack, base_image
from tools.soak.predicting import predicting

RECOVERY_SECONDS = 60

# In the trainer's container: the worker is the parent, the work-horse the child.
KILL_THE_HORSE = """
import os, pathlib, signal
def parent(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
workers = [
    int(path.parent.name)
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")
    if path.read_bytes().startswith(b"python\\0-m\\0bellwether_trainer.worker")
]
(horse,) = [pid for pid in workers if parent(pid) in workers]
os.kill(horse, signal.SIGKILL)
"""


@pytest.mark.nightly
def test_a_killed_training_runs_again_and_publishes_once(compose_stack: ComposeStack) -> None:
    job = compose_stack.retrain("diabetes")["id"]
    _wait_for(lambda: compose_stack.job(job)["stage"] == "candidates", "training")
    compose_stack.run_in("trainer", "python", "-c", KILL_THE_HORSE)
    ended = compose_stack.job_over(job)
    assert (ended["status"], ended["attempt"]) == ("published", 2), ended
    versions = compose_stack.get("/api/v1/predictors/diabetes/versions")["versions"]
    assert [each["version"] for each in versions if each["job"] == job] == [ended["version"]]


def test_predictions_outlive_redis(compose_stack: ComposeStack) -> None:
    inputs = compose_stack.example("diabetes")
    retrainings = f"{compose_stack.url}/api/v1/predictors/diabetes/retrainings"
    compose_stack.compose("stop", "redis")
    try:
        with predicting(compose_stack.url, "diabetes", inputs, connections=2) as load:
            for _ in range(3):
                began = time.monotonic()
                refused = requests.post(
                    retrainings, json={}, headers=compose_stack.operator, timeout=10
                )
                assert time.monotonic() - began < 1
                assert refused.status_code == 503
                assert int(refused.headers["Retry-After"]) > 0
                assert refused.headers["Content-Type"] == "application/problem+json"
            time.sleep(2)
        assert load.failures == []
        assert len(load.answers) > 20
        assert compose_stack.get("/api/v1/predictors/diabetes")["serving"]
    finally:
        compose_stack.compose("start", "redis")
    accepted: list[JSON] = []

    def ask_again() -> bool:
        answer = requests.post(
            retrainings, json={"effort": "quick"}, headers=compose_stack.operator, timeout=10
        )
        assert answer.status_code in {202, 503}, answer.text
        accepted.extend([answer.json()] if answer.status_code == 202 else [])
        return bool(accepted)

    _wait_for(ask_again, "the queue")
    job = accepted[0]["id"]
    _wait_for(lambda: compose_stack.job(job)["stage"] == "candidates", "training")
    # What comes of a training is told elsewhere.
    path = f"{compose_stack.url}/api/v1/retrainings/{job}"
    assert requests.delete(path, headers=compose_stack.operator, timeout=10).status_code == 202
    assert compose_stack.job_over(job)["status"] == "cancelled"


@pytest.fixture
def somebody_in_the_way(compose_stack: ComposeStack) -> Iterator[list[str]]:
    """Containers that take the API's address while it is away; their ids."""
    containers: list[str] = []
    yield containers
    for container in containers:
        subprocess.run(
            ["docker", "rm", "--force", "--volumes", container], check=True, capture_output=True
        )


@pytest.mark.nightly
def test_the_page_stays_up_and_finds_the_api_at_its_new_address(
    compose_stack: ComposeStack, somebody_in_the_way: list[str]
) -> None:
    network = f"{compose_stack.environment['COMPOSE_PROJECT_NAME']}_front"
    before = _address(compose_stack, network)
    compose_stack.compose("stop", "api")
    try:
        away = requests.get(f"{compose_stack.url}/api/v1/predictors", timeout=10)
        assert (away.status_code, away.headers["Retry-After"]) == (503, "2")
        assert away.json()["status"] == 503
        assert requests.get(compose_stack.url, timeout=10).status_code == 200
        started = subprocess.run(
            [
                "docker",
                "run",
                "--detach",
                "--network",
                network,
                base_image("redis"),
                "sleep",
                "120",
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        somebody_in_the_way.append(started.stdout.strip())
    finally:
        compose_stack.compose("start", "api")
    assert _address(compose_stack, network) != before
    _wait_for(
        lambda: requests.get(f"{compose_stack.url}/v2/health/ready", timeout=10).status_code == 200,
        "the API",
    )
    assert compose_stack.predict("diabetes", compose_stack.example("diabetes"))["version"]


@pytest.mark.nightly
def test_a_stack_that_starts_again_keeps_its_champions(compose_stack: ComposeStack) -> None:
    def champions() -> dict[str, str]:
        listed = compose_stack.get("/api/v1/predictors")["predictors"]
        return {each["name"]: each["champion"]["version"] for each in listed}

    def jobs() -> list[str]:
        return [each["id"] for each in compose_stack.get("/api/v1/retrainings")["retrainings"]]

    before, known = champions(), jobs()
    assert known
    compose_stack.compose("down", "--timeout", "5")
    compose_stack.compose("up", "--wait")
    assert compose_stack.run_in("api", "cat", "/keys/operator-key").strip() == compose_stack.key
    assert champions() == before
    assert set(known) <= set(jobs())
    for name in before:
        answer = compose_stack.predict(name, compose_stack.example(name))
        assert answer["version"] == before[name]


def _address(stack: ComposeStack, network: str) -> str:
    template = f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
    return subprocess.run(
        ["docker", "inspect", "--format", template, stack.container("api")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def _wait_for(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + RECOVERY_SECONDS
    while not condition():
        assert time.monotonic() < until, f"{what}: not in {RECOVERY_SECONDS} s"
        time.sleep(0.2)
