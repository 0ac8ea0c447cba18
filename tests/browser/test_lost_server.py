"""The server is gone, or the line is slow: it is said, nothing is lost, and there is a way on."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.questions import fill
from tests.running_stack import Stack

FORM = "/#/predict/diabetes"
API = "**/api/v1/**"
PREDICTIONS = "**/predictions"


def gone(page: Page, what: str) -> None:
    page.route(what, lambda route: route.abort())


def hold(page: Page, what: str) -> list[Route]:
    """Let these requests wait; returns where they do."""
    waiting: list[Route] = []
    page.route(what, lambda route: waiting.append(route))
    return waiting


def forgive(complaints: list[str]) -> None:
    """The console notes each request that was cut off; those were asked for."""
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]


def test_a_first_page_without_its_server_says_so_and_asks_again(
    page: Page, complaints: list[str]
) -> None:
    page.clock.install()
    gone(page, API)
    page.goto("/")
    said = page.locator("main .alert-danger")
    expect(said).to_be_visible()
    page.unroute(API)
    page.clock.fast_forward(5_000)
    expect(page.locator('[data-predictor="diabetes"]')).to_be_visible()
    expect(said).to_have_count(0)
    forgive(complaints)


def test_where_the_server_is_gone_there_is_a_way_on_and_no_answer_is_lost(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    gone(page, API)
    page.goto(FORM)
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute(API)
    page.locator('[data-action="retry"]').click()
    expect(page.locator('[data-field="Glucose"]')).to_be_visible()

    fill(page, running_stack, "diabetes", Glucose=131)
    gone(page, PREDICTIONS)
    page.locator('[data-action="predict"]').click()
    panel = page.locator('[data-result="failed"]')
    expect(panel.get_by_role("alert")).to_be_visible()
    expect(page.locator('[data-field="Glucose"] [data-control]')).to_have_value("131")
    page.unroute(PREDICTIONS)
    panel.locator('[data-action="retry"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    forgive(complaints)


def test_a_page_whose_code_does_not_come_says_so(page: Page, complaints: list[str]) -> None:
    page.goto("/")
    expect(page.locator('[data-predictor="diabetes"]')).to_be_visible()
    gone(page, "**/assets/**")
    page.locator("header").get_by_role("link").last.click()
    expect(page.get_by_role("alert").get_by_role("heading")).to_be_visible()
    page.wait_for_load_state("networkidle")
    forgive(complaints)


def test_on_a_slow_line_one_question_is_asked_and_what_stands_there_stays(
    page: Page, running_stack: Stack
) -> None:
    fill(page, running_stack, "diabetes", Glucose=110)
    asked = hold(page, PREDICTIONS)
    button, panel = page.locator('[data-action="predict"]'), page.locator("[data-result]")
    button.click()
    # It is said to be under way, and whoever presses again asks nothing twice.
    expect(panel).to_have_attribute("aria-busy", "true")
    expect(button).to_be_disabled()
    page.locator('[data-field="Glucose"] [data-control]').press("Enter")
    page.wait_for_timeout(600)
    assert len(asked) == 1
    asked.pop().continue_()
    number = page.locator("[data-probability]")
    expect(number).to_be_visible()
    expect(button).to_be_enabled()

    before = number.inner_text()
    page.locator('[data-field="Glucose"] [data-control]').fill("170")
    line = page.locator("[data-follows]")
    expect(line).to_have_attribute("data-follows", "pending")
    page.wait_for_timeout(600)
    # The former number is seen, and marked to be of former answers.
    expect(number).to_have_text(before)
    expect(panel).to_have_class("card result is-behind")
    asked.pop().continue_()
    expect(line).to_have_attribute("data-follows", "change")
    expect(number).not_to_have_text(before)
    expect(panel).to_have_class("card result")


def test_an_explanation_that_is_slow_does_not_show_the_former_one(
    page: Page, running_stack: Stack
) -> None:
    fill(page, running_stack, "diabetes", Glucose=110)
    page.locator('[data-action="predict"]').click()
    more = page.locator("[data-explanation]")
    more.locator("summary").click()
    expect(more.locator("[data-points]").first).to_be_visible()
    asked = hold(page, "**/explanations")
    page.locator('[data-field="Glucose"] [data-control]').fill("170")
    expect(more).to_have_attribute("data-explanation", "working")
    expect(more.locator("[data-points]")).to_have_count(0)
    asked.pop().continue_()
    expect(more.locator("[data-points]").first).to_be_visible()
