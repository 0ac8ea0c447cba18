"""The result follows the answers, says what a change has made of it, and stays in view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.questions import fill, shown
from tests.running_stack import Stack

# Every shift, also one right after a key, which Chromium forgives.
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        const since = list.getEntries().filter((entry) => entry.startTime > window.began);
        for (const entry of since) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 100);
})"""
# What of a text's colour is left of it, and of everything around it.
OPACITY = """(element) => {
    let left = 1;
    for (let at = element; at; at = at.parentElement) left *= Number(getComputedStyle(at).opacity);
    return left;
}"""


def ask(page: Page, stack: Stack, **changes: object) -> dict[str, Any]:
    """Answer every question and have the result shown; returns what was answered."""
    inputs = fill(page, stack, "diabetes", **changes)
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    return inputs


def glucose(page: Page) -> Locator:
    return page.locator('[data-field="Glucose"] [data-control]')


def of_hundred(said: dict[str, Any]) -> int:
    return int(100 * said["probability"] + 0.5)


def test_the_result_follows_the_answers(page: Page, running_stack: Stack) -> None:
    page.emulate_media(reduced_motion="no-preference")
    inputs = ask(page, running_stack, Glucose=110)
    line = page.locator(".result-line")
    expect(line).to_have_text("Change an answer, and the result follows.")
    said = running_stack.predict("diabetes", inputs | {"Glucose": 150})
    before = of_hundred(running_stack.predict("diabetes", inputs))
    after = of_hundred(said)
    assert after > before
    page.evaluate("window.began = performance.now()")
    page.evaluate("document.querySelector('svg.people').dataset.same = 'yes'")

    glucose(page).fill("150")
    expect(line).to_contain_text("since you changed Glucose after two hours")
    expect(line.locator("strong")).to_have_text(str(after))
    expect(line).to_contain_text(str(before))
    expect(page.locator("[data-probability]")).to_have_text(shown(said["probability"]))
    expect(page.locator("[data-result] [role=status]").last).to_have_text(
        f"Now {after} of 100, before {before}, since you changed Glucose after two hours."
    )
    # Whoever types is left where they type, and nothing moves but the people who change.
    expect(glucose(page)).to_be_focused()
    expect(page.locator("svg.people[data-same=yes] .figure-on")).to_have_count(after)
    changed = page.locator(".figure-changed")
    expect(changed).to_have_count(after - before)
    motion = "element => getComputedStyle(element).animationName"
    assert changed.first.evaluate(motion) == "figure-changed"
    page.emulate_media(reduced_motion="reduce")
    assert changed.first.evaluate(motion) == "none"
    assert page.evaluate(SHIFTS) < 0.02


def test_a_change_is_taken_back_and_made_again(page: Page, running_stack: Stack) -> None:
    inputs = ask(page, running_stack, Glucose=110)
    before = of_hundred(running_stack.predict("diabetes", inputs))
    line, button = page.locator(".result-line"), page.locator('[data-action="back"]')
    page.locator('[data-field="Glucose"]').get_by_label("Not measured").check()
    expect(button).to_have_text("Undo")
    button.click()
    expect(line).to_contain_text(f"Back to {before}: Glucose after two hours is as it was.")
    expect(glucose(page)).to_have_value("110")
    expect(page.locator('[data-field="Glucose"]').get_by_label("Not measured")).not_to_be_checked()
    expect(button).to_be_focused()
    expect(button).to_have_text("Redo")
    page.keyboard.press("Enter")
    expect(line).to_contain_text("since you changed Glucose after two hours")
    expect(page.locator('[data-field="Glucose"]').get_by_label("Not measured")).to_be_checked()


