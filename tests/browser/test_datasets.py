"""An operator brings new rows, is told what is wrong with them, and trains on good ones."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.desk import as_csv, diabetes_rows, unlock
from tests.running_stack import Stack

CHECK_MS = 60_000


def with_new_rows(stack: Stack) -> list[list[str]]:
    """Sixty rows of women who never lived: each value is some woman's, drawn anew each time."""
    random = np.random.default_rng(uuid4().int)
    header, *rows = diabetes_rows(stack)
    drawn = [random.permutation(column)[:60].tolist() for column in zip(*rows, strict=True)]
    return [header, *(list(row) for row in zip(*drawn, strict=True))]


def evaluated_again(stack: Stack) -> list[list[str]]:
    """Sixty women of the initial rows with another glucose and another body mass index."""
    rows = [list(row) for row in diabetes_rows(stack)[:61]]
    glucose, bmi = (rows[0].index(name) for name in ("Glucose", "BMI"))
    for row, number in zip(rows[1:], uuid4().bytes * 4, strict=False):
        if row[glucose] != "0" and int(row[glucose]) < 190:
            row[glucose] = str(int(row[glucose]) + number % 5 - 2)
        if float(row[bmi]):
            row[bmi] = f"{float(row[bmi]) + 0.1 + number % 7 / 10:.1f}"
    return rows


def send(page: Page, name: str, content: bytes) -> Locator:
    """Choose a file; returns where the page shows it."""
    page.locator("[data-upload]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    return page.locator(f'[data-dataset="{hashlib.sha256(content).hexdigest()}"]')


def remove(dataset: Locator) -> None:
    dataset.locator('[data-action="remove-dataset"]').click()
    expect(dataset.locator("[data-learners]")).to_have_text("No version has learned from it.")
    dataset.locator('[data-action="confirm-remove"]').click()
    expect(dataset).to_have_count(0)


def test_a_bad_cell_is_named_by_row_and_column_and_a_mended_file_is_usable(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    rows = with_new_rows(running_stack)
    bad = [list(row) for row in rows]
    bad[4][rows[0].index("BMI")] = "tall"
    unlock(page, running_stack.key)
    expect(page.locator('[data-dataset="initial"]')).to_contain_text("768 rows")

    faulty = send(page, "march.csv", as_csv(bad))
    expect(faulty).to_have_attribute("data-status", "faulty", timeout=CHECK_MS)
    fault = faulty.locator("[data-fault]")
    expect(fault).to_have_count(1)
    # The header is line 1, so the fourth row of values stands in line 5.
    expect(fault.locator("td").nth(0)).to_have_text("5")
    expect(fault.locator("td").nth(1)).to_have_text("BMI")
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.locator(".datasets-panel").screenshot(path=screenshots / f"datasets-{width}.png")

    usable = send(page, "march.csv.gz", gzip.compress(as_csv(rows)))
    expect(usable).to_have_attribute("data-status", "usable", timeout=CHECK_MS)
    expect(usable).to_contain_text("60 rows")

    page.locator('[data-action="retrain-options"]').click()
    dialog = page.get_by_role("dialog")
    name = usable.get_attribute("data-dataset")
    expect(dialog.locator(f'input[value="{name}"]')).to_be_enabled()
    name = faulty.get_attribute("data-dataset")
    expect(dialog.locator(f'input[value="{name}"]')).to_have_count(0)
    dialog.locator('[data-action="dismiss"]').click()
    remove(usable)
    # What needs somebody stands first, but for the initial rows.
    order = page.locator("[data-dataset]")
    expect(order.nth(1)).to_have_attribute("data-status", "faulty")
    remove(faulty)


def test_rows_that_are_there_already_are_counted(page: Page, running_stack: Stack) -> None:
    unlock(page, running_stack.key)
    copied = send(page, "again.csv", as_csv(diabetes_rows(running_stack)[:61]))
    expect(copied).to_have_attribute("data-status", "usable", timeout=CHECK_MS)
    expect(copied.locator("[data-repeated]")).to_contain_text("60 of 60 rows already there")
    # Whoever has no key is not told.
    page.locator('[data-action="lock"]').click()
    expect(copied.locator("[data-repeated]")).to_have_count(0)
    unlock(page, running_stack.key)
    remove(copied)


def test_rows_of_known_women_ask_and_are_learned_from_once_they_are_answered_for(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    unlock(page, running_stack.key)
    asked = send(page, "april.csv", as_csv(evaluated_again(running_stack)))
    expect(asked).to_have_attribute("data-status", "asked", timeout=CHECK_MS)
    expect(asked).to_contain_text("look like people who are known already")
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        asked.screenshot(path=screenshots / f"question-{width}.png")

    page.locator('[data-action="retrain-options"]').click()
    name = asked.get_attribute("data-dataset")
    expect(page.get_by_role("dialog").locator(f'input[value="{name}"]')).to_be_disabled()
    page.get_by_role("dialog").locator('[data-action="dismiss"]').click()

    asked.get_by_label("Reason").fill("the second visit")
    asked.locator('[data-action="same-people"]').click()
    expect(asked).to_have_attribute("data-status", "usable")
    expect(asked.locator('[data-answer="same"]')).to_contain_text("the second visit")
    asked.locator('[data-action="change-answer"]').click()
    asked.locator('[data-action="different-people"]').click()
    expect(asked.get_by_role("alert")).to_contain_text("Say how it is known")
    asked.get_by_label("Reason").fill("another town")
    asked.locator('[data-action="different-people"]').click()
    expect(asked.locator('[data-answer="different"]')).to_contain_text("another town")
    remove(asked)


def test_a_file_that_cannot_be_rows_is_refused_before_it_is_sent(
    page: Page, running_stack: Stack
) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.method == "POST" else None)
    unlock(page, running_stack.key)
    send(page, "march.xlsx", b"PK")
    expect(page.locator("[data-upload-error]")).to_contain_text("neither a .csv nor a .csv.gz")
    assert asked == []


def test_without_the_key_nothing_can_be_sent_and_the_template_can_be_had(page: Page) -> None:
    page.goto("/#/operations/diabetes")
    expect(page.locator("[data-upload]")).to_be_disabled()
    with page.expect_download() as template:
        page.locator('[data-action="template"]').click()
    header = Path(template.value.path()).read_text(encoding="utf-8").splitlines()[0]
    assert "Glucose" in header
    assert "Outcome" in header


@pytest.mark.layout
def test_a_training_is_asked_for_with_its_data_and_its_effort(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    asked: list[object] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data_json)
        route.fulfill(
            status=503,
            content_type="application/problem+json",
            body='{"title":"Service Unavailable","status":503,"detail":"Not now."}',
        )

    page.route("**/predictors/diabetes/retrainings", answer)
    unlock(page, running_stack.key)
    page.locator('[data-action="retrain-options"]').click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Quick").check()
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_contain_text("Not now.")
    dialog.locator("[data-no-promote]").check()
    with page.expect_response("**/predictors/diabetes/retrainings"):
        dialog.locator('[data-action="confirm"]').click()
    plain = {"effort": "quick", "datasets": ["initial"]}
    assert asked == [plain, plain | {"promote": False}]
    expect(dialog.locator('[data-action="confirm"]')).to_be_enabled()
    dialog.locator('[data-action="dismiss"]').click()
    expect(dialog).to_have_count(0)
    # The console notes every answer of 503; these were asked for.
    complaints[:] = [c for c in complaints if "503" not in c]
