"""Three APIs and two trainers: they share the work, and nobody notices who answers."""

from __future__ import annotations

import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
import requests

from tests.running_stack import ComposeStack
from tools.soak.predicting import predicting

APIS, TRAINERS = 3, 2
PROCESSES = 2 * APIS
CONNECTIONS = 4

# As shipped, without waiting for what is there already.
AS_BEFORE = ("up", "--detach", "--no-recreate", "--no-build", "--wait")

# nginx looks for new addresses every two seconds.
FOLLOWS_SECONDS = 15

# In a container of the API: how many predictions its processes have answered.
ANSWERED = """
import re, urllib.request
told = urllib.request.urlopen("http://127.0.0.1:8000/metrics").read().decode()
lines = re.findall(r'^bellwether_predictions_total{[^}]*} ([0-9.e+]+)$', told, re.M)
print(int(sum(map(float, lines))))
"""


@pytest.fixture
def several(compose_stack: ComposeStack) -> Iterator[ComposeStack]:
    """The stack with more of each; one of each afterwards."""
    scaled = ("--scale", f"api={APIS}", "--scale", f"trainer={TRAINERS}")
    compose_stack.compose(*AS_BEFORE, *scaled)
    try:
        yield compose_stack
    finally:
        compose_stack.compose(*AS_BEFORE, "--scale", "api=1", "--scale", "trainer=1")


def answered(stack: ComposeStack) -> list[int]:
    """How many predictions each API has answered since it began."""
    return [
        int(stack.compose("exec", "--no-TTY", f"--index={n}", "api", "python", "-c", ANSWERED))
        for n in range(1, APIS + 1)
    ]


def until_all_serve(stack: ComposeStack, inputs: object) -> list[int]:
    """Wait until nginx has found every API; returns what each has answered until then."""
    before, deadline = answered(stack), time.monotonic() + FOLLOWS_SECONDS
    while True:
        for _ in range(3 * APIS):
            stack.predict("diabetes", inputs)
        now = answered(stack)
        if all(new > old for new, old in zip(now, before, strict=True)):
            return now
        assert time.monotonic() < deadline, (before, now)


def test_several_apis_and_trainers_are_one(several: ComposeStack) -> None:
    inputs = several.example("diabetes")
    if len(several.versions("diabetes")) < 2:
        several.job_over(several.retrain("diabetes")["id"])

    # Evenly.
    before = until_all_serve(several, inputs)
    for _ in range(300):
        several.predict("diabetes", inputs)
    shares = [now - then for now, then in zip(answered(several), before, strict=True)]
    assert sum(shares) == 300
    assert min(shares) > 0.8 * 100, shares

    # What was promoted is what the next request is answered by, wherever it lands.
    newer, older = several.versions("diabetes")[:2]
    for version in (older, newer, older, newer):
        promoted = several.promote("diabetes", version)
        assert promoted["processes"] == {"serving": PROCESSES, "of": PROCESSES}
        answers = Counter(several.predict("diabetes", inputs)["version"] for _ in range(30))
        assert answers == {version: 30}

    # What is asked again is one job, whichever API was asked first.
    key = {"Idempotency-Key": uuid.uuid4().hex}
    asked = [
        requests.post(
            f"{several.url}/api/v1/predictors/heart/retrainings",
            json={"effort": "quick"},
            headers=several.operator | key,
            timeout=10,
        )
        for _ in range(2 * APIS)
    ]
    assert len({json.dumps(each.json()["id"]) for each in asked}) == 1, [a.text for a in asked]

    # Two predictors are trained at once.
    jobs = [asked[0].json()["id"], several.retrain("diabetes")["id"]]
    deadline = time.monotonic() + 30
    while [several.job(job)["status"] for job in jobs] != ["running", "running"]:
        assert time.monotonic() < deadline, [several.job(job) for job in jobs]
        time.sleep(0.2)
    for job in jobs:
        requests.delete(
            f"{several.url}/api/v1/retrainings/{job}", headers=several.operator, timeout=10
        )
        assert several.job_over(job)["status"] == "cancelled"

    # Two of the APIs go, and nobody notices.
    with predicting(several.url, "diabetes", inputs, connections=CONNECTIONS) as load:
        several.compose(*AS_BEFORE, "--scale", "api=1", "--scale", f"trainer={TRAINERS}")
        time.sleep(3)
    # nginx closes idle connections when it reads its configuration anew, and who sends in that very
    # moment has to send again: once each, at most.
    cut = [each for each in load.failures if each.startswith("RemoteDisconnected")]
    assert load.failures == cut
    assert len(cut) <= CONNECTIONS
    assert len(load.answers) > 100
    gone = several.promote("diabetes", older)["processes"]
    assert gone == {"serving": 2, "of": 2}
