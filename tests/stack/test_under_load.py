"""Models change while people ask: no request is lost, and nobody gets an old answer for long."""

from __future__ import annotations

import time

import pytest
import requests

from tests.running_stack import ComposeStack
from tools.soak.predicting import predicting
from tools.soak.reigns import Change, followed, strangers

CONNECTIONS = 16
CHANGES, NIGHTLY_CHANGES = 10, 20
SETTLE_SECONDS = 1.2


@pytest.mark.nightly
def test_a_retraining_is_reloaded_under_load(compose_stack: ComposeStack) -> None:
    # What was published a moment ago is not answered with yet, at first.
    time.sleep(SETTLE_SECONDS)
    inputs = compose_stack.example("diabetes")
    before = compose_stack.predict("diabetes", inputs)["version"]
    # Often enough to meet each moment, and not so often that the training has no core left.
    with predicting(compose_stack.url, "diabetes", inputs, connections=2, pause=0.02) as load:
        job = compose_stack.job_over(compose_stack.retrain("diabetes")["id"])
        assert job["status"] == "published", job
        time.sleep(SETTLE_SECONDS)
    assert load.failures == []
    assert {answer.version for answer in load.answers} == {before, job["version"]}
    last = max(answer.received for answer in load.answers)
    assert {a.version for a in load.answers if a.sent > last - 0.2} == {job["version"]}


@pytest.mark.parametrize(
    "changes_made", [CHANGES, pytest.param(NIGHTLY_CHANGES, marks=pytest.mark.nightly)]
)
def test_promotions_and_rollbacks_in_a_row_lose_no_request(
    compose_stack: ComposeStack, changes_made: int
) -> None:
    if len(compose_stack.versions("diabetes")) < 2:
        compose_stack.job_over(compose_stack.retrain("diabetes")["id"])
    newer, older = compose_stack.versions("diabetes")[:2]
    inputs = compose_stack.example("diabetes")
    compose_stack.promote("diabetes", newer)
    time.sleep(SETTLE_SECONDS)
    changes = [Change(newer, 0.0, 0.0)]
    with (
        requests.Session() as session,
        predicting(compose_stack.url, "diabetes", inputs, connections=CONNECTIONS) as load,
    ):
        for number in range(changes_made):
            version = (older, newer)[number % 2]
            asked = time.monotonic()
            answer = session.put(
                f"{compose_stack.url}/api/v1/predictors/diabetes/champion",
                json={"version": version, "reason": f"change {number}"},
                headers=compose_stack.operator,
                timeout=10,
            )
            assert answer.status_code == 200, answer.text
            changes.append(Change(version, asked, time.monotonic(), grace=1.0))
            time.sleep(SETTLE_SECONDS)

    assert load.failures == []
    assert len(load.answers) > CONNECTIONS * changes_made
    assert strangers(load.answers, changes) == []
    latencies = sorted(followed(load.answers, changes))
    p95 = latencies[int(0.95 * len(latencies)) - 1]
    assert p95 < 1, latencies
