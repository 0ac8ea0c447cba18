"""A version that waits for a decision, and one that is taken out of use: what the page says."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests import made_up
from tests.browser.desk import quick_training, unlock
from tests.running_stack import Stack

NAME = "by-hand"
PATIENCE_SECONDS = 120

# Rows that no other file holds: each picture is of a data set of its own.
SEEDS = iter(range(100, 200))

Shot = Callable[[str], None]


def wait_for(found: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (told := found()):
        assert time.monotonic() < until
        time.sleep(0.5)
    return told


@pytest.fixture(scope="module")
def candidate(running_stack: Stack) -> Iterator[dict[str, Any]]:
    """The first training of a predictor whose versions a person promotes."""

    def ended() -> Any:
        listed = running_stack.get("/api/v1/predictors")["predictors"]
        return next((each["candidate"] for each in listed if each["name"] == NAME), None)

    folder = made_up.write(
        running_stack.predictors,
        NAME,
        count=made_up.ONE_DEAL,
        title="Decided by hand",
        policy={"threshold": "max_f1", "promote": "by_hand"},
    )
    try:
        yield wait_for(ended)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def shot(page: Page, screenshots: Path | None) -> Shot:
    """Leave a picture of the page, where pictures are wanted."""

    def take(name: str) -> None:
        if screenshots is not None:
            width = page.viewport_size["width"] if page.viewport_size else 0
            page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)

    return take


@pytest.mark.layout
def test_where_the_only_model_is_a_candidate_everybody_is_told_who_decides(
    page: Page, candidate: dict[str, Any], shot: Shot
) -> None:
    page.goto("/")
    expect(page.locator('[data-no-model="candidate"]')).to_contain_text("waits for somebody")
    page.goto(f"/#/predict/{NAME}")
    banner = page.locator(".learning-banner")
    expect(banner).to_contain_text("waits for somebody to decide")
    shot("candidate-visitor")
    page.goto(f"/#/operations/{NAME}")
    told = page.locator(f'.serving [data-candidate="{candidate["version"]}"]')
    expect(told).to_contain_text("The declaration says promote: by_hand, so a person decides.")
    expect(page.locator('.job-row[data-status="candidate"]')).to_contain_text("Candidate")
    expect(page.locator("[data-event]").first).to_have_attribute("data-event", "kept as candidate")
    expect(page.locator('.evaluation [data-ending="candidate"]')).to_contain_text(
        "promote: by_hand"
    )
    shot("candidate-operator")


def test_a_candidate_is_promoted_without_force_knowing_why_it_waits(
    page: Page, running_stack: Stack, candidate: dict[str, Any], shot: Shot
) -> None:
    unlock(page, running_stack.key, NAME)
    version = candidate["version"]
    page.locator(f'[data-action="promote"][data-version="{version}"]').click()
    dialog = page.get_by_role("dialog")
    expect(dialog).not_to_have_attribute("data-forced", "")
    expect(dialog.locator(f'[data-held-back="{version}"]')).to_contain_text("promote: by_hand")
    shot("candidate-promote")
    dialog.locator('[data-action="dismiss"]').click()
    page.goto(f"/#/report/{NAME}/{version}")
    expect(page.locator('[data-ending="candidate"]')).to_contain_text("promote: by_hand")
    expect(page.locator(".report-pills")).to_contain_text("Candidate")
    shot("candidate-report")


@pytest.mark.nightly
@pytest.mark.usefixtures("candidate")
def test_removed_rows_offer_to_withdraw_what_has_learned_from_them(
    page: Page, running_stack: Stack, shot: Shot
) -> None:
    content = made_up.rows(200, seed=next(SEEDS))
    dataset = hashlib.sha256(content).hexdigest()
    path = f"/api/v1/predictors/{NAME}/datasets"
    headers = running_stack.operator | {"Content-Type": "text/csv"}
    sent = requests.post(running_stack.url + path, data=content, headers=headers, timeout=30)
    assert sent.status_code == 202, sent.text
    wait_for(lambda: running_stack.get(f"{path}/{dataset}")["status"] == "usable")
    version = quick_training(running_stack, NAME, ["initial", dataset])["version"]

    unlock(page, running_stack.key, NAME)
    rows = page.locator(f'[data-dataset="{dataset}"]')
    rows.locator('[data-action="remove-dataset"]').click()
    rows.locator('[data-action="confirm-remove"]').click()
    offer = page.locator("[data-learned]")
    expect(offer).to_contain_text(version)
    shot("withdraw-offer")
    offer.locator(f'[data-version="{version}"]').click()
    dialog = page.get_by_role("dialog")
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_contain_text("Say why")
    shot("withdraw-dialog")
    dialog.locator("[data-reason]").fill("The same people twice")
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_be_hidden()
    expect(offer).to_have_count(0)

    row = page.locator(f'[data-version-row="{version}"]')
    expect(row.locator("[data-withdrawn]")).to_be_visible()
    expect(row).to_contain_text("The same people twice")
    expect(row.locator('[data-action="promote"], [data-action="withdraw"]')).to_have_count(0)
    newest = page.locator("[data-event]").first
    expect(newest).to_have_attribute("data-event", "withdrawn")
    expect(newest).to_contain_text("The same people twice")
    shot("withdrawn-operator")
    page.goto(f"/#/report/{NAME}/{version}")
    expect(page.locator(f'[data-withdrawn="{version}"]')).to_contain_text("The same people twice")
    shot("withdrawn-report")


@pytest.mark.usefixtures("candidate")
def test_withdrawing_needs_the_key(page: Page, running_stack: Stack) -> None:
    page.goto(f"/#/operations/{NAME}")
    button = page.locator('[data-action="withdraw"]').first
    expect(button).to_be_disabled()
    unlock(page, running_stack.key, NAME)
    expect(button).to_be_enabled()
