"""Answering the questions of a form the way a person does."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.running_stack import Stack


def answer(page: Page, field: dict[str, Any], value: object) -> None:
    """Answer a question the way a person does, whichever control it has."""
    place = page.locator(f'[data-field="{field["name"]}"]')
    control = place.locator("[data-control]")
    if field["type"] in ("number", "integer"):
        control.fill("" if value is None else f"{value}")
        return
    words = {True: "Yes", False: "No"}.get(value) if isinstance(value, bool) else value
    label = next(
        (choice["label"] for choice in field["choices"] or [] if choice["value"] == value), words
    )
    if control.count() and control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(label=str(label))
    else:
        place.get_by_role("radio", name=str(label), exact=True).check()


def whom(page: Page, said: str) -> None:
    """Say whether one is of those who were studied: Yes, No, or Just exploring."""
    page.locator('[data-field="?population"]').get_by_role("radio", name=said, exact=True).check()


def fill(page: Page, stack: Stack, predictor: str, **changes: object) -> dict[str, Any]:
    """Open the form and answer every question; returns what was answered."""
    asked = stack.get(f"/api/v1/predictors/{predictor}")
    declared = asked["fields"]
    inputs = {field["name"]: field["example"] for field in declared} | changes
    page.goto(f"/#/predict/{predictor}")
    page.locator("[data-field]").first.wait_for()
    if asked["population"]["question"]:
        whom(page, "Yes")
    for field in declared:
        answer(page, field, inputs[field["name"]])
    return inputs


def shown(probability: float) -> str:
    """A probability as the page tells it: no percentage that would read as another whole number."""
    points = 100 * probability
    tenths = int(10 * points + 0.5)
    if points < 1:
        tenths = min(tenths, 9)
    elif points > 99:
        tenths = max(tenths, 991)
    elif int(tenths / 10 + 0.5) > int(points + 0.5):
        tenths -= 1
    return f"{tenths / 10:.1f} %"
