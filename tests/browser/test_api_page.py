"""The page of the API: every call is there, one can be tried, and nothing asks the internet."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.running_stack import Stack


@pytest.mark.layout
def test_every_call_is_there_and_one_can_be_tried(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="API").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API")
    told = running_stack.get("/openapi.json")["paths"]
    names = [each["operationId"] for methods in told.values() for each in methods.values()]
    expect(page.locator(".opblock")).to_have_count(len(names))
    drawn = page.locator(".opblock").evaluate_all("calls => calls.map(call => call.id)")
    assert {each.split("-", 2)[2] for each in drawn} == set(names)

    call = page.locator('[id="operations-Predictions-predict-diabetes"]')
    call.locator(".opblock-summary-control").click()
    call.get_by_role("button", name="Execute").click()
    answer = call.locator(".live-responses-table")
    said = running_stack.predict("diabetes", running_stack.example("diabetes"))
    expect(answer.locator("tr.response .response-col_status").first).to_contain_text("200")
    expect(answer.locator("tr.response .response-col_description").first).to_contain_text(
        str(said["probability"])
    )
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"api-{width}.png")
    origin = urlsplit(running_stack.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {origin}


def test_an_operator_can_try_what_needs_the_key(page: Page, running_stack: Stack) -> None:
    page.goto("/docs")
    page.locator(".auth-wrapper .authorize").click()
    dialog = page.locator(".dialog-ux")
    dialog.get_by_role("textbox").fill(running_stack.key)
    dialog.locator("button.authorize").click()
    dialog.get_by_role("button", name="Close").first.click()
    call = page.locator('[id="operations-Server-checkKey"]')
    call.locator(".opblock-summary-control").click()
    call.get_by_role("button", name="Execute").click()
    expect(
        call.locator(".live-responses-table tr.response .response-col_status").first
    ).to_contain_text("204")
    page.get_by_role("link", name="Bellwether, home").click()
    expect(page).to_have_url("/#/")
