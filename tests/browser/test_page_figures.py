"""What the page costs: its weight on the wire, how it moves, and what axe finds in it.

Of two views here; `make page-figures` looks at all of them, and nightly a test does.
"""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.running_stack import Stack
from tools.figures import costs, run, subjects, views
from tools.figures.chromium import SCHEMES, Look, languages
from tools.figures.measures import Measured, measure


def measured(
    browser: Browser, stack: Stack, wanted: set[str], *looks: Look
) -> dict[tuple[str, str], Measured]:
    """The wanted views in these looks, by both."""
    found = subjects.find(stack.url, stack.key, make=False)
    chosen = [each for each in views.all_of(found) if each.name in wanted]
    assert {each.name for each in chosen} == wanted
    return {
        (view.name, str(look)): measure(browser, stack.url, view, look)
        for view, look in product(chosen, looks)
    }


def told(faults: list[costs.Fault]) -> str:
    return "\n".join(f"{each.where}: {each.what}" for each in faults)


def test_two_views_move_nothing_weigh_little_and_axe_finds_nothing(
    chromium: Browser, running_stack: Stack
) -> None:
    narrow, dark = Look(390, "light"), Look(1280, "dark")
    found = measured(chromium, running_stack, {"home", "docs"}, narrow)
    found |= measured(chromium, running_stack, {"predict-answer"}, dark)
    assert found["home", str(narrow)].first_view > 10_000, "nothing was weighed"
    # How soon it is seen depends on what else this machine has to do: measured by the script.
    beyond = [each for (view, look), it in found.items() for each in costs.of_view(view, look, it)]
    beyond += costs.heavy(found)
    assert beyond == [], told(beyond)


@pytest.mark.nightly
@pytest.mark.parametrize("language", languages())
def test_every_view_in_every_look_holds_the_limits(
    chromium: Browser, running_stack: Stack, language: str
) -> None:
    found = subjects.find(running_stack.url, running_stack.key, make=True)
    wanted = list(views.all_of(found))
    looks = [Look(*each, language) for each in product(run.WIDTHS, SCHEMES)]
    measures, beyond = run.everything(chromium, running_stack.url, wanted, looks)
    beyond += costs.heavy(measures)
    assert beyond == [], told(beyond)
