"""What an operator does at the desk, for the tests that need it done."""

from __future__ import annotations

from typing import Any

import requests
from playwright.sync_api import Page, expect

from tests.running_stack import Stack


def offer_key(page: Page, key: str, predictor: str = "diabetes") -> None:
    """Open the operations page of a predictor and offer a key, right or wrong."""
    page.goto(f"/#/operations/{predictor}")
    page.locator("#operator-key").fill(key)
    page.locator('[data-action="unlock"]').click()


def unlock(page: Page, key: str, predictor: str = "diabetes") -> None:
    """Open the operations page of a predictor, and wait until its key has opened it."""
    offer_key(page, key, predictor)
    expect(page.locator('[data-action="lock"]')).to_be_visible()


def quick_training(
    stack: Stack, predictor: str, datasets: list[str], seconds: float = 180
) -> dict[str, Any]:
    """Train on the named data sets with little effort; returns the job as it ended."""
    answer = requests.post(
        f"{stack.url}/api/v1/predictors/{predictor}/retrainings",
        json={"effort": "quick", "datasets": datasets},
        headers=stack.operator,
        timeout=10,
    )
    assert answer.status_code == 202, (answer.status_code, answer.text)
    return stack.job_over(answer.json()["id"], seconds)


def diabetes_rows(stack: Stack) -> list[list[str]]:
    """The cells of the diabetes data, header first, as an operator would find them in a file."""
    text = (stack.predictors / "diabetes" / "data.csv").read_text(encoding="utf-8")
    return [line.split(",") for line in text.split()]


def as_csv(rows: list[list[str]]) -> bytes:
    """The rows as the file that is sent."""
    return "".join(",".join(row) + "\n" for row in rows).encode()
