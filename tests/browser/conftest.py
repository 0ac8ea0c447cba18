"""Chromium in front of the running stack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.running_stack import Stack
from tools.figures.chromium import launch, where

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium(dockers_side: None) -> Iterator[Browser]:
    if where() is None:
        pytest.skip("Chromium is not installed (CHROMIUM names another place)")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complains about; a test that expects something takes it out."""
    return []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both widths where a test is about layout; what the page does is seen narrow nightly."""
    if "page" in metafunc.fixturenames:
        layout = metafunc.definition.get_closest_marker("layout") is not None
        narrow = pytest.param(NARROW, id="390", marks=() if layout else pytest.mark.nightly)
        both = [pytest.param(WIDE, id="1280"), narrow]
        metafunc.parametrize("page", both, indirect=True)


# How wide the page is, and what reaches beyond the window without being cut off there.
TOO_WIDE = """() => {
  const scrolls = (each) => getComputedStyle(each).overflowX !== "visible";
  const cut = (each) => each !== document.body && (scrolls(each) || cut(each.parentElement));
  const wide = [...document.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > innerWidth + 1 && !cut(each.parentElement),
  );
  const told = (each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 60)}`;
  return [document.scrollingElement.scrollWidth, wide.slice(0, 10).map(told)];
}"""


@contextmanager
def opened(
    chromium: Browser,
    stack: Stack,
    complaints: list[str],
    window: dict[str, int],
    locale: str = "en-US",
) -> Iterator[Page]:
    """A fresh page in a window, of a browser that prefers a language.

    No script error and no refused resource is let pass.
    """
    context = chromium.new_context(
        base_url=stack.url,
        viewport=window,  # type: ignore[arg-type]  # as a plain dict
        locale=locale,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    width, wide = page.evaluate(TOO_WIDE)
    context.close()
    assert width <= window["width"], f"the page is wider than the window: {wide}"
    assert complaints == []


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    chromium: Browser,
    running_stack: Stack,
    complaints: list[str],
) -> Iterator[Page]:
    """A fresh page at either width."""
    with opened(chromium, running_stack, complaints, request.param) as page:
        yield page


@pytest.fixture
def screenshots() -> Path | None:
    """Where to leave pictures (SCREENSHOTS in the environment), or None."""
    chosen = os.environ.get("SCREENSHOTS")
    if not chosen:
        return None
    folder = Path(chosen)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
