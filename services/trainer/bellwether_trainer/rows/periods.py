"""Rows by when they were taken: borders between periods, and how they are written."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from bellwether_contract.disclosure import round_step
from bellwether_trainer.rows.roles import day

# Rows are told apart in so many periods of about as many rows each.
PERIODS = 4

Times = npt.NDArray[np.float64]


def border(times: Times, share: float, *, dated: bool) -> float:
    """Where that ``share`` of the times lies before: the first of a month, or a round number.

    Nobody's own time is told by it.
    """
    exact = float(np.quantile(times, share, method="inverted_cdf"))
    if dated:
        return exact - (day(exact).day - 1)
    span = float(times.max() - times.min())
    if span <= 0:
        return exact
    step = round_step(span / 100)
    if (times == np.rint(times)).all():
        step = max(step, 1.0)
    return round(math.floor(exact / step + 1e-9) * step, 12)


def written(border: float, *, dated: bool) -> str:
    """A border as a reader takes it in: a date, or a number."""
    return day(border).isoformat() if dated else f"{border:g}"


def periods(times: Times, *, dated: bool) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Up to PERIODS periods, first to last: in words, and which of the times [n] lie in it."""
    borders = sorted({border(times, k / PERIODS, dated=dated) for k in range(1, PERIODS)})
    borders = [each for each in borders if (times < each).any()]
    ends = [-math.inf, *borders, math.inf]
    for begin, end in itertools.pairwise(ends):
        yield _words(begin, end, dated=dated), (times >= begin) & (times < end)


def _words(begin: float, end: float, *, dated: bool) -> str:
    first, last = math.isfinite(begin), math.isfinite(end)
    if first and last:
        return f"{written(begin, dated=dated)} to before {written(end, dated=dated)}"
    if last:
        return f"before {written(end, dated=dated)}"
    return f"from {written(begin, dated=dated)} on" if first else "all"
