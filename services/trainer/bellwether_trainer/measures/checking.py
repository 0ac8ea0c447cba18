"""How a check is written down: in numbers that are JSON, and in words."""

from __future__ import annotations

import math

from bellwether_contract.coded import Value, coded
from bellwether_trainer.measures.evaluation_types import Check
from bellwether_trainer.measures.metric_types import Pair
from bellwether_trainer.measures.tolerance import Judged


def check(
    name: str,
    against: str,
    value: float,
    tolerated: tuple[float | None, float | None],
    judged: Judged,
    words: str,
    *,
    holds_back: bool = False,
    **named: Value,
) -> Check:
    """One check; ``tolerated`` is between its two ends, None: there is no such end.

    Its words carry the figures that they tell, and what else is ``named`` in them.
    """
    low, high = tolerated
    interval = _finite_pair(judged.interval) or (None, None)
    words = coded(
        words,
        name,
        against=against,
        value=value,
        low=low,
        high=high,
        found=judged.found,
        interval_low=interval[0],
        interval_high=interval[1],
        shown_below=judged.shown[0],
        shown_above=judged.shown[1],
        holds_back=holds_back,
        **named,
    )
    return Check(
        name=name,
        against=against,
        value=_finite(value),
        low=low,
        high=high,
        found=judged.found,
        words=words,
        interval=_finite_pair(judged.interval),
        shown_below=judged.shown[0],
        shown_above=judged.shown[1],
        holds_back=holds_back,
    )


def number(value: float, digits: str = ".4f") -> str:
    """A figure in words; what is no number is called so."""
    return format(value, digits) if math.isfinite(value) else "something that is no number"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _finite_pair(pair: Pair) -> Pair | None:
    return pair if all(map(math.isfinite, pair)) else None
