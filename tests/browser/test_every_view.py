"""Pictures of every view at three widths, light and dark, to be looked at: in `pictures/`."""

from __future__ import annotations

import base64
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.running_stack import ROOT, Stack
from tools.figures import pictures, subjects, views
from tools.figures.chromium import HEIGHTS, SCHEMES, Look
from tools.figures.views import View

PICTURES = ROOT / "pictures"

# A page of 400 stripes of 100 pixels, of which each has a colour of its own.
STRIPES, STRIPE = 400, 100
TALL = f"""data:text/html,<body style="margin:0"><script>
for (let n = 0; n < {STRIPES}; n += 1) {{
  const stripe = document.createElement("div");
  stripe.style = `height:{STRIPE}px;background:rgb(${{n >> 8}},${{n & 255}},128)`;
  document.body.append(stripe);
}}</script>"""
# The stripes that a picture shows, one after another.
SEEN = f"""async (source) => {{
  const image = new Image();
  image.src = source;
  await image.decode();
  const sheet = new OffscreenCanvas(1, image.height).getContext("2d");
  sheet.drawImage(image, 0, 0);
  const seen = [];
  for (let y = {STRIPE} / 2; y < image.height; y += {STRIPE}) {{
    const [red, green] = sheet.getImageData(0, y, 1, 1).data;
    seen.push(red * 256 + green);
  }}
  return seen;
}}"""


def stripes(browser: Browser, picture: Path) -> list[int]:
    page = browser.new_page()
    source = base64.b64encode(picture.read_bytes()).decode()
    seen: list[int] = page.evaluate(SEEN, f"data:image/png;base64,{source}")
    page.close()
    return seen


def test_a_view_higher_than_a_picture_comes_in_several_from_its_top_to_its_end(
    chromium: Browser, tmp_path: Path
) -> None:
    left = tmp_path / "tall-390-light-9.png"
    left.write_bytes(b"of a view that was higher")
    view = View("tall", TALL, lambda page: page.wait_for_load_state())
    taken = pictures.take(chromium, "http://nobody", [view], [Look(390, "light")], tmp_path)
    assert [each.name for each in taken] == [f"tall-390-light-{n}.png" for n in (1, 2, 3)]
    assert sorted(tmp_path.iterdir()) == taken
    assert [n for each in taken for n in stripes(chromium, each)] == list(range(STRIPES))


@pytest.mark.nightly
def test_a_picture_of_every_view_is_taken(chromium: Browser, running_stack: Stack) -> None:
    found = subjects.find(running_stack.url, running_stack.key, make=True)
    wanted = list(views.all_of(found))
    looks = [Look(width, scheme) for width, scheme in product(HEIGHTS, SCHEMES)]
    taken = pictures.take(chromium, running_stack.url, wanted, looks, PICTURES)
    assert len(taken) >= len(wanted) * len(looks)
    # None of them is a blank sheet.
    assert min(each.stat().st_size for each in taken) > 10_000
