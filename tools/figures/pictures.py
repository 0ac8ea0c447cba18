"""Pictures of every view, to be looked at one by one; and those of the README.

`python -m tools page-pictures FOLDER` takes the former of a stack, `make screenshots` the latter.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page

from tools.demo.places import ROOT
from tools.figures import chromium, stack, subjects, views
from tools.figures.chromium import HEIGHTS, Look
from tools.figures.views import View

SHOWN = ROOT / "docs/screenshots"
SETTLED_MS = 300
# Chromium takes none that is higher than 16,384 pixels: a higher view comes in several.
HIGHEST = 16_000


def take(
    browser: Browser, url: str, wanted: Iterable[View], looks: Iterable[Look], folder: Path
) -> list[Path]:
    """Take each view, from its top to its end, in each look; returns the files.

    One file a view and look, `report-1280-light.png`; of what is higher than ``HIGHEST`` as many as
    it takes, `report-390-light-1.png` the first, each going on where the one before it ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    every = list(looks)
    taken: list[Path] = []
    for view in wanted:
        for look in every:
            file = folder / f"{view.name}-{str(look).replace(' ', '-')}.png"
            _forget(file)
            taken += _picture(browser, url, look, view, partial(_whole, file=file))
    return taken


def _forget(file: Path) -> None:
    """Those taken before, of which there may have been more than now."""
    file.unlink(missing_ok=True)
    for part in file.parent.glob(f"{file.stem}-[0-9]*.png"):
        part.unlink()


def _picture(
    browser: Browser, url: str, look: Look, view: View, shoot: Callable[[Page], list[Path]]
) -> list[Path]:
    opened = chromium.context(browser, url, look)
    try:
        page = opened.new_page()
        page.goto(view.address)
        view.arrive(page)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(SETTLED_MS)
        return shoot(page)
    finally:
        opened.close()


def _whole(page: Page, file: Path) -> list[Path]:
    """In a window of the page's own height: a full picture would show what sticks to the window."""
    width = (page.viewport_size or {"width": 0})["width"]
    # What opens above everything has the window's height.
    if page.locator("dialog[open]").count():
        page.screenshot(path=file)
        return [file]
    tall = max(int(page.evaluate("document.documentElement.scrollHeight")), HEIGHTS[width])
    page.set_viewport_size({"width": width, "height": tall})
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(SETTLED_MS)
    starts = range(0, tall, HIGHEST)
    files = [file] if len(starts) == 1 else [_part(file, n) for n, _ in enumerate(starts, 1)]
    for start, each in zip(starts, files, strict=True):
        height = min(HIGHEST, tall - start)
        page.screenshot(path=each, clip={"x": 0, "y": start, "width": width, "height": height})
    return files


def _part(file: Path, number: int) -> Path:
    return file.with_name(f"{file.stem}-{number}.png")


def for_readme(browser: Browser, url: str) -> Path:
    """Take the README's picture: the example of heart, answered, as it stands in a window."""
    file = SHOWN / "heart-1280.png"
    view = View("heart", "#/predict/heart", views.answered)
    _picture(
        browser,
        url,
        Look(1280, "light"),
        view,
        partial(_beside, file=file),
    )
    return file


def _beside(page: Page, file: Path) -> list[Path]:
    """The questions and the answer beside them, as somebody has them in the window."""
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, document.querySelector('.predict-grid').offsetTop - 16)")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=file)
    return [file]


def main(arguments: list[str]) -> int:
    """Take them."""
    parser = argparse.ArgumentParser(prog="python -m tools page-pictures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="without it: the README's alone")
    parser.add_argument("--url", help="a stack that runs; without it one is started for this")
    parser.add_argument("--key", default="", help="its operator's key: what is locked is seen, too")
    parser.add_argument("--only", nargs="+", metavar="VIEW", help="these views alone")
    parser.add_argument("--languages", nargs="+", default=["en"], metavar="LANGUAGE")
    chosen = parser.parse_args(arguments)
    at = nullcontext((chosen.url.rstrip("/"), chosen.key)) if chosen.url else stack.own()
    with at as (url, key), chromium.started() as browser:
        if chosen.folder is None:
            print(for_readme(browser, url).relative_to(ROOT))
            return 0
        found = subjects.find(url, key, make=not chosen.url)
        wanted = [
            each for each in views.all_of(found) if not chosen.only or each.name in chosen.only
        ]
        looks = [
            Look(width, scheme, language)
            for language in chosen.languages
            for width in HEIGHTS
            for scheme in chromium.SCHEMES
        ]
        for file in take(browser, url, wanted, looks, chosen.folder):
            print(file)
    return 0
