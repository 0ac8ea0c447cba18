"""Whether somebody is one of those studied is asked before any number, and a no stays beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.questions import fill, whom
from tests.running_stack import Stack


@pytest.mark.layout
def test_who_was_not_studied_is_asked_first_and_told_with_every_number(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    page.goto("/#/predict/diabetes")
    asked = page.locator('[data-field="?population"]')
    expect(asked).to_contain_text("Are you a woman, 21 or older, of Pima heritage?")
    page.locator('[data-action="example"]').click()
    expect(asked.get_by_role("radio", name="Just exploring")).to_be_checked()

    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.post_data or ""))
    fill(page, running_stack, "diabetes")
    whom(page, "No")
    page.locator('[data-action="predict"]').click()
    number, ribbon = page.locator("[data-probability]"), page.locator("[data-ribbon]")
    expect(number).to_be_visible()
    expect(ribbon).to_contain_text("Not about you. You said that you are not one of those studied.")
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"stranger-{width}.png", full_page=True)
    # It stays when the result follows, and after a reload; nobody is told.
    page.locator('[data-field="Glucose"] [data-control]').fill("150")
    expect(page.locator(".result-line")).to_contain_text("since you changed Glucose")
    expect(ribbon).to_be_visible()
    page.reload()
    expect(number).to_be_visible()
    expect(ribbon).to_be_visible()
    assert not [each for each in sent if "population" in each]
    whom(page, "Yes")
    expect(ribbon).to_be_hidden()
    expect(number).to_be_visible()


def test_without_an_answer_there_is_no_number(page: Page, running_stack: Stack) -> None:
    page.goto("/#/predict/diabetes")
    page.locator('[data-action="example"]').click()
    page.locator('[data-action="restart"]').click()
    fields = running_stack.get("/api/v1/predictors/diabetes")["fields"]
    for field in fields:
        page.locator(f'[data-field="{field["name"]}"] [data-control]').fill(f"{field['example']}")
    page.locator('[data-action="predict"]').click()
    expect(page.get_by_role("alert").first).to_contain_text("1 question is still open")
    expect(page.locator('[data-error-for="?population"]')).to_have_text("Choose an answer.")
    expect(page.locator("[data-probability]")).to_have_count(0)
    # Where the declaration asks nobody, nothing is asked.
    page.goto("/#/predict/heart")
    expect(page.locator('[data-field="AgeCategory"]')).to_be_visible()
    expect(page.locator('[data-field="?population"]')).to_have_count(0)
