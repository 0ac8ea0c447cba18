"""A cell: one question to the gate, asked many times, with what its answer has to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

# One draw: whether what the cell counts has come about.
Draw = Callable[[np.random.Generator], bool]

SEED = 20200101

# A cell is looked at after so many draws, and ends where a bound shows what is wanted, or the
# opposite. Every look is one more chance to be wrong: its bound may err with the chance beside it,
# and together they err in one case of twenty at most, whenever the cell ends (Bonferroni).
LOOKS = ((150, 0.002), (300, 0.003), (600, 0.005), (1_200, 0.01), (2_000, 0.03))
CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Cell:
    """What is counted, and the share of draws in which it must, or may at most, come about.

    ``wanted`` None: only told.
    """

    name: str
    draw: Draw
    wanted: float | None
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How often it came about, with its one-sided bounds (Clopper and Pearson).

    Each errs with this ``chance``.
    """

    cell: Cell
    count: int
    draws: int
    chance: float = CHANCE

    @property
    def share(self) -> float:
        """Of the draws."""
        return self.count / self.draws

    @property
    def lower(self) -> float:
        """At least so often."""
        left = self.draws - self.count
        return float(stats.beta.ppf(self.chance, self.count, left + 1) if self.count else 0)

    @property
    def upper(self) -> float:
        """At most so often."""
        left = self.draws - self.count
        return float(stats.beta.ppf(1 - self.chance, self.count + 1, left) if left else 1)

    @property
    def shown(self) -> bool:
        """Whether the bound, not the share alone, is what is wanted."""
        wanted = self.cell.wanted
        if wanted is None:
            return True
        return self.upper <= wanted if self.cell.at_most else self.lower >= wanted

    @property
    def spoken_against(self) -> bool:
        """Whether even the far bound is not what is wanted: few draws can say no more."""
        wanted = self.cell.wanted
        if wanted is None:
            return False
        return self.lower > wanted if self.cell.at_most else self.upper < wanted

    def __str__(self) -> str:
        wanted = self.cell.wanted
        bound = f"<= {self.upper:.3f}" if self.cell.at_most else f">= {self.lower:.3f}"
        must = (
            "" if wanted is None else f"  wanted {'<=' if self.cell.at_most else '>='} {wanted:g}"
        )
        ok = "ok " if self.shown else "NOT"
        return f"{ok} {self.cell.name:<74} {self.share:.3f}  {bound}{must}  of {self.draws:,}"


def run(cell: Cell, draws: int) -> Result:
    """Ask so often; each draw has its own seed, the same in every run."""
    return Result(cell, sum(_asked(cell, 0, draws)), draws)


def until_shown(cell: Cell) -> Result:
    """Ask until a look shows what is wanted or the opposite; the same draws in every run."""
    count, done = 0, 0
    for draws, chance in LOOKS:
        count += sum(_asked(cell, done, draws))
        done = draws
        result = Result(cell, count, draws, chance)
        if result.shown or result.spoken_against:
            break
    return result


def _asked(cell: Cell, first: int, last: int) -> Iterator[bool]:
    named = np.random.SeedSequence([SEED, *cell.name.encode()])
    for seed in named.spawn(last)[first:]:
        yield cell.draw(np.random.default_rng(seed))
