"""A cell: one question to the gate, asked many times, with what its answer has to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

# One draw: whether what the cell counts has come about.
Draw = Callable[[np.random.Generator], bool]

SEED = 20200101


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
    """How often it came about, with its one-sided 95 % bounds (Clopper and Pearson)."""

    cell: Cell
    count: int
    draws: int

    @property
    def share(self) -> float:
        """Of the draws."""
        return self.count / self.draws

    @property
    def lower(self) -> float:
        """At least so often."""
        return float(
            stats.beta.ppf(0.05, self.count, self.draws - self.count + 1) if self.count else 0
        )

    @property
    def upper(self) -> float:
        """At most so often."""
        left = self.draws - self.count
        return float(stats.beta.ppf(0.95, self.count + 1, left) if left else 1)

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
        return f"{ok} {self.cell.name:<74} {self.share:.3f}  {bound}{must}"


def run(cell: Cell, draws: int) -> Result:
    """Ask so often; each draw has its own seed, the same in every run."""
    seeds = np.random.SeedSequence([SEED, *cell.name.encode()]).spawn(draws)
    return Result(cell, sum(cell.draw(np.random.default_rng(seed)) for seed in seeds), draws)
