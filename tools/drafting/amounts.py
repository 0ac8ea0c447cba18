"""A column of numbers -> a number field: its range, step, codes for "unknown" and example."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bellwether_contract import disclosure
from bellwether_contract.declaration.fields import FLOAT32_MAX
from bellwether_trainer.rows import names
from tools.drafting import suspicions
from tools.drafting.guessed import Guess, with_missing
from tools.drafting.suspicions import Floats
from tools.drafting.writing import Numbers

# Nothing is smaller to a model.
LEAST_STEP = 1.2e-38

# Whole numbers with so few different values may be codes.
CODES = 5


def number(
    base: dict[str, Any], known: list[str], missing: list[Any], optional: bool, numbers: Numbers
) -> Guess:
    """A number field of a column's ``known`` cells, read as ``numbers``.

    ``missing`` are the words that mean unknown, ``optional`` whether any row knows nothing.
    """
    values = np.array([numbers.values[cell] for cell in known])
    doubts = list(numbers.doubts)
    codes = suspicions.sentinels(values)
    for code in codes:
        times = int((values == code).sum())
        doubts.append(
            f"{times:,} rows hold {code:g}, far from all others: taken as unknown. If it is a real "
            f"value, take it out of missing"
        )
    values = values[~np.isin(values, codes)]
    for code in suspicions.possible_codes(values):
        times = int((values == code).sum())
        doubts.append(
            f"{times:,} rows hold {code:g}: taken as a value. If it means unknown, declare it: "
            f"missing: {{values: [{code:g}]}}"
        )
    whole = bool((values == np.rint(values)).all())
    low, high = _range(values, whole=whole, positive=0.0 in codes)
    if whole and len(np.unique(values)) <= CODES:
        doubts.append("few different values: if they are codes, make it a category with labels")
    made: dict[str, Any] = {
        **base, "type": "integer" if whole else "number", "unit": numbers.unit, "minimum": low,
        "maximum": high,
    }  # fmt: skip
    if not whole:
        made["step"] = 10.0 ** -max(map(_decimals, np.unique(values).tolist()))
    if names.is_an_age(base["name"]) or names.is_an_age(base["label"]):
        made["outside"] = "refuse"
    made["decimal"] = numbers.decimal
    made["below_detection"] = "half" if numbers.below else None
    made["example"] = _plain(_middle(values, low, high))
    unknown = [*map(_plain, codes), *missing]
    return Guess(
        with_missing(made, unknown, optional or bool(codes)), tuple(doubts), numbers.notation
    )


def _middle(values: Floats, low: float, high: float) -> float:
    """The median as an example; where hardly anybody holds it, a round number beside it."""
    median = float(np.quantile(values, 0.5, method="nearest"))
    if (values == median).sum() >= disclosure.LEAST or low == high:
        return median
    step = disclosure.round_step((high - low) / 20)
    return min(max(round(median / step) * step, low), high)


def _range(values: Floats, *, whole: bool, positive: bool) -> tuple[float | int, float | int]:
    """Round ends around ``values``, with a tenth of their range to spare.

    An end where many rows lie is an end of the scale (no days of 30), and so is a zero below.
    """
    low, high = float(values.min()), float(values.max())
    spare = max((high - low) / 10, LEAST_STEP)
    step = max(_round_step(spare), 1.0 if whole else 0.0)
    bottom = math.floor((low - spare) / step) * step
    top = math.ceil((high + spare) / step) * step
    if low >= 0 and bottom < 0:
        bottom = 0.0
    if positive and bottom <= 0:
        bottom = math.floor(low / 2) if whole else low / 2
    heaped_low, heaped_high = suspicions.heaped(values)
    bottom, top = low if heaped_low else bottom, high if heaped_high else top
    return _plain(max(bottom, -FLOAT32_MAX)), _plain(min(top, FLOAT32_MAX))


def _round_step(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-9))


def _plain(value: float) -> float | int:
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded == int(rounded) else rounded


def _decimals(value: float) -> int:
    """How many digits stand behind the point of a value, 6 at most."""
    mantissa, _, power = f"{value:.12g}".partition("e")
    decimals = len(mantissa.partition(".")[2])
    return min(max(decimals - int(power or 0), 0), 6)
