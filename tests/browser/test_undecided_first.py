"""A first model that is not shown to know anything: people are told, and what can be done."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import made_up
from tests.browser.questions import fill
from tests.running_stack import Stack

# Each trains a predictor of its own on the stack.
pytestmark = pytest.mark.nightly

NAME = "noise"
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def candidate(running_stack: Stack) -> Iterator[dict[str, Any]]:
    """The training of a predictor in whose rows there is nothing to learn."""
    header, *lines = made_up.rows().decode().splitlines()
    people, outcomes = (
        list(each) for each in zip(*(line.rsplit(",", 1) for line in lines), strict=True)
    )
    random.Random(0).shuffle(outcomes)
    rows = [header, *(f"{one},{other}" for one, other in zip(people, outcomes, strict=True)), ""]
    folder = made_up.write(
        running_stack.predictors, NAME, content="\n".join(rows).encode(), title="Made-up noise"
    )
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            listed = running_stack.get("/api/v1/predictors")["predictors"]
            found = next((each["candidate"] for each in listed if each["name"] == NAME), None)
            if found is not None:
                break
            assert time.monotonic() < until, listed
            time.sleep(0.5)
        yield found
    finally:
        shutil.rmtree(folder)


@pytest.mark.layout
def test_a_visitor_is_told_that_somebody_has_to_decide(
    page: Page,
    running_stack: Stack,
    candidate: dict[str, Any],
    complaints: list[str],
    screenshots: Path | None,
) -> None:
    page.goto("/")
    card = page.locator('[data-no-model="candidate"]')
    expect(card).to_contain_text("waits for somebody to decide")
    page.goto(f"/#/predict/{NAME}")
    banner = page.locator(".learning-banner")
    expect(banner).to_contain_text("waits for somebody to decide")
    expect(banner).not_to_contain_text("still learning")
    fill(page, running_stack, NAME)
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-result] [data-no-model="candidate"]')).to_be_visible()
    # The console notes the answer of 503; it was asked for.
    complaints[:] = [each for each in complaints if "503" not in each]
    if screenshots is not None:
        page.screenshot(path=screenshots / f"undecided-visitor-{page.viewport_size['width']}.png")  # type: ignore[index]


@pytest.mark.layout
def test_an_operator_is_told_why_and_what_can_be_done(
    page: Page, candidate: dict[str, Any], screenshots: Path | None
) -> None:
    page.goto(f"/#/operations/{NAME}")
    told = page.locator(f'[data-candidate="{candidate["version"]}"]')
    expect(told).to_contain_text("nobody can say that it knows anything yet")
    expect(told).to_contain_text("promote it under Versions")
    expect(told).to_contain_text("retrain")
    if screenshots is not None:
        page.screenshot(path=screenshots / f"undecided-operator-{page.viewport_size['width']}.png")  # type: ignore[index]
