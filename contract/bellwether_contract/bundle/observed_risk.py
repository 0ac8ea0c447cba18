"""How sure a score is: what a version's report says of the people who got one like it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bellwether_contract.errors import RefusedBundle

# A report tells a band for each whole point of 100 people, 0 and 100 included.
POINTS = 101


@dataclass(frozen=True, slots=True)
class Band:
    """Of people with a score like this, the share between ``low`` and ``high`` had it.

    The interval covers 95 %. ``n`` is how many people's scores were within two points of 100 of
    this one, None where an older report has not counted them. ``refits`` is the range that 95 %
    of models from other samples of the same size give, where it is known.
    """

    low: float
    high: float
    n: int | None
    refits: tuple[float, float] | None


class Bands:
    """The bands of one version, between whole points by linear interpolation."""

    def __init__(self, points: Sequence[Band | None]) -> None:
        """``points`` are the bands at 0, 1, ... 100 of 100; None where no such score was seen."""
        self._points = tuple(points)

    def at(self, score: float) -> Band | None:
        """The band of a probability; where one neighbour is unknown, that of the nearest point."""
        whole = min(int(100 * score), POINTS - 2)
        share = 100 * score - whole
        below, above = self._points[whole], self._points[whole + 1]
        nearest = above if share >= 0.5 else below
        if below is None or above is None or nearest is None:
            return nearest

        def between(low: float, high: float) -> float:
            return low + share * (high - low)

        refits = nearest.refits
        if below.refits is not None and above.refits is not None:
            (low, high), (next_low, next_high) = below.refits, above.refits
            refits = between(low, next_low), between(high, next_high)
        return Band(
            between(below.low, above.low), between(below.high, above.high), nearest.n, refits
        )


def read(report: bytes) -> Bands:
    """The bands of a report.

    One without any, as older ones are, has none for every point. Raises RefusedBundle where it
    has them but they cannot be used.
    """
    try:
        document = json.loads(report)
        points = document.get("score_band") or [None] * POINTS
        refits = (document.get("refits") or {}).get("band") or [None] * POINTS
        found = tuple(_band(*pair) for pair in zip(points, refits, strict=True))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedBundle(f"report.json has no usable bands ({type(error).__name__})") from error
    if len(found) != POINTS:
        raise RefusedBundle(f"report.json has {len(found)} bands instead of {POINTS}")
    return Bands(found)


def _band(observed: Mapping[str, Any] | None, refit: Mapping[str, Any] | None) -> Band | None:
    if observed is None or observed["low"] is None:
        return None
    refits = None
    if refit is not None and refit["low"] is not None:
        refits = (float(refit["low"]), float(refit["high"]))
    # Older reports have an "n", by how many people such a share would be told as precisely.
    near = observed.get("near")
    people = None if near is None else int(near)
    return Band(float(observed["low"]), float(observed["high"]), people, refits)
