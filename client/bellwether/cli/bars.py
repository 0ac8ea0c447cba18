"""Contributions as bars that leave a middle line, the largest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from bellwether.cli import paper, streams
from bellwether.predictions import Explanation

BAR = 16
# With points and bars that makes 80 columns.
NAME = 34


def contributions(found: Explanation, record: Mapping[str, Any]) -> None:
    """Draw an explanation: names with what was given, points of 100, bars."""
    console = paper.out()
    full = "█" if streams.holds_unicode(console.encoding) else "#"
    line = "│" if full == "█" else "|"
    scale = max((abs(points) for points in found.contributions.values()), default=0.0)
    rows = [(_named(name, record), points) for name, points in found.largest]
    width = min(NAME, max((len(name) for name, _ in rows), default=0))
    width = max(width, len("all together"))
    console.print(Text(f"{'baseline':<{width}}  {found.baseline:7.2f}  {found.unit}", "bold"))
    for name, points in rows:
        length = round(BAR * abs(points) / scale) if scale else 0
        bar = full * length
        text = Text(f"{_short(name, width):<{width}}  {points:+7.2f}  ")
        text.append(f"{bar if points < 0 else '':>{BAR}}", "cyan")
        text.append(line, "dim")
        text.append(bar if points > 0 else "", "magenta")
        text.rstrip()
        console.print(text)
    total = found.baseline + sum(found.contributions.values())
    console.print(Text(f"{'all together':<{width}}  {total:7.2f}  {found.unit}", "bold"))


def _named(name: str, record: Mapping[str, Any]) -> str:
    match record.get(name):
        case None:
            return f"{name} unknown"
        case bool(yes):
            return f"{name} {'yes' if yes else 'no'}"
        case value:
            return f"{name} {value}"


def _short(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
