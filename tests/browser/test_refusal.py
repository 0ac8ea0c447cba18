"""A version that is refused is shown to the operator, with the reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.running_stack import ComposeStack
from tests.spoiled_version import Spoiled


@pytest.mark.parametrize("spoiled", ["a flipped byte"], indirect=True)
def test_a_refused_version_is_shown_with_its_reason(
    page: Page, compose_stack: ComposeStack, spoiled: Spoiled
) -> None:
    page.goto("/#/operations/diabetes")
    refusal = page.locator("[data-refusal]")
    expect(refusal).to_contain_text(spoiled.bad)
    expect(refusal).to_contain_text("SHA-256")
    expect(page.locator("[data-serving]")).to_contain_text(spoiled.good)
