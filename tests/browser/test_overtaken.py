"""Two operators decide on the same state: the second one is told, and shown what there is now."""

from __future__ import annotations

import requests
from playwright.sync_api import Page, expect

from tests.browser.desk import quick_training, unlock
from tests.running_stack import Stack

CHAMPION = "/api/v1/predictors/diabetes/champion"


def test_whoever_is_overtaken_is_told_and_sees_the_new_state(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    while len(running_stack.usable_versions("diabetes")) < 2:
        quick_training(running_stack, "diabetes", ["initial"])
    newest, former = running_stack.usable_versions("diabetes")[:2]
    running_stack.promote("diabetes", newest)
    unlock(page, running_stack.key)
    page.locator(f'[data-action="promote"][data-version="{former}"]').click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-reason]").fill("decided on what I saw")
    # Meanwhile somebody confirms the champion at the command line.
    running_stack.promote("diabetes", newest, "it stays, says the clinic")
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_be_hidden()
    notice = page.locator("[data-notice]")
    expect(notice).to_contain_text("Somebody else was faster")
    expect(notice).to_contain_text("it stays, says the clinic")
    expect(page.locator("[data-event]").first).to_contain_text("it stays, says the clinic")
    assert running_stack.get(CHAMPION)["champion"]["version"] == newest
    # The console notes the answer of 412; this one was asked for.
    complaints[:] = [c for c in complaints if "412" not in c]
    # Decided again, on the new state, it goes through.
    page.locator(f'[data-action="promote"][data-version="{former}"]').click()
    dialog.locator("[data-reason]").fill("decided anew")
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-event]").first).to_contain_text("decided anew")
    assert running_stack.get(CHAMPION)["champion"]["version"] == former


def test_through_the_stack_a_tag_that_was_seen_binds_a_promotion(running_stack: Stack) -> None:
    address = running_stack.url + CHAMPION
    tag = requests.get(address, timeout=10).headers["ETag"]
    champion = running_stack.get(CHAMPION)["champion"]["version"]
    bound = running_stack.operator | {"If-Match": tag}
    document = {"version": champion, "reason": "bound to what was seen"}
    found = [
        requests.put(address, json=document, headers=bound, timeout=10).status_code
        for _ in range(2)
    ]
    assert found == [200, 412]
