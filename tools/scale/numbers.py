"""Figures and tables, as they stand on the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

# As many as mean something.
DIGITS = 3


def figure(value: float) -> str:
    """Three digits that mean something, and no exponent."""
    # Rounded first: 0.9996 has one digit before the point.
    rounded = abs(float(f"{value:.{DIGITS - 1}e}"))
    if rounded == 0 or rounded >= 10 ** (DIGITS - 1):
        return f"{value:,.0f}"
    return f"{value:.{DIGITS - 1 - math.floor(math.log10(rounded))}f}"


def megabytes(size: float) -> str:
    """Bytes in MB."""
    return figure(size / 1e6)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], sides: str) -> str:
    """A table of Markdown; ``sides`` has an ``l`` or an ``r`` for each column."""
    lines = ["---:" if side == "r" else "---" for side in sides.split()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, lines, *rows))
