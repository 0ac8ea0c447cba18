"""A field's levels, each shared by enough people to be told, and values that stand for them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.disclosure import LEAST, round_step
from bellwether_contract.encoding.encode import Matrix

# A number is counted in so many bins at most: as few as leave a pair of two fields so many rows.
BINS = 12

ROWS_A_PAIR = 4 * LEAST

# So many different values a bin can be made of.
VALUES = 50


Codes = npt.NDArray[np.signedinteger]


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of one field: of each, values [levels][several] that a made row may hold.

    ``codes`` [rows] is the level of each training row, -1 where fewer than LEAST share it.
    """

    values: tuple[Matrix, ...]
    codes: Codes


def declared_values(field: Field) -> list[float]:
    """What a value of ``field`` may be at all: bounds and middle, or each code; and unknown."""
    if isinstance(field, NumberField):
        values = [field.minimum, field.maximum, _rounded(field, _middle(field))]
    else:
        values = [float(code) for code in range(_choices(field))]
    return [*values, np.nan] if field.missing is not None else values


def _middle(field: NumberField) -> float:
    return field.minimum / 2 + field.maximum / 2


def _choices(field: Field) -> int:
    return len(field.choices) if isinstance(field, CategoryField) else 2


def levels_of(column: Matrix, field: Field) -> Levels:
    """The levels of one column [rows]; of one that may tell nothing, those of the declaration."""
    # Of many rows these are as much as the rows themselves: in as few bytes as the levels need.
    most = 2 * BINS + 2 if isinstance(field, NumberField) else _choices(field) + 1
    codes: Codes = np.full(len(column), -1, dtype=np.min_scalar_type(-most))
    values: list[Matrix] = []
    unknown = np.isnan(column)

    def add(rows: npt.NDArray[np.bool_], held: Matrix) -> None:
        if int(rows.sum()) >= LEAST and len(held):
            codes[rows] = len(values)
            values.append(held)

    if isinstance(field, NumberField):
        known = column[~unknown]
        for low, high in _bins(known):
            rows = (column >= low) & (column <= high)
            add(rows, _held(column[rows], field, known))
    else:
        for code in range(_choices(field)):
            add(column == code, np.array([code], dtype=np.float32))
    add(unknown, np.array([np.nan], dtype=np.float32))
    if not values:
        declared = np.array(declared_values(field), dtype=np.float32)
        values = list(declared[~np.isnan(declared), np.newaxis])
    return Levels(tuple(values), codes)


def _bins(known: Matrix) -> list[tuple[np.float32, np.float32]]:
    """First and last value of each bin; a value that many hold has one of its own."""
    distinct, counts = np.unique(known, return_counts=True)
    bins = min(BINS, max(2, math.isqrt(len(known) // ROWS_A_PAIR)))
    enough = max(LEAST, -(-len(known) // bins))
    starts, held = [0], 0
    for place, count in enumerate(counts.tolist()):
        if held >= enough or (held >= LEAST and count >= enough):
            starts.append(place)
            held = 0
        held += count
    if held < LEAST and len(starts) > 1:
        starts.pop()
    stops = [*starts[1:], len(distinct)]
    return [
        (distinct[start], distinct[stop - 1])
        for start, stop in zip(starts, stops, strict=True)
        if stop > start
    ]


def _held(inside: Matrix, field: NumberField, known: Matrix) -> Matrix:
    """What stands for the values ``inside`` a bin: means of LEAST or more neighbours, rounded."""
    groups = np.array_split(np.sort(inside), min(VALUES, max(1, len(inside) // LEAST)))
    low, high = np.quantile(known, (0.05, 0.95))
    step = field.step
    if step is None:
        whole = field.type == "integer" or bool((known == np.rint(known)).all())
        step = 1.0 if whole or low == high else round_step((high - low) / 500)
    made = [_rounded(field, float(group.mean(dtype=np.float64)), step) for group in groups]
    unknown = field.missing.values if field.missing is not None else ()
    return np.array(
        [value for value in made if value not in unknown and field.refused(value) is None],
        dtype=np.float32,
    )


def _rounded(field: NumberField, value: float, step: float | None = None) -> float:
    """``value`` as the form of the field takes it."""
    step = 1.0 if field.type == "integer" else step or field.step
    if step is not None:
        value = round(round(value / step) * step, 12)
    return min(max(value, field.minimum), field.maximum)
