"""Every view of the page, and how a person gets there.

What is pressed and filled in is found by the marks in the page's own elements, never by words: a
view is the same in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tools.figures.subjects import Subjects

Arrive = Callable[[Page], None]
# Milliseconds: on a slow line, and on a machine that has other things to do.
PATIENCE = 30_000


@dataclass(frozen=True, slots=True)
class View:
    """A view: its address, and what is done there until it stands as it is to be looked at."""

    name: str
    address: str
    arrive: Arrive


def all_of(subjects: Subjects) -> Iterator[View]:
    """Every view that there is something to see in; what is locked only where there is a key."""
    name, version = subjects.name, subjects.version
    form, desk = f"#/predict/{name}", f"#/operations/{name}"
    yield View("home", "./", _seen(".predictor-card .card-state.is-ready"))
    yield View("predict", form, _seen(".predict-form"))
    yield View("predict-open-questions", form, _open_questions)
    yield View("predict-answer", form, explained)
    if subjects.refused:
        yield View("predict-no-number", form, _no_number(*subjects.refused))
    yield View("predict-unknown", "#/predict/nobody-knows", _seen(".notice-page h1"))
    yield View("report", f"#/report/{name}/{version}", _seen("[data-report]"))
    yield View("report-part", f"#/report/{name}/{version}/subgroups", _seen("[data-report]"))
    if subjects.other:
        pair = f"{version}/{subjects.other}"
        yield View("compare", f"#/compare/{name}/{pair}", _seen(".report-grid"))
    if subjects.validation:
        judged = f"#/validation/{name}/{subjects.validation}"
        yield View("validation", judged, _seen("[data-validation]"))
    yield View("card", f"#/card/{name}/{version}", _seen("[data-card]"))
    yield View("operations", desk, _seen('.operations-place[data-ready="true"]'))
    if subjects.key:
        yield View("operations-unlocked", desk, lambda page: _unlock(page, subjects.key))
        for dialog, action in (
            ("retrain", "retrain-options"),
            ("key", "new-key"),
        ):
            yield View(f"operations-{dialog}", desk, _dialog(subjects.key, action))
    yield View("docs", "docs", _seen("[data-call]"))
    yield View("docs-call", "docs", _tried_call)
    yield View("nothing-here", "#/nowhere", _seen(".notice-page"))


def _seen(what: str) -> Arrive:
    return lambda page: expect(page.locator(what).first).to_be_visible(timeout=PATIENCE)


def _open_questions(page: Page) -> None:
    page.locator('[data-action="predict"]').click()
    expect(page.locator(".error-summary")).to_be_visible(timeout=PATIENCE)


def answered(page: Page) -> None:
    """The example's answer."""
    page.locator('[data-action="example"]').click()
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-result="answer"]')).to_be_visible(timeout=PATIENCE)


def explained(page: Page) -> None:
    """The example's answer, with all that is told to whoever asks, from its beginning."""
    answered(page)
    closed = page.locator("[data-result] details:not([open]) > summary").filter(visible=True)
    while closed.count():
        closed.first.click()
    expect(page.locator('[data-explanation="shown"]')).to_be_visible(timeout=PATIENCE)
    # The page keeps in sight what has the focus, which is far below.
    page.locator("[data-result]").evaluate(
        "panel => { document.activeElement.blur(); panel.scrollTop = 0; }"
    )


def _no_number(field: str, value: str) -> Arrive:
    """A value of which the declaration says that no model is asked about it, typed by hand."""

    def arrive(page: Page) -> None:
        answered(page)
        box = page.locator(f'[data-field="{field}"] [data-control]')
        box.fill("")
        box.press_sequentially(value)
        _seen("[data-refusal]")(page)

    return arrive


def _unlock(page: Page, key: str) -> None:
    _seen('.operations-place[data-ready="true"]')(page)
    page.locator("#operator-key").fill(key)
    page.locator('[data-action="unlock"]').click()
    expect(page.locator('[data-action="lock"]')).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".audit [data-entry]").first).to_be_visible(timeout=PATIENCE)


def _dialog(key: str, action: str) -> Arrive:
    def arrive(page: Page) -> None:
        _unlock(page, key)
        page.locator(f'[data-action="{action}"]').click()
        expect(page.locator("dialog[open]")).to_be_visible(timeout=PATIENCE)
        expect(page.locator('dialog [role="status"]')).to_have_count(0, timeout=PATIENCE)

    return arrive


def _tried_call(page: Page) -> None:
    """The first call opened, and tried with its example."""
    call = page.locator("[data-call]").first
    call.locator("summary").first.click()
    call.locator('[data-action="send"]').click()
    expect(call.locator("[data-answer]")).to_be_visible(timeout=PATIENCE)
