"""How numeric fields go together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.fields import CategoryField, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Square matrices over ``fields``: numbers, then ordered categories.

    An ordered category counts by the position of its choice: its ranks mean something, its
    distances do not, so ``pearson`` leaves it out (None).
    """

    fields: tuple[str, ...]
    pearson: tuple[tuple[float | None, ...], ...]
    spearman: tuple[tuple[float | None, ...], ...]


def correlation(matrix: Matrix, predictor: Predictor) -> Correlation:
    """Correlate encoded rows, float32 [rows, fields], each pair over the rows that know both."""
    fields = list(enumerate(predictor.fields))
    numbers = [(at, field.name) for at, field in fields if isinstance(field, NumberField)]
    ordered = [
        (at, field.name)
        for at, field in fields
        if isinstance(field, CategoryField) and field.ordered
    ]
    columns = [matrix[:, at] for at, _ in numbers + ordered]
    coded = [_coded(column) for column in columns]
    size = len(columns)
    pearson: list[list[float | None]] = [[None] * size for _ in range(size)]
    spearman: list[list[float | None]] = [[None] * size for _ in range(size)]
    for i in range(size):
        for j in range(i, size):
            both = ~(np.isnan(columns[i]) | np.isnan(columns[j]))
            if j < len(numbers):
                one, other = (columns[k][both].astype(np.float64) for k in (i, j))
                pearson[i][j] = pearson[j][i] = _together(one, other)
            one, other = (_ranks(coded[k][both]) for k in (i, j))
            spearman[i][j] = spearman[j][i] = _together(one, other)
    return Correlation(
        fields=tuple(name for _, name in numbers + ordered),
        pearson=tuple(map(tuple, pearson)),
        spearman=tuple(map(tuple, spearman)),
    )


def _coded(column: Matrix) -> Codes:
    """The place of each value among the distinct ones, [rows], in as few bytes as there are."""
    distinct, codes = np.unique(column, return_inverse=True)
    small: Codes = codes.astype(np.min_scalar_type(len(distinct)))
    return small


def _ranks(codes: Codes) -> Floats:
    """Ranks of values that are told by their position among the distinct ones, ties at their mean.

    Counting takes time in proportion to the rows; sorting each pair's rows anew takes more.
    """
    counts = np.bincount(codes)
    return (np.cumsum(counts) - (counts - 1) / 2)[codes]


def _together(one: Floats, other: Floats) -> float | None:
    """Pearson's r, or None where either does not vary."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    one, other = one - one.mean(), other - other.mean()
    product = float(one @ other) / math.sqrt(float(one @ one) * float(other @ other))
    return max(-1.0, min(1.0, product))
