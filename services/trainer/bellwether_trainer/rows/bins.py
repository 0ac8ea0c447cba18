"""The bins into which the values of a field are counted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field
from bellwether_contract.encoding import numerals
from bellwether_contract.encoding.encode import Matrix

# More bars than this tell a reader nothing that fewer would not.
BINS = 20

# The bins of a number lie between these quantiles; the first and the last one are open.
COVERED = (0.005, 0.995)

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Ends = list[float | None]

# The only bin of a number that never varies.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose value lies in [low, high), by label; a None is an open end, or no number."""

    label: str
    low: float | None
    high: float | None
    positive: int
    negative: int


def edges(field: Field, values: Floats) -> tuple[list[str], Ends, Ends]:
    """Labels, lower and upper ends of the bins of a field with these known values.

    Categories and booleans have a bin for each choice, whole numbers within a small range one for
    each value. All others lie in bins [low, high) with round ends, of which the first and the
    last one are open. Unknown values have no bin here.
    """
    if isinstance(field, CategoryField):
        labels = [choice.label for choice in field.choices]
        return labels, [None] * len(labels), [None] * len(labels)
    if isinstance(field, BooleanField):
        return ["No", "Yes"], [None] * 2, [None] * 2
    whole = bool((values == np.rint(values)).all())
    distinct = np.unique(values)
    if whole and 0 < len(distinct) <= BINS and distinct[-1] - distinct[0] < BINS:
        each = np.arange(distinct[0], distinct[-1] + 1).tolist()
        return [numerals.for_people(value) for value in each], list(each), list(each)
    inner = _round_edges(values, whole=whole)
    lows: Ends = [None, *inner]
    highs: Ends = [*inner, None]
    named = [_named(low, high, whole) for low, high in zip(lows, highs, strict=True)]
    return named, lows, highs


def _round_edges(values: Floats, *, whole: bool) -> list[float]:
    """Edges at multiples of a round step (1, 2 or 5 times a power of ten), at most BINS - 1."""
    if not len(values):
        return []
    low, high = np.quantile(values, COVERED).tolist()
    if low == high:
        low, high = float(values.min()), float(values.max())
        if low == high:
            return []
    step = (high - low) / (BINS - 2)
    power = math.floor(math.log10(step))
    step = next(
        size * 10.0**exponent
        for exponent in (power, power + 1)
        for size in (1, 2, 5)
        if size * 10.0**exponent >= step * (1 - 1e-9)
    )
    step = max(step, 1.0) if whole else step
    first = math.floor(low / step) + 1
    return [round(place * step, 12) for place in range(first, math.ceil(high / step - 1e-9))]


def _named(low: float | None, high: float | None, whole: bool) -> str:
    if low is None:
        return ALL if high is None else f"below {numerals.for_people(high)}"
    if high is None:
        return f"{numerals.for_people(low)} and more"
    last = high - 1 if whole else high
    return (
        numerals.for_people(low)
        if last == low
        else f"{numerals.for_people(low)} to {numerals.for_people(last)}"
    )


def places(values: Floats, lows: Sequence[float | None]) -> Codes:
    """The bin of each value: the last one that begins at it or below, or else the first."""
    starts = [-math.inf if low is None else low for low in lows]
    return np.maximum(np.searchsorted(starts, values, side="right") - 1, 0)


def as_typed(values: Matrix) -> Floats:
    """float32 as the shortest decimals that stand for the same float32.

    Only distinct values are turned: there are few of them among many rows.
    """
    distinct, where = np.unique(values, return_inverse=True)
    typed = np.array([float(str(value)) for value in distinct], dtype=np.float64)
    return typed[where] if len(typed) else np.zeros(0)


def is_number_bin(entry: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a bin holds known values: only the unknown, and a bin of all, have no ends."""
    return (
        entry["low"] is not None
        or entry["high"] is not None
        or (entry is entries[0] and entry["label"] == ALL)
    )
