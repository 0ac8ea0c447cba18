"""Pictures of every view at three widths, light and dark, to be looked at: in `pictures/`."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.running_stack import ROOT, Stack
from tools.figures import pictures, subjects, views
from tools.figures.chromium import HEIGHTS, SCHEMES, Look

PICTURES = ROOT / "pictures"


@pytest.mark.nightly
def test_a_picture_of_every_view_is_taken(chromium: Browser, running_stack: Stack) -> None:
    found = subjects.find(running_stack.url, running_stack.key, make=True)
    wanted = list(views.all_of(found))
    looks = [Look(width, scheme) for width, scheme in product(HEIGHTS, SCHEMES)]
    taken = pictures.take(chromium, running_stack.url, wanted, looks, PICTURES)
    assert len(taken) == len(wanted) * len(looks)
    # None of them is a blank sheet.
    assert min(each.stat().st_size for each in taken) > 10_000
