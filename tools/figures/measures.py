"""What is measured of a view: how it moves, how soon it is seen, its weight, and axe's findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page

from tools.demo.places import ROOT
from tools.figures.chromium import Look, context
from tools.figures.views import View

AXE = ROOT / "services/web/node_modules/axe-core/axe.min.js"

# From the first moment on: how far what is seen was moved, but by what somebody has just done; and
# when the first letter was there, in milliseconds.
WATCH = """
  window.watched = { moved: 0, what: {}, first: null };
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      if (each.hadRecentInput) continue;
      window.watched.moved += each.value;
      for (const { node } of each.sources ?? []) {
        const place = node?.nodeType === 1 ? node : node?.parentElement;
        const name = place
          ? place.tagName.toLowerCase() + [...place.classList].map((one) => "." + one).join("")
          : "?";
        window.watched.what[name] = (window.watched.what[name] ?? 0) + each.value;
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName("first-contentful-paint");
    if (first) window.watched.first = first.startTime;
  }).observe({ type: "paint", buffered: true });
"""
AUDIT = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) =>
    [id, nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`)]);
}"""
# Letters, charts and whatever else comes by itself.
SETTLED_MS = 400
# Half a window a turn, as somebody who looks for something.
SCROLLS = 60
SCROLL_MS = 40
# A telephone in the country: bytes a second, and milliseconds until the first.
SLOW_BYTES, SLOW_MS = 200_000, 150
STYLES_AND_SCRIPTS = re.compile(r"\.(css|js)$")


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one view in one look.

    ``moved`` is the cumulative layout shift, without a unit, and ``what`` moved most, by its tag
    and classes; ``first`` the first contentful paint in seconds; ``sent`` the bytes on the wire by
    path; ``faults`` the axe rules that are broken, each with its places.
    """

    moved: float
    what: str
    first: float
    sent: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def first_view(self) -> int:
        """Bytes of styles and scripts."""
        return sum(size for path, size in self.sent.items() if STYLES_AND_SCRIPTS.search(path))


def measure(
    browser: Browser, url: str, view: View, look: Look, *, slow: bool = False, axe: bool = True
) -> Measured:
    """Open a view for the first time, do what it says, and read through it to its end.

    Raises what Playwright raises where the view does not come.
    """
    opened = context(browser, url, look)
    try:
        page = opened.new_page()
        page.set_default_timeout(60_000 if slow else 20_000)
        page.add_init_script(WATCH)
        wire = opened.new_cdp_session(page)
        sent = _weighed(wire)
        if slow:
            _slow_down(wire)
        page.goto(view.address)
        view.arrive(page)
        page.wait_for_timeout(SETTLED_MS)
        bytes_sent = dict(sent)
        faults = _audited(page) if axe else {}
        _read_through(page)
        watched = page.evaluate("window.watched")
        what = max(watched["what"], key=watched["what"].get, default="")
        first = (watched["first"] or 0) / 1000
        return Measured(watched["moved"], what, first, bytes_sent, faults)
    finally:
        opened.close()


def _weighed(wire: CDPSession) -> dict[str, int]:
    """Fills with the bytes that each path has taken, headers too, as the browser counts them."""
    paths: dict[str, str] = {}
    sent: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def came(event: dict[str, Any]) -> None:
        path = paths.get(event["requestId"], "?")
        sent[path] = sent.get(path, 0) + int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    wire.send("Network.enable")
    return sent


def _slow_down(wire: CDPSession) -> None:
    line = {"downloadThroughput": SLOW_BYTES, "uploadThroughput": SLOW_BYTES, "latency": SLOW_MS}
    wire.send("Network.emulateNetworkConditions", {"offline": False, **line})


def _audited(page: Page) -> dict[str, list[str]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return dict(page.evaluate(AUDIT))


def _read_through(page: Page) -> None:
    """Scroll to the end, and back to the beginning."""
    window = page.viewport_size or {"width": 0, "height": 0}
    page.mouse.move(window["width"] / 2, window["height"] / 2)
    for way in (1, -1):
        for _ in range(SCROLLS):
            before = page.evaluate("scrollY")
            page.mouse.wheel(0, way * window["height"] / 2)
            page.wait_for_timeout(SCROLL_MS)
            if page.evaluate("scrollY") == before:
                break
