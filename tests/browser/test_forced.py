"""A version that the gate rejected is promoted only by force, with a reason that stays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.desk import as_csv, diabetes_rows, quick_training, unlock
from tests.running_stack import Stack

# Each trains a predictor of its own on the stack.
pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def rejected(running_stack: Stack) -> Iterator[str]:
    """A version that learned from rows whose labels were swapped: the gate lets none such pass."""
    before = running_stack.get("/api/v1/predictors/diabetes/champion")["champion"]["version"]
    found = rejected_version(running_stack)
    if found is None:
        rows = diabetes_rows(running_stack)
        outcome = rows[0].index("Outcome")
        swapped = [[*row[:outcome], str(1 - int(row[outcome]))] for row in rows[1:]]
        dataset = upload(running_stack, [rows[0], *swapped])
        job = quick_training(running_stack, "diabetes", [dataset])
        assert job["status"] == "rejected", job
        found = rejected_version(running_stack)
        path = f"{running_stack.url}/api/v1/predictors/diabetes/datasets/{dataset}"
        assert requests.delete(path, headers=running_stack.operator, timeout=10).ok
    assert found is not None
    yield found
    running_stack.promote("diabetes", before, "the test is over")


def rejected_version(stack: Stack) -> str | None:
    versions = stack.get("/api/v1/predictors/diabetes/versions")["versions"]
    return next((v["version"] for v in versions if v.get("accepted") is False), None)


def upload(stack: Stack, rows: list[list[str]]) -> str:
    """Send rows and wait for their check; returns what a training calls them."""
    path = f"{stack.url}/api/v1/predictors/diabetes/datasets"
    headers = stack.operator | {"Content-Type": "text/csv"}
    answer = requests.post(path, data=as_csv(rows), headers=headers, timeout=30)
    assert answer.status_code in (200, 202), answer.text
    name: str = answer.json()["name"]
    for _ in range(100):
        if (state := stack.get(f"/api/v1/predictors/diabetes/datasets/{name}"))[
            "status"
        ] != "checking":
            break
        time.sleep(0.3)
    assert state["status"] == "usable", state
    return name


def test_a_rejected_version_is_promoted_by_force_with_a_reason(
    page: Page, running_stack: Stack, rejected: str, screenshots: Path | None
) -> None:
    report = running_stack.get(f"/api/v1/predictors/diabetes/versions/{rejected}/report")
    champion = running_stack.get("/api/v1/predictors/diabetes/champion")["champion"]["version"]
    if champion == rejected:
        other = next(v for v in running_stack.versions("diabetes") if v != rejected)
        running_stack.promote("diabetes", other, "so that it can be forced once more")
    unlock(page, running_stack.key)
    page.locator(f'[data-action="promote"][data-version="{rejected}"]').click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_attribute("data-forced", "")
    expect(dialog.locator("[data-rejection]")).to_contain_text("The gate rejected this version")
    first = report["gate"]["reasons"][0]
    expect(dialog.locator("[data-rejection]")).to_contain_text(first[1:].rstrip("."))
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"forced-{width}.png")

    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_contain_text("Say why")
    dialog.locator("[data-reason]").fill("An hour of comparison at the clinic")
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_be_hidden()
    entry = page.locator("[data-event]").first
    expect(entry).to_have_attribute("data-event", "forced")
    expect(entry).to_contain_text("An hour of comparison at the clinic")
    expect(page.locator("[data-comparisons]")).to_contain_text(
        "compared on the present evaluation set"
    )


@pytest.mark.layout
def test_the_report_of_a_rejected_version_says_what_was_not_passed(
    page: Page, running_stack: Stack, rejected: str
) -> None:
    report = running_stack.get(f"/api/v1/predictors/diabetes/versions/{rejected}/report")
    page.goto(f"/#/report/diabetes/{rejected}")
    failed = [check for check in report["gate"]["checks"] if check["found"] == "failed"]
    expect(page.locator('[data-found="failed"]')).to_have_count(len(failed))
    expect(page.locator('[data-section="gate"] [data-gate="rejected"]')).to_be_visible()
