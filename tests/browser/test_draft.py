"""A draft in the page: marked for everybody, answered for who has unlocked."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.desk import unlock
from tests.browser.questions import fill
from tests.running_stack import Stack

NAME = "diabetes"
REFUSAL = "This predictor is a draft: some of its texts still say WRITE THIS"


def pretend_a_draft(page: Page, stack: Stack) -> None:
    """The server's answers about a draft, which the shipped predictor is not."""
    form = stack.get(f"/api/v1/predictors/{NAME}") | {"draft": True}
    listed = stack.get("/api/v1/predictors")
    for each in listed["predictors"]:
        each["draft"] = each["name"] == NAME

    def predict(route: Route) -> None:
        if "authorization" in route.request.headers:
            route.continue_()
        else:
            route.fulfill(
                status=403,
                content_type="application/problem+json",
                json={"title": "Forbidden", "status": 403, "detail": REFUSAL},
            )

    page.route("**/api/v1/predictors", lambda route: route.fulfill(json=listed))
    page.route(f"**/api/v1/predictors/{NAME}", lambda route: route.fulfill(json=form))
    page.route(f"**/{NAME}/predictions", predict)


def test_a_draft_is_marked_and_answers_who_has_unlocked(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    pretend_a_draft(page, running_stack)
    page.goto("/")
    card = page.locator(f'[data-predictor="{NAME}"]')
    expect(card).to_contain_text("A draft: it answers holders of a key alone.")
    fill(page, running_stack, NAME)
    expect(page.locator("[data-draft]")).to_contain_text("Unlock with a key")
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-result]")).to_contain_text(REFUSAL)
    # The console notes the answer of 403; it was asked for.
    complaints[:] = [each for each in complaints if "403" not in each]
    unlock(page, running_stack.key, NAME)
    fill(page, running_stack, NAME)
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-result="answer"]')).to_be_visible()
