"""Two APIs answer nearly twice as much as one: nothing that they share is full before they are."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest

from tests.running_stack import ComposeStack
from tools.scale import serving, stack
from tools.scale.document import RATIO_WANTED
from tools.scale.model import SHARE
from tools.scale.points import Case

PAIRS, SECONDS = 4, 4
ONE, TWO = (Case("prediction", 1, replicas, SHARE) for replicas in (1, 2))

# As shipped, without waiting for what is there already.
AS_BEFORE = ("up", "--detach", "--no-recreate", "--no-build", "--wait")


@pytest.fixture
def replicas(compose_stack: ComposeStack) -> Iterator[stack.Replicas]:
    """Two APIs, each with a share of a core; one without a limit afterwards."""
    if missing := stack.why_not("wrk"):
        pytest.skip(missing)
    compose_stack.compose(*AS_BEFORE, "--scale", "api=2")
    found = stack.of_project(compose_stack.environment)
    try:
        yield found
    finally:
        found.limit(None)
        found.answer_with(2)
        compose_stack.compose(*AS_BEFORE, "--scale", "api=1")


@pytest.mark.nightly
def test_two_apis_answer_at_least_1_7_times_as_much_as_one(replicas: stack.Replicas) -> None:
    ratios, taken = [], []
    for _ in range(PAIRS):
        one, two = (serving.ask(replicas, case, (), SECONDS) for case in (ONE, TWO))
        assert (one.load.failed, two.load.failed) == (0, 0)
        ratios.append(two.load.per_second / one.load.per_second)
        taken.append((one.cores, two.cores))
    # Each was busy all the time, or it would be something else that is measured.
    assert all(one > 0.9 * SHARE and two > 0.85 * 2 * SHARE for one, two in taken), taken
    assert statistics.median(ratios) >= RATIO_WANTED, ratios
