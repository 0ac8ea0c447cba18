"""Restricted cubic splines: cubic between their knots, straight beyond the outer ones.

Harrell, Regression Modeling Strategies, 2nd edition, 2015, 2.4.5.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def terms(knots: Floats) -> list[list[tuple[float, float]]]:
    """Each bent column as (knot, weight) of truncated cubes; none of fewer than three ``knots``."""
    if len(knots) < 3:
        return []
    last, before, norm = knots[-1], knots[-2], (knots[-1] - knots[0]) ** 2
    return [
        [
            (float(knot), 1.0 / norm),
            (float(before), -(last - knot) / (last - before) / norm),
            (float(last), (before - knot) / (last - before) / norm),
        ]
        for knot in knots[:-2]
    ]


def bent(values: Floats, knots: Floats) -> list[Floats]:
    """The bent columns of ``values`` [n], each [n]: two fewer than there are knots."""
    return [
        np.sum([weight * _cube(values - knot) for knot, weight in term], axis=0)
        for term in terms(knots)
    ]


def _cube(values: Floats) -> Floats:
    positive = np.maximum(values, 0.0)
    return positive * positive * positive
