"""A version that is not what it says is refused, visibly, and the one before goes on."""

from __future__ import annotations

import time

import requests

from tests.running_stack import JSON, ComposeStack
from tests.spoiled_version import Spoiled

NOTICED_SECONDS = 15


def test_it_is_refused_and_the_old_model_goes_on(
    compose_stack: ComposeStack, spoiled: Spoiled
) -> None:
    shown = _wait_for_refusal(compose_stack, spoiled.bad)
    assert shown["champion"]["version"] == spoiled.bad
    assert shown["serving"]["version"] == spoiled.good
    (refusal,) = shown["refusals"]
    assert refusal["reason"]
    inputs = compose_stack.example("diabetes")
    for _ in range(20):
        assert compose_stack.predict("diabetes", inputs)["version"] == spoiled.good
    log = compose_stack.compose("logs", "--no-color", "api")
    assert any(spoiled.bad in line and refusal["reason"] in line for line in log.splitlines())

    again = requests.put(
        f"{compose_stack.url}/api/v1/predictors/diabetes/champion",
        json={"version": spoiled.bad, "reason": "once more"},
        headers=compose_stack.operator,
        timeout=10,
    )
    assert (again.status_code, refusal["reason"] in again.json()["detail"]) == (409, True)

    compose_stack.promote("diabetes", spoiled.good)
    time.sleep(1.5)
    for _ in range(10):
        shown = compose_stack.get("/api/v1/predictors/diabetes")
        assert (shown["serving"]["version"], shown["refusals"]) == (spoiled.good, [])


def _wait_for_refusal(stack: ComposeStack, version: str) -> JSON:
    until = time.monotonic() + NOTICED_SECONDS
    while True:
        shown = stack.get("/api/v1/predictors/diabetes")
        if [refusal["version"] for refusal in shown["refusals"]] == [version]:
            return shown
        assert time.monotonic() < until, shown["refusals"]
        time.sleep(0.2)
