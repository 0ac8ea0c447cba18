"""What training rows held of each field, as far as it may be told."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Declared

from bellwether_contract import disclosure
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Matrix

Finite = Annotated[float, Declared(allow_inf_nan=False)]


class Seen(BaseModel):
    """What training rows held of one field, as it is encoded, and what may be told of it.

    Between ``low`` and ``high`` for a number, one of ``codes`` for everything else; ``unknown``
    says whether it was unknown. At least ``disclosure.LEAST`` people lie at or beyond each end and
    hold each code: what fewer hold counts as not seen. Fewer lie at or beyond ``below`` and
    ``above``, None where nobody wrote that down.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: Finite | None
    high: Finite | None
    codes: tuple[int, ...] | None
    unknown: bool
    below: Finite | None = None
    above: Finite | None = None

    def holds(self, value: float) -> bool:
        """Whether training rows held ``value``, or for numbers some below and some above it."""
        if math.isnan(value):
            return self.unknown
        if self.codes is not None:
            return value in self.codes
        return self.low is not None and self.high is not None and self.low <= value <= self.high

    @classmethod
    def of(cls, column: npt.NDArray[np.float32], *, number: bool) -> Self:
        """What ``column`` [rows] holds."""
        absent = np.isnan(column)
        known = column[~absent]
        unknown = int(absent.sum()) >= LEAST
        if number:
            low, high = _as_encoded(disclosure.ends(known))
            below, above = _as_encoded(disclosure.few_beyond(known))
            return cls(low=low, high=high, codes=None, unknown=unknown, below=below, above=above)
        found, counts = np.unique(known, return_counts=True)
        codes = tuple(int(code) for code in found[counts >= LEAST])
        return cls(low=None, high=None, codes=codes, unknown=unknown)


def seen(matrix: Matrix, predictor: Predictor) -> tuple[Seen, ...]:
    """What training rows, float32 [rows, fields], held of each field."""
    return tuple(
        Seen.of(matrix[:, column], number=isinstance(field, NumberField))
        for column, field in enumerate(predictor.fields)
    )


def seen_in_report(report: bytes, predictor: Predictor) -> tuple[Seen | None, ...]:
    """What the counts of a version's report tell of each field, None where they tell nothing.

    Of a version whose manifest holds one person's extremes, nothing of them is told.
    """
    try:
        entries = json.loads(report)["data"]["fields"]
        by_name = {str(entry["name"]): entry for entry in entries}
    except (ValueError, KeyError, TypeError):
        return (None,) * len(predictor.fields)
    return tuple(_counted(by_name.get(field.name), field) for field in predictor.fields)


def _as_encoded(ends: tuple[float, float] | None) -> tuple[float, float] | tuple[None, None]:
    """As float32, like the values that are held against them."""
    return (
        (None, None) if ends is None else (float(np.float32(ends[0])), float(np.float32(ends[1])))
    )


def _counted(entry: Any, field: Field) -> Seen | None:
    try:
        bins = [
            (each["low"], each["high"], each["positive"] + each["negative"])
            for each in entry["bins"]
        ]
        unknown = int(entry["missing"]) >= LEAST
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(field, NumberField):
        # The unknown ones come last, behind those of the choices.
        choices = len(field.choices) if isinstance(field, CategoryField) else 2
        codes = tuple(code for code, (*_, n) in enumerate(bins[:choices]) if n >= LEAST)
        return Seen(low=None, high=None, codes=codes, unknown=unknown)
    numbers = [each for each in bins if each[:2] != (None, None)]
    low = _beyond([(high, n) for _, high, n in numbers])
    high = _beyond([(low, n) for low, _, n in reversed(numbers)])
    if low is None or high is None or low > high:
        return None
    return Seen(low=float(np.float32(low)), high=float(np.float32(high)), codes=None,
                unknown=unknown)  # fmt: skip


def _beyond(ends: Sequence[tuple[float | None, int]]) -> float | None:
    """The first of some ends beyond which LEAST people lie, of bins from the outermost on."""
    people = 0
    for end, n in ends:
        people += n
        if people >= LEAST:
            return end
    return None
