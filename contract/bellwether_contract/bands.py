"""How sure a score is: what a version's report says of the people who got one like it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bellwether_contract.errors import RefusedBundle

# A report tells a band for each whole point of 100 people, 0 and 100 included.
POINTS = 101


@dataclass(frozen=True, slots=True)
class Band:
    """Of people with a score like this, the share between ``low`` and ``high`` had it.

    The interval covers 95 % and rests on about ``n`` people's worth of rows. ``refits`` is the
    range that 95 % of models from other samples of the same size give, where it is known.
    """

    low: float
    high: float
    n: int
    refits: tuple[float, float] | None


Bands = tuple[Band | None, ...]


def read(report: bytes) -> Bands:
    """The bands of a report by whole points, [POINTS]; None where no such score was seen.

    A report without any, as older ones are, has none for every point. Raises RefusedBundle where
    it has them but they cannot be used.
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
    return found


def point(score: float) -> int:
    """The whole point of 100 next to a probability, 0 to 1."""
    return int(100 * score + 0.5)


def _band(observed: Mapping[str, Any] | None, refit: Mapping[str, Any] | None) -> Band | None:
    if observed is None or observed["low"] is None:
        return None
    refits = None
    if refit is not None and refit["low"] is not None:
        refits = (float(refit["low"]), float(refit["high"]))
    return Band(float(observed["low"]), float(observed["high"]), int(observed["n"]), refits)
