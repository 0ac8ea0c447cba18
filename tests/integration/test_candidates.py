"""A version that is held back, decided on by a person, and taken out of use: the whole loop."""

from __future__ import annotations

import pytest

from tests import made_up
from tests.integration.conftest import OPERATOR, Stack

ONE = f"/api/v1/predictors/{made_up.NAME}"


@pytest.mark.usefixtures("worker")
def test_a_candidate_is_promoted_by_hand_and_withdrawn_once_another_answers(
    stack: Stack,
) -> None:
    held = stack.wait_over(stack.retrain(promote=False))
    assert held["status"] == "candidate", held
    assert "without promoting" in held["reasons"][0]
    refused = stack.client.post(f"{ONE}/predictions", json={"inputs": made_up.example()})
    assert refused.status_code == 503
    assert refused.get_json()["candidate"]["version"] == held["version"]
    promotion = {"version": held["version"]}
    assert stack.client.put(f"{ONE}/champion", json=promotion, headers=OPERATOR).status_code == 200
    stack.serving(held["version"])

    second = stack.wait_over(stack.retrain())
    assert second["status"] == "published", second
    withdrawn = stack.client.put(
        f"{ONE}/versions/{held['version']}/withdrawal", json={"reason": "a leak"}, headers=OPERATOR
    )
    assert withdrawn.status_code == 200
    again = stack.client.put(f"{ONE}/champion", json=promotion, headers=OPERATOR)
    assert again.status_code == 409
    assert stack.store.promoted(made_up.NAME) == [second["version"]]
