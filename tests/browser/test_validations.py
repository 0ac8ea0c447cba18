"""An operator judges a version by rows that nothing learns from, and reads how it compares."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import requests
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import as_csv, diabetes_rows, unlock
from tests.running_stack import Stack

MEASURED_MS = 60_000


def judge(page: Page, content: bytes, note: str) -> Locator:
    """Send a file to judge the champion by; returns where the page shows it."""
    page.get_by_label("What the rows are").fill(note)
    page.locator("[data-validate]").set_input_files(
        {"name": "ward.csv", "mimeType": "text/csv", "buffer": content}
    )
    return page.locator("[data-validation]", has_text=note)


def test_a_version_is_judged_and_its_report_shows_both_figures(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    header, *rows = diabetes_rows(running_stack)
    note = f"every other woman {uuid4().hex[:6]}"
    unlock(page, running_stack.key)
    judged = judge(page, as_csv([header, *rows[::2]]), note)
    expect(judged).to_have_attribute("data-status", "done", timeout=MEASURED_MS)
    # One of them is of a woman who gets no number from it.
    expect(judged).to_contain_text("383 rows")
    # They are rows that it has learned from, and the operator is told so.
    expect(judged).to_contain_text("These rows were learned from")
    width = page.viewport_size["width"] if page.viewport_size else 0
    if screenshots:
        page.locator(".validations-panel").screenshot(path=screenshots / f"validations-{width}.png")

    id_ = judged.get_attribute("data-validation")
    judged.locator('[data-action="validation"]').click()
    expect(page.locator(f'[data-validation="{id_}"]')).to_be_visible()
    report = running_stack.get(f"/api/v1/predictors/diabetes/validations/{id_}/report")
    expect(page.locator("[data-warning]").first).to_contain_text("These rows were learned from")
    auroc = page.locator('[data-chart="compared"] [data-figure="auroc"]')
    for side in (
        report["evaluation"]["winner"]["auroc"],
        report["training"]["evaluation"]["winner"]["auroc"],
    ):
        expect(auroc).to_contain_text(f"{side:.3f}")
    expect(auroc.locator(".track .track-point")).to_have_count(2)
    expect(page.locator('[data-chart="calibration"] .curve-before')).to_have_count(1)
    expect(page.locator('[data-chart="decision-curve"] .curve-before')).to_have_count(1)
    if screenshots:
        page.screenshot(path=screenshots / f"validation-{width}.png", full_page=True)

    page.goto("/#/operations/diabetes")
    judged = page.locator(f'[data-validation="{id_}"]')
    judged.locator('[data-action="remove-validation"]').click()
    judged.locator('[data-action="confirm-remove"]').click()
    expect(judged).to_have_count(0)
    gone = requests.get(
        f"{running_stack.url}/api/v1/predictors/diabetes/validations/{id_}", timeout=10
    )
    assert gone.status_code == 404


def test_rows_that_do_not_fit_are_told_by_line(page: Page, running_stack: Stack) -> None:
    header, *rows = [list(row) for row in diabetes_rows(running_stack)[:61]]
    rows[2][header.index("BMI")] = "tall"
    unlock(page, running_stack.key)
    note = f"spoilt {uuid4().hex[:6]}"
    failed = judge(page, as_csv([header, *rows]), note)
    expect(failed).to_have_attribute("data-status", "failed", timeout=MEASURED_MS)
    fault = failed.locator("[data-fault]")
    expect(fault.locator("td").nth(0)).to_have_text("4")
    expect(fault.locator("td").nth(1)).to_have_text("BMI")
    failed.locator('[data-action="remove-validation"]').click()
    failed.locator('[data-action="confirm-remove"]').click()
    expect(failed).to_have_count(0)
