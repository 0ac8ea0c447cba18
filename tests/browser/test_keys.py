"""An operator gives somebody a key; the page offers what its role may do, and no more."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.desk import offer_key, unlock
from tests.running_stack import Stack


def test_a_key_is_made_used_and_revoked(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    name = f"ward {width}"
    unlock(page, running_stack.key)
    page.locator('[data-action="new-key"]').click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-key-name]").fill(name)
    dialog.get_by_role("radio", name="Data scientist").check()
    dialog.locator('input[value="diabetes"]').check()
    dialog.locator('[data-action="confirm"]').click()
    secret = page.locator("[data-secret]").text_content()
    assert secret

    page.locator('[data-action="lock"]').click()
    expect(page.locator("[data-secret]")).to_be_hidden()
    unlock(page, secret)
    expect(page.locator("[data-own]")).to_contain_text(f"{name}, a data scientist for diabetes")
    expect(page.locator('[data-action="retrain"]')).to_be_enabled()
    expect(page.locator("[data-upload]")).to_be_enabled()
    expect(page.locator(".keys")).to_be_hidden()
    for button in page.locator('[data-action="promote"]').all():
        expect(button).to_be_disabled()
    page.goto("/#/operations/heart")
    expect(page.locator('[data-action="retrain"]')).to_be_disabled()

    page.locator('[data-action="lock"]').click()
    unlock(page, running_stack.key)
    row = page.locator('[data-key][data-status="in use"]').filter(has_text=name)
    row.locator('[data-action="revoke-key"]').click()
    row.locator('[data-action="confirm-key"]').click()
    expect(page.locator('[data-key][data-status="revoked"]').filter(has_text=name)).to_be_visible()
    page.locator('[data-action="lock"]').click()
    offer_key(page, secret)
    expect(page.locator("#operator-error")).to_contain_text("was revoked")
    # The browser says that the server has refused it.
    assert "401" in complaints.pop()
