"""Figures and words as Markdown: rounded as far as they mean something, and never as code.

Text of a declaration or a report is escaped: it can hold no markup. What is no ``Markdown`` yet is
escaped where it enters the card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bellwether_contract.disclosure import Few

# {"estimate", "low", "high"} as a report holds it.
Interval = Mapping[str, float | None]

UNKNOWN = "not known"


class Markdown(str):
    """Text that is Markdown already, and stands in the card as it is."""

    __slots__ = ()


def plain(text: object) -> str:
    """``text`` as words in a line or a cell, whatever signs it holds; Markdown stays as it is."""
    if isinstance(text, Markdown):
        return text
    return re.sub(r"([\\`*\[\]<>|])", r"\\\1", " ".join(str(text).split()))


def code(text: object) -> Markdown:
    """``text`` as it is typed: a name, a digest."""
    return Markdown(f"`{' '.join(str(text).split()).replace('`', '').replace('|', '')}`")


def codes(texts: Iterable[object]) -> Markdown:
    """Names, one after another."""
    return Markdown(", ".join(map(code, texts)))


def bold(text: object) -> Markdown:
    """``text`` as words that stand out."""
    return Markdown(f"**{plain(text)}**")


def count(number: int | Few | None) -> str:
    """A number of people or rows; of a few the report says no more than that."""
    if isinstance(number, str):
        return number
    return UNKNOWN if number is None else f"{number:,}"


def known(number: int | Few) -> int:
    """A number of people for a sum or a share; a few count as none."""
    return 0 if isinstance(number, str) else number


def fixed(number: float | None, digits: int) -> str:
    """A number with so many digits behind the point."""
    if number is None:
        return UNKNOWN
    return f"{number + 0.0:.{digits}f}".replace("-", "−") if number else f"{0:.{digits}f}"


def share(part: float | None) -> str:
    """A share of 1 in percent."""
    return UNKNOWN if part is None else f"{100 * part:.1f} %"


def ranged(interval: Interval | None, digits: int) -> str:
    """An estimate with its 95 % interval."""
    if interval is None:
        return UNKNOWN
    return between(
        fixed(interval["estimate"], digits), interval["low"], interval["high"], digits=digits
    )


def between(estimate: str, low: float | None, high: float | None, *, digits: int) -> str:
    """An estimate that is told already, with the ends of its interval."""
    if low is None or high is None:
        return estimate
    return f"{estimate} ({fixed(low, digits)} to {fixed(high, digits)})"


def of_100(interval: Interval | None) -> str:
    """A share of people as so many of 100, with the 95 % interval."""
    if interval is None or interval["estimate"] is None:
        return UNKNOWN
    low, high = interval["low"], interval["high"]
    point = f"{_people(interval['estimate'])} of 100"
    return point if low is None or high is None else f"{point} ({_people(low)} to {_people(high)})"


def _people(part: float) -> str:
    return f"{100 * part:.1f}"


def measured(measures: Mapping[str, Any], name: str, digits: int) -> str:
    """A measure with its interval, where the report has one."""
    low, high = (measures.get("intervals") or {}).get(name) or (None, None)
    return between(fixed(measures.get(name), digits), low, high, digits=digits)


def settings(chosen: Mapping[str, Any]) -> Markdown:
    """Hyper-parameters, name and value."""
    if not chosen:
        return Markdown("none")
    pairs = (
        f"{code(name)} {plain(f'{value:g}' if isinstance(value, float) else value)}"
        for name, value in chosen.items()
    )
    return Markdown(", ".join(pairs))


def transported(found: Mapping[str, Any] | None) -> Markdown:
    """Three cells: AUROC, slope, and observed to expected events at another site or time."""
    figures = (("auroc", 3), ("slope", 2), ("observed_expected", 2))
    cells = (ranged(found[name], digits) if found else "too few" for name, digits in figures)
    return Markdown(" | ".join(cells))
