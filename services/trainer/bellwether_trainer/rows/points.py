"""Encoded rows as points: how far two people are from each other, field by field."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.fields import CategoryField, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.rows.pairs import SEED, Places, Points

Keys = npt.NDArray[np.uint64]

# So many rows of either side are looked at, drawn at random where there are more.
ROWS_AT_MOST = 300_000


class Sample:
    """At most ROWS_AT_MOST rows of a file that is read block by block, each as likely as any."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(SEED)
        self._kept: list[Matrix] = []
        self._lots: list[npt.NDArray[np.float64]] = []
        self._held = 0

    def add(self, block: Matrix) -> None:
        """Add rows, float32 [rows, fields]."""
        self._kept.append(block)
        self._lots.append(self._chance.random(len(block)))
        self._held += len(block)
        if self._held > 2 * ROWS_AT_MOST:
            self._draw()

    def rows(self) -> Matrix:
        """The rows that were drawn, in no order; at least one block was added."""
        if self._held > ROWS_AT_MOST:
            self._draw()
        return np.concatenate(self._kept)

    def _draw(self) -> None:
        lots = np.concatenate(self._lots)
        lowest = np.argpartition(lots, ROWS_AT_MOST)[:ROWS_AT_MOST]
        self._kept, self._lots = [np.concatenate(self._kept)[lowest]], [lots[lowest]]
        self._held = ROWS_AT_MOST


def distinct(known: Matrix, new: Matrix) -> tuple[Places, Places]:
    """Places of distinct known rows, and of distinct new ones that copy none of them."""
    both = [row_keys(known), row_keys(new)]
    its, ours = (np.unique(each, return_index=True)[1] for each in both)
    ours = ours[~np.isin(both[1][ours], both[0])]
    return _some(its), _some(ours)


def _some(places: Places) -> Places:
    if len(places) > ROWS_AT_MOST:
        places = np.random.default_rng(SEED).choice(places, ROWS_AT_MOST, replace=False)
    return np.sort(places)


def row_keys(matrix: Matrix) -> Keys:
    """A number for each row, the same for equal ones; two others share one once in 10^8 files."""
    canonical = np.where(np.isnan(matrix), np.float32(np.nan), matrix + np.float32(0))
    words = np.ascontiguousarray(canonical).view(np.uint32).astype(np.uint64)
    keys = np.zeros(len(matrix), dtype=np.uint64)
    for column in range(matrix.shape[1]):
        keys = (keys ^ words[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys


def pool(known: Matrix, new: Matrix, predictor: Predictor) -> tuple[Points, npt.NDArray[np.bool_]]:
    """Rows as points, [known and new rows, dimensions], and which of them are new.

    A step is one standard deviation of a number, another category, or known instead of unknown.
    """
    both = np.concatenate([known, new])
    columns: list[npt.NDArray[np.floating]] = []
    for column, field in enumerate(predictor.fields):
        values = both[:, column]
        unknown = np.isnan(values)
        if isinstance(field, CategoryField) and not field.ordered:
            columns += [values == code for code in range(len(field.choices))]
        else:
            ordered = isinstance(field, NumberField | CategoryField)
            scale = deviation(known[:, column]) if ordered else 1.0
            # In doubles: float32 holds numbers whose sum it does not.
            seen = known[:, column].astype(np.float64)
            middle = np.nanmean(seen) if not unknown[: len(known)].all() else 0.0
            columns.append(np.where(unknown, 0.0, (values - middle) / scale))
        if unknown.any():
            columns.append(unknown.astype(np.float32))
    points = np.column_stack(columns).astype(np.float32)
    return points, np.arange(len(both)) >= len(known)


def deviation(column: npt.NDArray[np.float32]) -> float:
    """The standard deviation of known values, 1 where they do not vary."""
    seen = column[~np.isnan(column)].astype(np.float64)
    return float(seen.std()) or 1.0 if len(seen) else 1.0


def occurring(
    values: npt.NDArray[np.float32], column: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Each value moved to the nearest that occurs in ``column``; unknown ones stay so."""
    seen = np.unique(column[~np.isnan(column)])
    if not len(seen):
        return values
    above = np.clip(np.searchsorted(seen, values), 1, max(len(seen) - 1, 1))
    low, high = seen[above - 1], seen[np.minimum(above, len(seen) - 1)]
    with np.errstate(over="ignore"):  # infinitely far is far
        nearest = np.where(np.abs(values - low) <= np.abs(high - values), low, high)
    return np.where(np.isnan(values), values, nearest).astype(np.float32)
