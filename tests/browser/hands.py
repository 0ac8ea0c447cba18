"""Two ways to use a page: with a mouse, and by keyboard alone.

A walk says what somebody does; the hands say how. Nothing is found by a sentence, so that a walk is
the same in every language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

# More places that the keyboard stops at than any view has.
STOPS = 500
VISIBLE = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")


class Hands(Protocol):
    """What a walk needs done."""

    page: Page

    def press(self, what: Locator) -> None:
        """Press a button, follow a link, open what is folded."""

    def write(self, place: Locator, text: str) -> None:
        """Have this text in a box, and no other."""

    def tick(self, box: Locator) -> None:
        """Tick a box that is not ticked."""

    def choose(self, way: Locator) -> None:
        """Choose one of a group of radio buttons."""

    def select(self, from_list: Locator, value: str) -> None:
        """Choose from a list."""

    def slide_to_start(self, slider: Locator) -> None:
        """Move a slider to its beginning."""

    def give_file(self, place: Locator, file: Path) -> None:
        """Choose a file of this computer."""


class Mouse:
    """A mouse, and a keyboard to type with."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        what.click()

    def write(self, place: Locator, text: str) -> None:
        place.fill(text)

    def tick(self, box: Locator) -> None:
        box.check()

    def choose(self, way: Locator) -> None:
        way.check()

    def select(self, from_list: Locator, value: str) -> None:
        from_list.select_option(value)

    def slide_to_start(self, slider: Locator) -> None:
        slider.press("Home")

    def give_file(self, place: Locator, file: Path) -> None:
        place.set_input_files(file)


class Keyboard:
    """Tab, Enter, Space, arrows and letters; wherever it stops is seen, and it is stuck nowhere."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(VISIBLE)
        # From the start: what begins to listen as the key is pressed may miss it.
        page.on("filechooser", lambda _: None)

    def press(self, what: Locator) -> None:
        self._go(what)
        self.page.keyboard.press("Enter")

    def write(self, place: Locator, text: str) -> None:
        self._go(place)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        if not box.is_checked():
            self._go(box)
            self.page.keyboard.press("Space")
            expect(box).to_be_checked()

    def choose(self, way: Locator) -> None:
        """The keyboard comes to a group once; arrows lead through it, round and round."""
        if way.is_checked():
            return
        group = way.evaluate_handle("way => [...document.getElementsByName(way.name)]")
        self._go_to_one_of(group)
        # The first of a group in which nothing is chosen is chosen by Space, no arrow.
        self.page.keyboard.press("Space")
        for _ in range(group.evaluate("group => group.length")):
            if way.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {way}")

    def select(self, from_list: Locator, value: str) -> None:
        self._go(from_list)
        place = from_list.evaluate(
            "(list, value) => [...list.options].findIndex((each) => each.value === value)", value
        )
        assert place >= 0, f"{value} cannot be chosen"
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
        expect(from_list).to_have_value(value)

    def slide_to_start(self, slider: Locator) -> None:
        self._go(slider)
        self.page.keyboard.press("Home")

    def give_file(self, place: Locator, file: Path) -> None:
        self._go(place)
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Space")
        asked.value.set_files(file)

    def _go(self, to: Locator) -> None:
        """Tab until this has the focus."""
        expect(to).to_be_enabled()
        expect(to).to_have_count(1)
        self._go_to_one_of(to.evaluate_handle("element => [element]"))

    def _go_to_one_of(self, wanted: Any) -> None:
        there = "wanted => wanted.includes(document.activeElement)"
        if wanted.evaluate(there):
            return
        for _ in range(STOPS):
            self.page.keyboard.press("Tab")
            fault = self.page.evaluate("window.focusFault()")
            assert fault is None, fault
            if wanted.evaluate(there):
                return
        told = wanted.evaluate("wanted => wanted[0].outerHTML.slice(0, 200)")
        raise AssertionError(f"Tab does not lead to {told}")
