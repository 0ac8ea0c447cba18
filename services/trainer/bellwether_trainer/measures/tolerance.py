"""Three answers instead of two: the rows speak for a version, against it, or tell too little.

A figure is judged by what the rows leave open of it, never by the figure alone: a model that is
exactly true has a slope of 0.9 on few rows as often as not. Pure, and free of any array.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from bellwether_trainer.measures.metric_types import Interval, Pair
from bellwether_trainer.measures.verdict import Difference, Found

_quantile, _share_below = NormalDist().inv_cdf, NormalDist().cdf


@dataclass(frozen=True, slots=True)
class Chances:
    """How often a figure may fail by bad luck, of a version that is not to be rejected.

    ``edge``: of one at the very edge of what is tolerated. ``middle``: of one in the middle, whose
    figure varies ``learned`` times as much as its standard error says, for what has taught it is
    a sample too.
    """

    edge: float
    middle: float
    learned: float = 1.0


# Slope and intercept have together a chance of one in twenty at the edge. The slope has four
# fifths of it, since rows tell least of it: with half, 1,000 events of 2,000 people would show a
# slope of 0.8 in 78 cases of 100 instead of 84. Three times as many rows teach as are held out, so
# that the variance of a slope is a third larger than its error says. The intercept's error has its
# training rows' in it already.
SLOPE = Chances(edge=0.8 * 0.05, middle=0.025, learned=math.sqrt(4 / 3))
INTERCEPT = Chances(edge=0.2 * 0.05, middle=0.2 * 0.05)

# A difference speaks against a version where its lower one-sided 95 % bound is beyond the margin,
# and is a gain beyond chance where its upper one is below 0.
BEYOND_Z = _quantile(0.95)

# Where the margin is less than so many standard errors, an equal version and one that is worse by
# the margin look too much alike to decide between them.
ENOUGH = 3.0

# Whoever knows nothing looks by chance in one case of twenty-five as if they knew something. In
# folds the same few labels teach and measure, and such areas spread more than their error says:
# with an error wider by a ninth it is one case in eighteen or so.
KNOWS_Z = _quantile(0.96)
KNOWS_IN_FOLDS_Z = 10 / 9 * KNOWS_Z

# Where the margin is wide enough to decide by, a bound of 90 % speaks against a version: one worse
# by twice the margin is then rejected in 97 cases of 100 although its error is estimated too, and
# an equal one is four errors away from it.
DECIDES_Z = _quantile(0.90)

# So many standard errors a difference lies within the margin where it speaks for a version. With
# a margin of three of them an equal version lies there in 98 of 100 cases.
WITHIN_CHAMPION = 1.0
# Against a version that is not the champion any more, every new challenger is one more chance to
# slip below it: one in a hundred, so that 25 of them in a row do not.
WITHIN_FIXED = _quantile(0.99)

# The smallest fault that rows could have shown is one that they show in four of five cases.
POWER_Z = _quantile(0.80)

# Margins are declared for so many people with the event among those that measure.
MARGIN_EVENTS = 6_000

# A model that was fitted in folds has learned from as few events as measure it, and its slope
# errs by both. The part of learning grows as events get fewer, and equals that of measuring here.
FOLDS_EVENTS = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rows say: ``interval`` is what they leave open.

    A truth below ``shown[0]`` or above ``shown[1]`` they would have shown in four of five cases.
    """

    found: Found
    interval: Pair
    shown: tuple[float | None, float | None]


def standard_error(interval: Interval) -> float:
    """Of the estimate, from its two-sided 95 % interval."""
    return (interval.high - interval.low) / 2 / _quantile(0.975)


def widened(margin: float, events: int) -> float:
    """A margin declared for MARGIN_EVENTS, for so many measuring ``events``.

    It grows as the standard error does where events get fewer. More of them never narrow it:
    what a loss matters to people does not depend on how well it is known.
    """
    return margin * math.sqrt(max(1.0, MARGIN_EVENTS / max(events, 1)))


def in_folds(error: float, events: int) -> float:
    """A slope's standard error with that of having learned from four fifths of the same rows."""
    return error * math.sqrt(1 + FOLDS_EVENTS / max(events, 1))


def errors_outside(width: float, error: float, chances: Chances) -> float:
    """How many standard errors outside a region of this ``width`` speak against an estimate.

    A truth at an edge has nothing to fear at the other one where the region is wide: one tail has
    all of its chance (Hodges and Lehmann, Journal of the Royal Statistical Society B 16, 1954).
    Where the error is wide beside the region, it is the truth in the middle that needs more.
    """
    middle = chances.learned * _quantile(1 - chances.middle / 2)
    if not error > 0:
        return _quantile(1 - chances.edge)
    low, high = _quantile(1 - chances.edge), _quantile(1 - chances.edge / 2)
    for _ in range(40):
        z = (low + high) / 2
        failed = _share_below(-z) + _share_below(-z - width / error)
        low, high = (z, high) if failed > chances.edge else (low, z)
    return max(high, middle - width / 2 / error)


def within(estimate: float, error: float, region: Pair, chances: Chances) -> Judged:
    """Failed where the interval lies wholly outside ``region``, passed where wholly inside."""
    z = errors_outside(region[1] - region[0], error, chances)
    low, high = estimate - z * error, estimate + z * error
    open_, reach = (low, high), (z + POWER_Z) * error
    shown = (region[0] - reach, region[1] + reach)
    if not (math.isfinite(low) and math.isfinite(high)):
        return Judged("failed", open_, (None, None))
    if high < region[0] or low > region[1]:
        return Judged("failed", open_, shown)
    if region[0] <= low and high <= region[1]:
        return Judged("passed", open_, shown)
    return Judged("too little", open_, shown)


def below(worse: float, error: float, limit: float, z: float = BEYOND_Z) -> Judged:
    """Failed where ``worse`` is surely above ``limit``, passed where surely below it."""
    low, high = worse - z * error, worse + z * error
    if not (math.isfinite(low) and math.isfinite(high)):
        return Judged("failed", (low, high), (None, None))
    shown = (None, limit + (z + POWER_Z) * error)
    if low > limit:
        return Judged("failed", (low, high), shown)
    return Judged("passed" if high < limit else "too little", (low, high), shown)


def not_worse(difference: Difference, margin: float, *, inside: float) -> Judged:
    """Whether a paired ``difference`` (positive: worse) lies within ``margin``.

    Failed where it is surely beyond. Passed where it is surely a gain, or, where the margin is at
    least ENOUGH standard errors, ``inside`` of them within it. Else these rows tell too little.
    """
    mean, error = difference.mean, difference.standard_error
    enough = margin >= ENOUGH * error * (1 - 1e-9)
    judged = below(mean, error, margin, DECIDES_Z if enough else BEYOND_Z)
    if judged.found == "failed":
        return judged
    gained = mean + BEYOND_Z * error < 0
    found: Found = (
        "passed" if gained or (enough and mean + inside * error < margin) else "too little"
    )
    return Judged(found, judged.interval, judged.shown)


def familywise_z(comparisons: int) -> float:
    """One-sided quantile with which 5 % is the chance of any of so many (Bonferroni)."""
    return _quantile(1 - 0.05 / max(comparisons, 1))
