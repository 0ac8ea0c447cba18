"""Nothing that was typed is lost in its tab or kept elsewhere, and the example is nobody."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.questions import fill
from tests.running_stack import Stack

FORM = "/#/predict/diabetes"
KEPT = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
# The page remembers where one is a moment after one has come there.
REMEMBERED_MS = 500
NOTHING = '[{},{},""]'


def test_back_a_report_and_a_reload_lose_nothing(page: Page, running_stack: Stack) -> None:
    fill(page, running_stack, "diabetes", Age=57, Insulin=None)
    page.locator('[data-field="Insulin"]').get_by_label("Not measured").check()
    page.locator('[data-action="predict"]').click()
    number = page.locator("[data-probability]")
    said = number.inner_text()
    age, glucose = (
        page.locator(f'[data-field="{name}"] [data-control]') for name in ("Age", "Glucose")
    )
    unknown = page.locator('[data-field="Insulin"]').get_by_label("Not measured")

    page.get_by_role("link", name="How good is this model?").click()
    expect(page.locator('[data-figure="auroc"]')).to_be_visible()
    page.go_back()
    expect(age).to_have_value("57")
    expect(unknown).to_be_checked()
    # The result comes again without being asked for.
    expect(number).to_have_text(said)

    # What is wrong is kept as it was typed.
    glucose.fill("1,200")
    page.reload()
    expect(glucose).to_have_value("1,200")
    expect(page.locator('[data-error-for="Glucose"]')).to_contain_text("write 1200 or 1.2")
    glucose.fill(str(120))
    expect(number).to_be_visible()


def test_back_and_a_reload_come_to_where_one_was(page: Page, running_stack: Stack) -> None:
    fill(page, running_stack, "diabetes")
    button = page.locator('[data-action="predict"]')
    button.click()
    button.scroll_into_view_if_needed()
    title = page.get_by_role("heading", level=1)
    report = page.get_by_role("link", name="How good is this model?")
    report.scroll_into_view_if_needed()
    expect(title).not_to_be_in_viewport()
    page.wait_for_timeout(REMEMBERED_MS)

    report.click()
    expect(page.locator('[data-figure="auroc"]')).to_be_visible()
    expect(title).to_be_in_viewport()
    for again in (page.go_back, page.reload):
        again()
        expect(report).to_be_visible()
        expect(title).not_to_be_in_viewport()

    # Another view is another place.
    page.get_by_role("link", name="Operations").first.click()
    expect(title).to_be_in_viewport()


def test_the_form_of_another_predictor_keeps_its_own_answers(page: Page) -> None:
    page.goto(FORM)
    page.locator('[data-field="Age"] [data-control]').fill("57")
    page.goto("/#/predict/heart")
    page.locator('[data-field="BMI"] [data-control]').fill("31")
    page.get_by_role("radio", name="Female", exact=True).check()
    page.reload()
    expect(page.locator('[data-field="BMI"] [data-control]')).to_have_value("31")
    expect(page.get_by_role("radio", name="Female", exact=True)).to_be_checked()
    expect(page.locator(".tally")).to_have_text("2 of 17 answered")
    page.goto(FORM)
    expect(page.locator('[data-field="Age"] [data-control]')).to_have_value("57")


def test_what_was_typed_stays_in_its_tab_until_one_starts_again(
    page: Page, running_stack: Stack
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    page.goto(FORM)
    # Said before anything is typed.
    expect(page.locator("[data-kept]")).to_contain_text(
        "stay in this tab until you close it or start again"
    )
    assert page.evaluate(KEPT) == NOTHING
    fill(page, running_stack, "diabetes", Age=57.5, Glucose=123.25)
    page.locator('[data-field="Age"] [data-control]').fill("57")
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    local, session, cookie = page.evaluate(
        "[{...localStorage}, {...sessionStorage}, document.cookie]"
    )
    assert (local, list(session), cookie) == ({}, ["bellwether.answers.diabetes"], "")
    told = [each for each in sent if "123.25" in each]
    assert told
    assert all("/diabetes/predictions " in each for each in told)
    other = page.context.new_page()
    other.goto(FORM)
    expect(other.locator(".tally")).to_have_text("0 of 9 answered")
    other.close()

    page.locator('[data-action="restart"]').click()
    expect(page.locator(".form-question")).to_contain_text("clears the 8 answers that you have")
    page.keyboard.press("Escape")
    expect(page.locator('[data-action="restart"]')).to_be_focused()
    expect(page.locator("[data-probability]")).to_be_visible()
    page.locator('[data-action="restart"]').click()
    page.locator('[data-action="replace"]').click()
    expect(page.locator(".tally")).to_have_text("0 of 9 answered")
    expect(page.locator("[data-probability]")).to_have_count(0)
    first = page.locator('[data-field="?population"]').get_by_role("radio").first
    expect(first).to_be_focused()
    expect(first).not_to_be_checked()
    assert page.evaluate(KEPT) == NOTHING
    page.reload()
    expect(page.locator(".tally")).to_have_text("0 of 9 answered")


def test_the_example_asks_before_it_overwrites_and_is_marked(
    page: Page, screenshots: Path | None
) -> None:
    page.goto(FORM)
    age = page.locator('[data-field="Age"] [data-control]')
    age.fill("57")
    example = page.locator('[data-action="example"]')
    example.click()
    asks = page.locator(".form-question")
    expect(asks).to_contain_text("The example replaces the answer that you have given.")
    expect(page.locator('[data-action="stay"]')).to_be_focused()
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"asks-{width}.png")
    page.locator('[data-action="stay"]').click()
    expect(age).to_have_value("57")
    example.click()
    page.locator('[data-action="replace"]').click()
    expect(age).not_to_have_value("57")
    page.locator('[data-action="predict"]').click()
    mark = page.locator("[data-example]")
    expect(mark).to_have_text("Example, not you")
    expect(page.locator("[data-peers]")).to_contain_text("With the example’s answers: ")
    if screenshots:
        page.screenshot(path=screenshots / f"example-{width}.png")
    # Nothing of one's own is lost: it does not ask again.
    example.click()
    expect(asks).to_be_empty()
    age.fill("57")
    expect(mark).to_have_text("Partly the example: 7 of 8 answers")
    page.reload()
    expect(mark).to_have_text("Partly the example: 7 of 8 answers")
