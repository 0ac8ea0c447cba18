"""How many people a model of so many parameters takes (Riley and others, BMJ 2020;368:m441)."""

from __future__ import annotations

import math
from dataclasses import dataclass

# What the criteria ask for: log-odds that have to be drawn together by a tenth at most, an optimism
# of a twentieth in the share of what can be explained, and an overall risk to five points of 100.
SHRINKAGE = 0.9
OPTIMISM = 0.05
OVERALL = 0.05
Z = 1.96

# Before there is a model: the share of what can be explained that Riley and others advise to
# assume.
ASSUMED = 0.15


@dataclass(frozen=True, slots=True)
class SampleSize:
    """People who are there and people who would be needed for each criterion; ``needed`` for all.

    ``r2`` is Cox and Snell's, of predictions of rows not learned from, or as it was assumed.
    Where it is not above 0 nothing was learned, and no number of rows follows.
    """

    rows: int
    events: int
    parameters: int
    r2: float
    shrinkage: int | None
    optimism: int | None
    overall: int
    needed: int | None

    @property
    def enough(self) -> bool:
        """Whether there are as many as needed."""
        return self.needed is not None and self.rows >= self.needed


def measured(
    rows: int, events: int, parameters: int, *, log_loss: float, of_prevalence: float
) -> SampleSize:
    """From log losses of rows not learned from, in nats per row: a model's and the prevalence's."""
    r2 = 1.0 - math.exp(-2.0 * (of_prevalence - log_loss))
    return _of(rows, events, parameters, r2)


def assumed(rows: int, events: int, parameters: int) -> SampleSize:
    """Before there is a model: it explains the ASSUMED share of what can be explained."""
    return _of(rows, events, parameters, ASSUMED * largest_r2(events / rows))


def largest_r2(prevalence: float) -> float:
    """Cox and Snell's R squared of a model that knows every label."""
    entropy = -sum(share * math.log(share) for share in (prevalence, 1.0 - prevalence))
    return 1.0 - math.exp(-2.0 * entropy)


def _of(rows: int, events: int, parameters: int, r2: float) -> SampleSize:
    prevalence = events / rows
    overall = math.ceil((Z / OVERALL) ** 2 * prevalence * (1.0 - prevalence))
    if r2 <= 0.0:
        return SampleSize(rows, events, parameters, r2, None, None, overall, None)
    spared = r2 / (r2 + OPTIMISM * largest_r2(prevalence))
    shrinkage, optimism = (_rows(parameters, r2, factor) for factor in (SHRINKAGE, spared))
    needed = max(shrinkage, optimism, overall)
    return SampleSize(rows, events, parameters, r2, shrinkage, optimism, overall, needed)


def _rows(parameters: int, r2: float, factor: float) -> int:
    """So that log-odds are to be multiplied by ``factor`` in people not learned from."""
    # A model that knows nearly everything needs few; the formula ends there.
    explained = min(r2 / factor, 1.0 - 1e-9)
    return math.ceil(parameters / ((factor - 1.0) * math.log1p(-explained)))
