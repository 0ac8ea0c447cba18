"""The page of the API: every call is there, one can be tried, and nothing asks the internet."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.running_stack import Stack


def opened(page: Page, name: str) -> Locator:
    """The call of this name, opened."""
    call = page.locator(f'[data-call="{name}"]')
    call.locator("summary").first.click()
    return call


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
    expect(page.locator("[data-call]")).to_have_count(len(names))
    drawn = page.locator("[data-call]").evaluate_all("calls => calls.map(c => c.dataset.call)")
    assert set(drawn) == set(names)

    call = opened(page, "predict-diabetes")
    call.get_by_role("button", name="Send").click()
    said = running_stack.predict("diabetes", running_stack.example("diabetes"))
    expect(call.locator("[data-answer]")).to_have_attribute("data-answer", "200")
    shown = json.loads(call.get_by_role("group", name="The answer").inner_text())
    assert shown == said
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"api-{width}.png")
    origin = urlsplit(running_stack.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {origin}


@pytest.mark.layout
def test_the_way_to_unlock_stands_in_one_line_in_every_language(page: Page) -> None:
    page.goto("/docs")
    for language in ("en", "de", "zh"):
        page.locator("[data-language]").select_option(language)
        row = page.locator(".key-row")
        expect(row).to_be_visible()
        heights = row.evaluate("each => [...each.children].map((one) => one.offsetHeight)")
        assert max(heights) <= 48, language


def test_an_operator_can_try_what_needs_the_key(page: Page, running_stack: Stack) -> None:
    page.goto("/docs")
    page.get_by_label("Key", exact=True).last.fill(running_stack.key)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("button", name="Lock")).to_be_visible()
    call = opened(page, "checkKey")
    call.get_by_role("button", name="Send").click()
    expect(call.locator("[data-answer]")).to_have_attribute("data-answer", "204")
    # Whoever copies the call for a terminal hands no key on.
    call.get_by_text("The same with curl").click()
    expect(call.get_by_role("group", name="The same with curl")).to_contain_text("Bearer $KEY")
    expect(call).not_to_contain_text(running_stack.key)
    page.get_by_role("link", name="Bellwether, home").click()
    expect(page).to_have_url("/#/")


def test_a_call_is_found_has_an_address_and_says_what_is_missing(
    page: Page, running_stack: Stack
) -> None:
    page.goto("/docs#showVersion")
    call = page.locator('[data-call="showVersion"]')
    expect(call).to_have_attribute("open", "")
    call.get_by_role("button", name="Send").click()
    expect(call.get_by_role("alert")).to_have_text("version is missing.")
    call.get_by_label("version", exact=False).fill(running_stack.versions("diabetes")[0])
    call.get_by_role("button", name="Send").click()
    expect(call.locator("[data-answer]")).to_have_attribute("data-answer", "200")
    # What the answer is made of, as deep as somebody looks.
    call.locator(".answers summary").first.click()
    expect(call.locator(".schema-name").first).to_be_visible()

    # In another language stands what was typed, tried and answered.
    page.get_by_label("Find a call").fill("version")
    page.get_by_label("Key", exact=True).last.fill("half a k")
    page.locator("[data-language]").select_option("de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(call.get_by_label("version", exact=False)).to_have_value(
        running_stack.versions("diabetes")[0]
    )
    expect(call.locator("[data-answer]")).to_have_attribute("data-answer", "200")
    expect(page.locator("#docs-key")).to_have_value("half a k")
    expect(page.locator(".calls-find input")).to_have_value("version")
    page.locator("[data-language]").select_option("en")

    page.get_by_label("Find a call").fill("card version")
    expect(page.locator("[data-call]:visible")).to_have_count(1)
    page.get_by_label("Find a call").fill("no such call")
    expect(page.get_by_text("No call has all of these words.")).to_be_visible()
