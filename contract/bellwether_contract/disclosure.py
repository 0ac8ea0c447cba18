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
    ordered = np.partition(values, (LEAST - 1, len(values) - LEAST))
    inner = ordered[LEAST - 1], ordered[len(values) - LEAST]
    # As typed: 7.4 is 7.400000095367432 as a float32.
    low, high = (float(str(end)) for end in inner)
    if low < high:
        step = round_step((high - low) * STEP_SHARE)
        if (ordered == np.rint(ordered)).all():
            step = max(step, 1.0)
        if (values == inner[0]).sum() < LEAST:
            low = round(math.ceil(low / step - 1e-9) * step, 12)
        if (values == inner[1]).sum() < LEAST:
            high = round(math.floor(high / step + 1e-9) * step, 12)
    elif (values == inner[0]).sum() < LEAST:
        return None
    return (low, high) if low <= high else None


def round_step(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten, from ``size`` > 0 on."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-9))
