"""What stands where it should, as a person sees it: rows, gaps, lines, colours in the dark."""

from __future__ import annotations

from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser.conftest import NARROW, WIDE, opened
from tests.browser.languages import LOCALES
from tests.browser.questions import fill
from tests.running_stack import Stack
from tools.figures import views

FORM = "/#/predict/diabetes"
# A text that flows over two lines is taller than this.
ONE_LINE_PX = 36


def box(element: Locator) -> FloatRect:
    """Where it stands."""
    found = element.bounding_box()
    assert found is not None
    return found


def colour(element: Locator, what: str = "backgroundColor") -> str:
    """One of its colours, as the browser tells it."""
    told: str = element.evaluate(f"each => getComputedStyle(each).{what}")
    return told


def test_an_address_without_a_view_has_the_way_on_that_an_unknown_predictor_has(
    page: Page, complaints: list[str]
) -> None:
    ways = []
    for address in ("/#/nowhere", "/#/predict/nobody-knows"):
        page.goto(address)
        way = page.locator(".notice-page .button")
        expect(way).to_have_attribute("href", "#/")
        ways.append(way.inner_text())
    assert ways[0] == ways[1]
    # That there is no such predictor is what the browser complains about.
    complaints.clear()


def test_few_faults_have_the_whole_width_and_many_two_columns(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    with opened(chromium, running_stack, complaints, WIDE) as page:
        page.goto(FORM)
        page.locator('[data-action="predict"]').click()
        faults = page.locator(".error-summary li")
        expect(faults).to_have_count(9)
        assert box(faults.last)["x"] > box(faults.first)["x"] + 100
        fill(page, running_stack, "diabetes", Glucose="5.7")
        page.locator('[data-action="predict"]').click()
        expect(faults).to_have_count(1)
        assert box(faults)["height"] < ONE_LINE_PX


def test_what_stands_beneath_the_questions_is_one_row_in_each_language(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    for locale in LOCALES.values():
        with opened(chromium, running_stack, complaints, WIDE, locale) as page:
            page.goto(FORM)
            page.locator('[data-action="example"]').click()
            button, tally = (
                box(page.locator('[data-action="predict"]')),
                box(page.locator(".tally")),
            )
            assert button["y"] < tally["y"] < button["y"] + button["height"]


def test_the_choice_of_language_is_as_wide_as_the_name_of_the_language(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    widths = {}
    for language, locale in LOCALES.items():
        with opened(chromium, running_stack, complaints, WIDE, locale) as page:
            page.goto("/")
            widths[language] = box(page.locator(".language-choice select"))["width"]
    assert widths["zh"] < widths["en"] < widths["de"]


def test_what_is_opened_about_a_result_stands_apart_from_what_follows(page: Page) -> None:
    page.goto(FORM)
    views.answered(page)
    parts = page.locator(".result-more > details")
    for part in parts.all():
        part.locator("summary").click()
    expect(page.locator('[data-what-if="shown"]')).to_be_visible()
    for upper, lower in zip(parts.all(), parts.all()[1:], strict=False):
        end = box(upper)["y"] + box(upper)["height"]
        assert box(lower)["y"] - end >= 16


def test_a_box_to_tick_has_the_colours_of_the_page_light_and_dark(page: Page) -> None:
    page.goto(FORM)
    tick = page.locator('[data-field="Insulin"] .tick input')
    expect(tick).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        tick.uncheck()
        surface = colour(page.locator('[data-field="Insulin"] [data-control]'))
        expect(tick).to_have_css("background-color", surface)
        tick.check()
        expect(tick).to_have_css("background-color", colour(page.locator(".button-primary")))
    # Where somebody has colours of their own, the browser draws it.
    page.emulate_media(forced_colors="active")
    expect(tick).to_have_css("appearance", "auto")


def test_a_result_without_a_number_is_printed_over_the_whole_page(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    with opened(chromium, running_stack, complaints, WIDE) as page:
        fill(page, running_stack, "diabetes", Glucose=220)
        page.locator('[data-action="predict"]').click()
        expect(page.locator("[data-refusal]")).to_be_visible()
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        part = page.locator(".printed-parts > section")
        expect(part).to_have_count(1)
        assert box(part)["width"] > 0.9 * box(page.locator(".printed"))["width"]
        page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_the_picture_of_an_answer_begins_with_its_sentence(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    for window in (WIDE, NARROW):
        with opened(chromium, running_stack, complaints, window) as page:
            page.goto(FORM)
            views.explained(page)
            page.set_viewport_size({"width": window["width"], "height": 3200})
            page.wait_for_timeout(300)
            head, sentence = page.locator(".result-head"), page.locator(".result-sentence")
            assert box(sentence)["y"] >= box(head)["y"] + box(head)["height"] - 1


def test_no_line_of_a_result_is_a_word_left_over(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    with opened(chromium, running_stack, complaints, WIDE) as page:
        page.goto(FORM)
        views.answered(page)
        page.locator("[data-meaning] summary").click()
        lines = page.locator("[data-next-step]").evaluate(
            "each => { const range = document.createRange(); range.selectNodeContents(each);"
            " return [...range.getClientRects()].map(({ width }) => width); }"
        )
        assert len(lines) > 1
        assert lines[-1] > 50
