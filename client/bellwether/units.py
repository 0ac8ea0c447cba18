"""A number that somebody has in another unit than its field's.

It becomes what the page makes of it (services/web/src/predict/typed-number.ts); the table of both
is tests/numbers.json.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bellwether import numbers

# What a converted number is told with, where its field declares no step.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """Times ``factor`` plus ``offset`` a number in ``unit`` is in that of its field."""

    unit: str
    factor: float
    offset: float


def read(
    text: str,
    others: Sequence[OtherUnit],
    ends: tuple[float | None, float | None],
    decimals: int | None,
) -> float | None:
    """The number of ``text`` in the unit of its field, if one of the ``others`` follows it.

    ``ends`` are those of the field in its own unit; ``decimals`` how many it has, None where that
    is not declared. Raises Ambiguous.
    """
    for other in others:
        theirs = [None if end is None else (end - other.offset) / other.factor for end in ends]
        value = numbers.read(text, other.unit, thousands=numbers.may_be_thousands(*theirs))
        if value is not None:
            return _rounded(value * other.factor + other.offset, decimals)
    return None


def _rounded(value: float, decimals: int | None) -> float:
    if decimals is None:
        whole = 1 if value == 0 else math.floor(math.log10(abs(value))) + 1
        decimals = max(0, DIGITS - whole)
    return float(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
