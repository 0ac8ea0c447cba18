"""Versions that nothing keeps are removed by the trainer: when an operator asks, and by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwether_contract.storage.history import Event
from tests import factories, made_up
from tests.integration.conftest import OPERATOR, PATIENCE_SECONDS, Stack, start_worker

NAME = made_up.NAME
ONE = f"/api/v1/predictors/{NAME}"


def collected(stack: Stack) -> list[Event]:
    return [each for each in stack.store.history(NAME) if each.event == "collected"]


@pytest.fixture
def strict_worker(stack: Stack, tmp_path: Path) -> Iterator[None]:
    """A trainer that keeps little."""
    stack.environ["BELLWETHER_KEEP_PROMOTIONS"] = "1"
    stack.environ["BELLWETHER_KEEP_DAYS"] = "0"
    started = start_worker(stack, tmp_path / "worker.log")
    yield
    started.stop()


@pytest.mark.usefixtures("strict_worker")
def test_an_operator_has_versions_collected_by_the_trainer(stack: Stack) -> None:
    for day in (1, 2, 3, 4):
        factories.publish(stack.store, day)
    answer = stack.client.post(
        f"{ONE}/collection", json={"keep": 1, "reason": "room"}, headers=OPERATOR
    )
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + PATIENCE_SECONDS
    while stack.client.get(f"{ONE}/collection", headers=OPERATOR).get_json()["under_way"]:
        assert time.monotonic() < deadline, "it did not end"
        time.sleep(0.1)
    (line,) = collected(stack)
    assert (line.version, line.by, line.reason) == (factories.version_name(2), "operator", "room")
    listed = stack.client.get(f"{ONE}/versions").get_json()["versions"]
    assert [each["version"] for each in listed] == [
        factories.version_name(day) for day in (4, 3, 1)
    ]


def test_after_a_publication_what_nothing_keeps_goes_by_itself(
    stack: Stack, tmp_path: Path
) -> None:
    for day in (1, 2, 3, 4):
        factories.publish(stack.store, day, accepted=day == 1)
    stack.environ["BELLWETHER_KEEP_VERSIONS"] = "2"
    started = start_worker(stack, tmp_path / "worker.log")
    try:
        ended = stack.wait_over(stack.retrain())
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(collected(stack)) < 2:
            assert time.monotonic() < deadline, "nothing was collected"
            time.sleep(0.1)
    finally:
        started.stop()
    assert {line.version for line in collected(stack)} == {
        factories.version_name(day) for day in (2, 3)
    }
    assert {line.by for line in collected(stack)} == {f"training {ended['id']}"}
    assert stack.store.versions(NAME) == [
        ended["version"], factories.version_name(4), factories.version_name(1),
    ]  # fmt: skip
