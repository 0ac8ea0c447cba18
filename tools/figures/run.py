"""`make page-figures`: opens every view of the page in Chromium and says what it costs.

Of each view, narrow and wide, light and dark and in each language: how far it moves while it
comes, is read through and is used (also on a slow line), how soon it is seen, and what axe finds.
Of the first view and of /docs what they weigh on the wire. Ends with 1 where a limit does not hold
(tools/figures/costs.py). Takes some ten minutes; `--only` and `--languages` take less.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from playwright.sync_api import Browser, Error

from tools.figures import chromium, costs, stack, subjects, views
from tools.figures.chromium import Look
from tools.figures.measures import Measured, measure
from tools.figures.views import View

WIDTHS = (390, 1280)


def main(arguments: list[str]) -> int:
    """Measure and print; exit code 1 where a limit does not hold or a view does not come."""
    parser = argparse.ArgumentParser(prog="python -m tools page-figures", description=__doc__)
    parser.add_argument("--url", help="a stack that runs; without it one is started for this")
    parser.add_argument("--key", default="", help="its operator's key: what is locked is seen, too")
    parser.add_argument(
        "--make",
        action="store_true",
        help="with --url and --key: make a second version and a validation where there is none",
    )
    parser.add_argument("--only", nargs="+", metavar="VIEW", help="these views alone")
    parser.add_argument("--languages", nargs="+", default=chromium.languages(), metavar="LANGUAGE")
    parser.add_argument("--schemes", nargs="+", choices=chromium.SCHEMES, default=chromium.SCHEMES)
    chosen = parser.parse_args(arguments)
    at = nullcontext((chosen.url.rstrip("/"), chosen.key)) if chosen.url else stack.own()
    with at as (url, key):
        found = subjects.find(url, key, make=chosen.make or not chosen.url)
        wanted = [
            each for each in views.all_of(found) if not chosen.only or each.name in chosen.only
        ]
        looks = [
            Look(width, scheme, language)
            for language in chosen.languages
            for scheme in chosen.schemes
            for width in WIDTHS
        ]
        with chromium.started() as browser:
            measured, beyond = everything(browser, url, wanted, looks)
    report(measured)
    afterwards = [*costs.late(measured), *costs.heavy(measured)]
    for fault in afterwards:
        print(f"{fault.where}: {fault.what}")
    beyond += afterwards
    print("\nevery limit holds" if not beyond else f"\n{len(beyond)} times a limit does NOT hold")
    return 1 if beyond else 0


def everything(
    browser: Browser, url: str, wanted: Sequence[View], looks: Sequence[Look]
) -> tuple[dict[tuple[str, str], Measured], list[costs.Fault]]:
    """All views in all looks, by both, and the limits that do not hold there; both are told.

    A view that does not come is a fault, and the others are looked at all the same.
    """
    measured: dict[tuple[str, str], Measured] = {}
    beyond: list[costs.Fault] = []
    lines = [
        *((look, False) for look in looks),
        *((Look(width, "light"), True) for width in WIDTHS),
    ]
    for view in wanted:
        for look, slow in lines:
            name = f"{look} slow" if slow else str(look)
            try:
                each = measure(browser, url, view, look, slow=slow, axe=not slow)
            except (AssertionError, Error) as error:
                first = str(error).partition("\n")[0]
                faults = [costs.Fault(f"{view.name}, {name}", f"does not come: {first}")]
            else:
                measured[view.name, name] = each
                faults = list(costs.of_view(view.name, name, each))
            for fault in faults:
                print(f"{fault.where}: {fault.what}", flush=True)
            beyond += faults
        print(f"{view.name} was looked at", file=sys.stderr, flush=True)
    return measured, beyond


def report(measured: dict[tuple[str, str], Measured]) -> None:
    """Print the table."""
    print()
    print(f"{'view':24} {'moves':>6} {'seen':>7} {'axe':>4}  moves most")
    for row in costs.rows(measured):
        print(
            f"{row.view:24} {row.moved:6.3f} {row.first:5.2f} s {row.axe:4}  "
            f"{row.moved_in if row.moved >= 0.0005 else ''}"
        )
    print(f"{'at most':24} {costs.MOVED:6.3f} {costs.FIRST:5.2f} s {0:4}")
    if home := costs.first_of(measured, "home"):
        print(
            f"\nfirst view, styles and scripts on the wire: {home.first_view / 1000:.1f} kB "
            f"(at most {costs.FIRST_VIEW / 1000:.0f})"
        )
    if docs := costs.first_of(measured, "docs"):
        print(
            f"/docs, all on the wire: {sum(docs.sent.values()) / 1000:.1f} kB "
            f"(at most {costs.DOCS / 1000:.0f})"
        )
