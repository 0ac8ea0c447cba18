"""What may be told of the people in the rows: nothing that fewer than five of them share.

The rule of statistical disclosure control that official statistics keep: a cell of a table holds a
minimum number of people, and no extreme is one person's (Hundepool et al., Handbook on Statistical
Disclosure Control, 2010).
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

# Fewer people than this are never told apart from each other.
LEAST = 5

# What stands in the place of a smaller count; nobody is nobody's secret, so 0 is told.
Few = Literal["fewer than 5"]
FEWER: Few = "fewer than 5"

# The ends of a range are rounded to a step of this share of it.
STEP_SHARE = 0.01


def counted(people: int) -> int | Few:
    """A number of people as it may be told."""
    return FEWER if 0 < people < LEAST else people


def ends(values: npt.NDArray[np.floating]) -> tuple[float, float] | None:
    """Between which ends known ``values`` lie, at least LEAST of them at or beyond each end.

    An end that fewer than LEAST share is rounded inwards to a round step. None where there are
    too few values to tell any.
    """
    if len(values) < LEAST:
        return None
    low, high, step = _inner(values)
    shared = [int((values == values.dtype.type(end)).sum()) >= LEAST for end in (low, high)]
    if step is None or low >= high:
        return (low, high) if low == high and all(shared) else None
    if not shared[0]:
        low = round(math.ceil(low / step - 1e-9) * step, 12)
    if not shared[1]:
        high = round(math.floor(high / step + 1e-9) * step, 12)
    return (low, high) if low <= high else None


def few_beyond(values: npt.NDArray[np.floating]) -> tuple[float, float] | None:
    """Two values: fewer than LEAST of known ``values`` lie at or below the one, or above the other.

    They are on the next round step, so that they are nobody's. None where there are too few values,
    or too many equal ones, to tell any.
    """
    if len(values) < LEAST:
        return None
    low, high, step = _inner(values)
    if step is None:
        return None
    below = (math.ceil(low / step - 1e-9) - 1) * step
    above = (math.floor(high / step + 1e-9) + 1) * step
    return round(below, 12), round(above, 12)


def _inner(values: npt.NDArray[np.floating]) -> tuple[float, float, float | None]:
    """The LEAST-th smallest and largest of known ``values``, and the round step of what is told.

    There is no step where they are one value that is not whole.
    """
    ordered = np.partition(values, (LEAST - 1, len(values) - LEAST))
    # As typed: 7.4 is 7.400000095367432 as a float32.
    low, high = (float(str(end)) for end in (ordered[LEAST - 1], ordered[len(values) - LEAST]))
    step = round_step((high - low) * STEP_SHARE) if low < high else None
    if (values == np.rint(values)).all():
        step = max(step or 1.0, 1.0)
    return low, high, step


def round_step(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten, from ``size`` > 0 on."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-9))
