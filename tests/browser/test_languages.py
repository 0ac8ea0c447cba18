"""The page speaks the language of the browser or the one chosen, and all of it does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDE, opened
from tests.browser.desk import unlock
from tests.browser.languages import (
    LOCALES,
    TAGS,
    Language,
    left_over,
    names_of,
    speaks,
    typed_before,
    untranslated,
)
from tests.running_stack import Stack

FORM = "/#/predict/diabetes"
OTHERS: tuple[Language, ...] = ("de", "zh")


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_where_most_people_go(
    chromium: Browser, running_stack: Stack, complaints: list[str], language: Language
) -> None:
    names = [
        *names_of(running_stack, "diabetes", language),
        *untranslated(running_stack, language),
    ]
    with opened(chromium, running_stack, complaints, WIDE, LOCALES[language]) as page:
        page.goto("/")
        expect(page.locator('[data-predictor="diabetes"] a')).to_be_visible()
        speaks(page, language, names)
        page.goto(FORM)
        page.locator('[data-action="example"]').click()
        page.locator('[data-action="predict"]').click()
        expect(page.locator("[data-probability]")).to_be_visible()
        page.locator("[data-explanation] > summary").click()
        expect(page.locator("[data-points]").first).to_be_visible()
        speaks(page, language, names)


@pytest.mark.nightly
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_where_models_are_examined_and_run(
    chromium: Browser, running_stack: Stack, complaints: list[str], language: Language
) -> None:
    version = running_stack.get("/api/v1/predictors/heart")["champion"]["version"]
    names = [
        *names_of(running_stack, "heart", language),
        *untranslated(running_stack, language),
        *typed_before(running_stack),
    ]
    with opened(chromium, running_stack, complaints, WIDE, LOCALES[language]) as page:
        page.goto(f"/#/report/heart/{version}")
        expect(page.locator(f'[data-report="{version}"]')).to_be_visible()
        speaks(page, language, names)
        unlock(page, running_stack.key, "heart")
        expect(page.locator(".audit .log tbody tr").first).to_be_visible()
        page.locator('[data-action="retrain-options"]').click()
        expect(page.get_by_role("dialog").locator('input[value="initial"]')).to_be_visible()
        speaks(page, language, names)


def test_a_sentence_that_is_not_translated_is_found(page: Page) -> None:
    page.goto("/")
    # Once it stands there, the page says no more of its own language.
    expect(page.locator("[data-language]")).to_be_visible()
    texts: dict[Language, str] = {"de": "Das ist the one.", "zh": "这是 one"}
    for language, text in texts.items():
        page.evaluate(
            """([lang, text]) => {
              document.documentElement.lang = lang;
              document.body.innerHTML = `<p title="${text}"></p><p>${text}</p>
                <p lang="en">All of this and that is English.</p><code>the_code and</code>`;
            }""",
            [TAGS[language], text],
        )
        found = [each for each in left_over(page, language) if ": title.: " not in each]
        assert len(found) == 2, found


def test_a_language_is_chosen_by_hand_kept_and_loses_no_answer(page: Page) -> None:
    page.goto(FORM)
    age = page.locator('[data-field="Age"] [data-control]')
    age.fill("57")
    page.locator("[data-language]").select_option("zh")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", TAGS["zh"])
    expect(age).to_have_value("57")
    page.reload()
    expect(html).to_have_attribute("lang", TAGS["zh"])
    expect(page.locator("[data-language]")).to_have_value("zh")
    expect(age).to_have_value("57")
