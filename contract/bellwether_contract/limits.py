"""How far a model's answers go: what it is not asked about, and what it has never seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ge, le
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Declared

from bellwether_contract.encode import Matrix
from bellwether_contract.fields import CategoryField, Field, NumberField
from bellwether_contract.spec import Predictor

Finite = Annotated[float, Declared(allow_inf_nan=False)]


class Seen(BaseModel):
    """What training rows held of one field, as it is encoded.

    Between ``low`` and ``high`` for a number, one of ``codes`` for everything else; ``unknown``
    says whether it was unknown in any.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: Finite | None
    high: Finite | None
    codes: tuple[int, ...] | None
    unknown: bool

    def holds(self, value: float) -> bool:
        """Whether a training row held ``value``, or for numbers some below and some above it."""
        if math.isnan(value):
            return self.unknown
        if self.codes is not None:
            return value in self.codes
        return self.low is not None and self.high is not None and self.low <= value <= self.high

    @classmethod
    def of(cls, column: npt.NDArray[np.float32], *, number: bool) -> Self:
        """What ``column`` [rows] holds."""
        unknown = np.isnan(column)
        known = column[~unknown]
        if number:
            low, high = (float(known.min()), float(known.max())) if len(known) else (None, None)
            return cls(low=low, high=high, codes=None, unknown=bool(unknown.any()))
        codes = tuple(int(code) for code in np.unique(known))
        return cls(low=None, high=None, codes=codes, unknown=bool(unknown.any()))


def seen(matrix: Matrix, predictor: Predictor) -> tuple[Seen, ...]:
    """What training rows, float32 [rows, fields], held of each field."""
    return tuple(
        Seen.of(matrix[:, column], number=isinstance(field, NumberField))
        for column, field in enumerate(predictor.fields)
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that no model is asked about: the field, and why."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """What lies beyond a version's limits in one row: values refused, and fields never so seen."""

    refusals: tuple[Refused, ...]
    outside: tuple[str, ...]


NOTHING = Beyond((), ())


class Limits:
    """The limits of one version."""

    def __init__(self, predictor: Predictor, found: Sequence[Seen] | None) -> None:
        """``found`` is what the training saw, field by field; None where nobody wrote it down."""
        self._fields = predictor.fields
        self._seen: Sequence[Seen | None] = found or (None,) * len(predictor.fields)
        ends = [_ends(*pair) for pair in zip(self._fields, self._seen, strict=True)]
        self._low = np.array([low for low, _ in ends], dtype=np.float32)
        self._high = np.array([high for _, high in ends], dtype=np.float32)
        self._lows, self._highs = self._low.tolist(), self._high.tolist()

    def holds(self, row: Sequence[float]) -> bool:
        """Whether one encoded row lies within all limits for certain; unknown values never do."""
        return all(map(le, self._lows, row)) and all(map(ge, self._highs, row))

    def beyond(self, matrix: Matrix) -> dict[int, Beyond]:
        """The rows of ``matrix``, float32 [rows, fields], that lie beyond, by their position."""
        # Most rows are well inside: only the others, and those that hold an unknown value, are
        # looked at one by one.
        inside = (matrix >= self._low) & (matrix <= self._high)
        if inside.all():
            return {}
        rows = np.flatnonzero(~inside.all(axis=1)).tolist()
        looked = ((row, self._look(matrix[row].tolist())) for row in rows)
        return {row: found for row, found in looked if found != NOTHING}

    def _look(self, row: Sequence[float]) -> Beyond:
        refusals: list[Refused] = []
        outside: list[str] = []
        for field, seen, value in zip(self._fields, self._seen, row, strict=True):
            reason = field.refused(value) if isinstance(field, NumberField) else None
            if reason is not None:
                refusals.append(Refused(field.name, reason))
            elif seen is not None and not seen.holds(value):
                outside.append(field.name)
        return Beyond(tuple(refusals), tuple(outside))


def _ends(field: Field, seen: Seen | None) -> tuple[float, float]:
    """Between which a value lies within every limit for certain; none does where low > high."""
    low, high = -math.inf, math.inf
    if isinstance(field, NumberField):
        if seen is not None:
            if seen.low is None or seen.high is None:
                return math.inf, -math.inf
            low, high = seen.low, seen.high
        for refusal in field.refusals:
            if refusal.at_least is not None:
                high = min(high, float(np.nextafter(np.float32(refusal.at_least), -np.inf)))
            if refusal.at_most is not None:
                low = max(low, float(np.nextafter(np.float32(refusal.at_most), np.inf)))
    elif seen is not None:
        choices = len(field.choices) if isinstance(field, CategoryField) else 2
        if len(seen.codes or ()) < choices:
            return math.inf, -math.inf
    return low, high
