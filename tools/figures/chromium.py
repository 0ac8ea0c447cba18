"""Chromium, and the ways in which somebody may look at the page."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tools.demo.places import ROOT

# Headless, as root too, and silent: it looks for nothing outside.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HEIGHTS = {390: 844, 768: 1024, 1280: 900}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

# The page names its languages there, as a browser does.
LANGUAGES_FILE = ROOT / "services/web/src/words/language.ts"


@dataclass(frozen=True, slots=True)
class Look:
    """A window of so many CSS pixels, a colour scheme, and the browser's language."""

    width: int
    scheme: Scheme
    language: str = "en"

    def __str__(self) -> str:
        language = "" if self.language == "en" else f" {self.language}"
        return f"{self.width} {self.scheme}{language}"


def languages() -> tuple[str, ...]:
    """The languages that the page speaks, English first."""
    named = re.search(r"\bLANGUAGES = \{([^}]*)\}", LANGUAGES_FILE.read_text())
    assert named is not None, f"{LANGUAGES_FILE} names no languages"
    return tuple(re.findall(r"(\w+): \"", named[1]))


def where() -> str | None:
    """The program: CHROMIUM in the environment, or the one that is installed; None without one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def launch(playwright: Playwright) -> Browser:
    """Start it; ends the program where it is not installed."""
    found = where()
    if found is None:
        raise SystemExit("Chromium is not installed (CHROMIUM names another place).")
    return playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium, for as long as it is wanted."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def context(browser: Browser, url: str, look: Look) -> BrowserContext:
    """A browser that has never been here, and that moves nothing for its own sake."""
    return browser.new_context(
        # With all views beneath it, also where it has a path of its own.
        base_url=f"{url}/",
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        color_scheme=look.scheme,
        locale=look.language,
        reduced_motion="reduce",
    )