def test_a_newer_answer_supersedes_one_that_is_under_way(page: Page, running_stack: Stack) -> None:
    inputs = ask(page, running_stack, Glucose=110)
    held: list[Route] = []
    asked: list[Any] = []

    def hold_the_first(route: Route) -> None:
        asked.append((route.request.post_data_json or {})["inputs"]["Glucose"])
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/predictions", hold_the_first)
    glucose(page).fill("")
    with page.expect_request("**/predictions"):
        glucose(page).press_sequentially("140", delay=60)
    with page.expect_event("requestfailed", lambda request: "predictions" in request.url):
        glucose(page).fill("160")
    said = running_stack.predict("diabetes", inputs | {"Glucose": 160})
    expect(page.locator("[data-probability]")).to_have_text(shown(said["probability"]))
    # Not once for each key.
    assert asked == [140, 160]


def test_a_wrong_answer_leaves_the_result_of_the_former_ones(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    ask(page, running_stack)
    number = page.locator("[data-probability]").inner_text()
    panel, line = page.locator("[data-result]"), page.locator(".result-line")
    glucose(page).fill("1,200")
    expect(page.locator('[data-error-for="Glucose"]')).to_contain_text("write 1200 or 1.2")
    expect(line).to_have_text("For your former answers. Look at Glucose after two hours.")
    expect(panel).to_have_class("card result is-behind")
    expect(page.locator("[data-probability]")).to_have_text(number)
    assert page.locator("[data-disclaimer] span").evaluate(OPACITY) == 1
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"former-{width}.png")
    glucose(page).fill("140")
    expect(line).to_contain_text("since you changed")
    expect(panel).to_have_class("card result")
    expect(page.locator('[data-error-for="Glucose"]')).to_be_hidden()


def test_a_value_that_needs_a_doctor_is_told_as_soon_as_it_is_typed(
    page: Page, running_stack: Stack
) -> None:
    ask(page, running_stack)
    glucose(page).fill("210")
    refusal = page.locator('[data-refusal="Glucose"]')
    expect(refusal).to_contain_text("World Health Organization")
    expect(page.locator(".result-line")).to_contain_text("No number is given since you changed")
    glucose(page).fill("2")
    expect(page.locator(".result-line")).to_contain_text("For your former answers.")
    assert refusal.evaluate(OPACITY) == 1


def test_where_the_server_does_not_answer_the_result_is_marked(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    ask(page, running_stack)
    page.route("**/predictions", lambda route: route.abort())
    glucose(page).fill("150")
    line = page.locator(".result-line")
    expect(line).to_contain_text("For your former answers. The server did not answer.")
    page.unroute("**/predictions")
    line.get_by_role("button", name="Try again").click()
    expect(line).to_contain_text("since you changed Glucose after two hours")
    complaints[:] = [c for c in complaints if "ERR_FAILED" not in c]


@pytest.mark.layout
def test_the_result_stays_in_view(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    if width > 1000:
        page.set_viewport_size({"width": width, "height": 720})
    ask(page, running_stack, Glucose=110)
    line, bar = page.locator(".result-line"), page.locator(".result-bar")
    page.get_by_text("What moved this number?").click()
    expect(page.locator('[data-explanation="shown"]')).to_be_visible()
    if width > 1000:
        for end in (0, 400, 10_000):
            page.evaluate("(y) => scrollTo(0, y)", end)
            expect(line).to_be_in_viewport(ratio=1)
            expect(bar).to_be_hidden()
        # Open, it stays open and follows too.
        moved = page.locator("[data-points]").first.get_attribute("data-points") or ""
        glucose(page).fill("150")
        expect(page.locator("[data-points]").first).not_to_have_attribute("data-points", moved)
        expect(page.locator('[data-explanation="shown"]')).to_have_js_property("open", True)
    else:
        glucose(page).fill("150")
        expect(bar).to_be_in_viewport(ratio=1)
        expect(bar).to_contain_text("of 100")
        expect(bar).to_contain_text("see result")
        if screenshots:
            page.screenshot(path=screenshots / f"bar-{width}.png")
        bar.get_by_role("button").click()
        expect(line).to_be_in_viewport(ratio=1)
        expect(bar).to_be_hidden()
    if screenshots:
        page.screenshot(path=screenshots / f"followed-{width}.png")
