"""An operator unlocks, retrains, watches the bar to its end, and rolls back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import offer_key, quick_training, unlock
from tests.running_stack import Stack

TRAINING_MS = 180_000


@pytest.mark.nightly
def test_an_operator_retrains_and_watches_the_bar_to_the_end(
    page: Page, running_stack: Stack
) -> None:
    before = running_stack.versions("diabetes")
    unlock(page, running_stack.key)
    page.locator('[data-action="retrain-options"]').click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Quick").check()
    dialog.locator('[data-action="confirm"]').click()
    bar = page.locator("[data-job]").get_by_role("progressbar")
    seen: set[float] = set()
    row = page.locator('.job-row[data-status="published"]')
    while not row.count() or running_stack.versions("diabetes") == before:
        if bar.count():
            seen.add(float(bar.first.get_attribute("aria-valuenow", timeout=2_000) or 0))
        page.wait_for_timeout(200)
        assert len(seen) < 1_000
    assert len(seen) >= 3, "the bar has not moved"
    newest = running_stack.versions("diabetes")[0]
    assert newest not in before
    expect(page.locator(f'[data-champion="{newest}"]')).to_be_visible()


def test_an_operator_rolls_back_after_being_asked(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    if len(running_stack.usable_versions("diabetes")) < 2:
        quick_training(running_stack, "diabetes", ["initial"])
    newest, former = running_stack.usable_versions("diabetes")[:2]
    running_stack.promote("diabetes", newest)
    unlock(page, running_stack.key)
    page.locator(f'[data-action="promote"][data-version="{former}"]').click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    reason = f"trying {former} after {newest}"
    dialog.locator("[data-reason]").fill(reason)
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-event]").first).to_contain_text(reason)
    champion = running_stack.get("/api/v1/predictors/diabetes/champion")["champion"]
    assert champion["version"] == former
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"operations-{width}.png", full_page=True)


@pytest.mark.layout
def test_the_figures_of_all_candidates_stand_side_by_side(page: Page, running_stack: Stack) -> None:
    page.goto("/#/operations/heart")
    figures = page.locator("[data-report]")
    for candidate in (
        "Logistic Regression",
        "Decision Tree",
        "Random Forest",
        "AdaBoost",
        "Gradient Boosting",
        "XGBoost",
        "Always no",
    ):
        expect(figures.get_by_role("row").filter(has_text=candidate).first).to_be_visible()
    newest = running_stack.versions("heart")[0]
    report = running_stack.get(f"/api/v1/predictors/heart/versions/{newest}/report")
    expect(figures).to_contain_text(report["comparison"]["note"])
    figures.locator('[data-action="report"]').click()
    expect(page).to_have_url(f"/#/report/heart/{newest}")
    expect(page.get_by_role("heading", level=1)).to_have_text("How good is this model?")


def test_a_wrong_key_unlocks_nothing(page: Page, complaints: list[str]) -> None:
    offer_key(page, "not the key")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator('[data-action="retrain"]')).to_be_disabled()
    # The console notes every answer of 401; this one was asked for.
    complaints[:] = [c for c in complaints if "401" not in c]


# How much of the card above the desk holds nothing, in pixels, and how high it is.
EMPTY = """card => {
  const { paddingTop, paddingBottom } = getComputedStyle(card);
  const room = card.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  return [room - card.firstElementChild.offsetHeight, card.offsetHeight];
}"""


@pytest.mark.layout
def test_an_open_desk_takes_no_room_for_the_lock(page: Page, running_stack: Stack) -> None:
    unlock(page, running_stack.key)
    card = page.locator(".unlock")
    assert card.evaluate(EMPTY)[0] < 2
    # Who waits for the answer reads on meanwhile: then nothing is moved.
    page.locator('[data-action="lock"]').click()

    def late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/api/v1/key", late)
    locked = card.evaluate(EMPTY)[1]
    unlock(page, running_stack.key)
    assert card.evaluate(EMPTY)[1] == locked


@pytest.mark.layout
def test_what_a_question_asks_for_is_in_sight_at_once(page: Page, running_stack: Stack) -> None:
    unlock(page, running_stack.key)
    page.locator('[data-action="retrain-options"]').click()
    confirm = page.get_by_role("dialog").locator('[data-action="confirm"]')
    expect(confirm).to_be_enabled()
    expect(confirm).to_be_in_viewport(ratio=1)
    # It covers nothing of what is to be filled in before it.
    assert page.get_by_role("dialog").evaluate("""dialog => {
      dialog.scrollTop = dialog.scrollHeight;
      const [last] = [...dialog.querySelectorAll("input")].slice(-1);
      const foot = dialog.querySelector(".dialog-foot");
      return last.getBoundingClientRect().bottom <= foot.getBoundingClientRect().top + 1;
    }""")
    page.keyboard.press("Escape")
    page.locator('[data-action="new-key"]').click()
    expect(confirm).to_be_in_viewport(ratio=1)


def test_the_key_is_kept_for_the_tab_alone(page: Page, running_stack: Stack) -> None:
    unlock(page, running_stack.key)
    expect(page.locator('[data-action="lock"]')).to_be_visible()
    page.reload()
    expect(page.locator('[data-action="lock"]')).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).length") == 0
    other = page.context.new_page()
    other.goto("/#/operations/diabetes")
    expect(other.locator("#operator-key")).to_be_visible()
    other.close()
    page.locator('[data-action="lock"]').click()
    expect(page.locator("#operator-key")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
