"""Challengers: equal ones must pass, worse ones must not, whatever a margin is in errors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from bellwether_trainer.measures import gate, paired, tolerance
from bellwether_trainer.measures.evaluation_types import Comparison, Incumbent, Outcome, Tolerances
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.predictions import Predictions
from research.study.gate import first, people
from research.study.gate.cells import Cell
from research.study.gate.people import Population

PREVALENCE, AUROC = 0.2, 0.75
POPULATION = Population.of(PREVALENCE, AUROC)

# How far an equal pair is from the truth, each in its own way.
NOISE = 0.3
# A group of so many parts, where the rows have enough events for any of it.
GROUPS = 10
# So many draws tell how wide a margin is, and so many steps find whom it is asked of.
PILOTS, STEPS = 60, 12
# Margins so wide that the other measure alone decides.
NO_MATTER = 10.0

Measure = Literal["log loss", "AUROC"]
On = first.On


@dataclass(frozen=True, slots=True)
class Pair:
    """How noisily champion and challenger know the truth, and what is tolerated between them."""

    champion: float
    challenger: float
    limits: Tolerances


def outcome(
    random: np.random.Generator, events: int, pair: Pair, on: On, at_least: float = 0.0
) -> Outcome:
    """Draw people and both versions' predictions, and ask the whole gate.

    Draws in which a margin is not ``at_least`` so many of their standard errors do not count.
    """
    while True:
        challenger, champion = _drawn(random, events, pair.champion, pair.challenger, on)
        part = random.integers(GROUPS, size=challenger.n)
        groups = tuple(Group("Part", "Part", str(each), part == each) for each in range(GROUPS))
        comparison = paired.compare(challenger, champion, groups)
        if _errors_in_margin(comparison, pair.limits) >= at_least:
            break
    incumbent = Incumbent("v1", None, comparison)
    found = first.evaluation(
        challenger, PREVALENCE, first.TAUGHT * challenger.n, champion=incumbent, best=incumbent
    )
    return gate.decide(found, pair.limits, anchor="made up", comparisons=1).outcome


def _errors_in_margin(comparison: Comparison, limits: Tolerances) -> float:
    widened = tolerance.widened(1.0, comparison.events)
    assert comparison.auroc is not None
    return widened * min(
        limits.log_loss / comparison.log_loss.standard_error,
        limits.auroc / comparison.auroc.standard_error,
    )


def _drawn(
    random: np.random.Generator, events: int, champion: float, challenger: float, on: On
) -> tuple[Predictions, Predictions]:
    _, odds = POPULATION.draw(round(events / PREVALENCE), 1, random)
    labels = people.labels_of(odds, random)
    if on == "held out":
        return (
            people.held_out(labels, POPULATION.noisy(odds, challenger, random)),
            people.held_out(labels, POPULATION.noisy(odds, champion, random)),
        )
    folds = people.dealt(labels, random)

    def through(noise: float) -> Predictions:
        return people.in_folds(labels, POPULATION.noisy(odds, noise, random), folds)

    return through(challenger), through(champion)


@cache
def equal(events: int, margins: float, on: On) -> Pair:
    """Two that are equally far from the truth, with margins of so many standard errors."""
    found = _pilots(events, NOISE, NOISE, on)
    log_loss, auroc = (margins * error for _, error in found)
    return Pair(NOISE, NOISE, _declared(events, log_loss, auroc))


@cache
def worse_by_two(events: int, margins: float, on: On, measure: Measure) -> Pair:
    """One worse by twice the margin, which is so many standard errors, as ``measure`` sees it."""
    place = 1 if measure == "AUROC" else 0
    # Twice so many errors away: the farther from the truth, the more of them.
    low, high = 0.02, 12.0
    for _ in range(STEPS):
        noise = math.sqrt(low * high)
        mean, error = _pilots(events, 0.0, noise, on)[place]
        low, high = (low, noise) if mean > 2 * margins * error else (noise, high)
    limits = worse_by(events, 0.0, noise, on)
    if measure == "log loss":
        return Pair(0.0, noise, replace(limits, auroc=NO_MATTER))
    return Pair(0.0, noise, replace(limits, log_loss=NO_MATTER))


def worse_by(events: int, champion: float, challenger: float, on: On) -> Tolerances:
    """Margins of which such a challenger is worse by twice each."""
    log_loss, auroc = (mean / 2 for mean, _ in _pilots(events, champion, challenger, on))
    return _declared(events, log_loss, auroc)


def _declared(events: int, log_loss: float, auroc: float) -> Tolerances:
    """Margins as they are declared, so that they are these where so few events measure."""
    widened = tolerance.widened(1.0, events)
    return gate.tolerances(log_loss=log_loss / widened, auroc=auroc / widened)


@cache
def _pilots(
    events: int, champion: float, challenger: float, on: On
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean difference and mean standard error of log loss, and of AUROC."""
    found: list[Comparison] = []
    for seed in range(PILOTS):
        both = _drawn(np.random.default_rng(seed), events, champion, challenger, on)
        found.append(paired.compare(*both))
    kinds = ([each.log_loss for each in found], [each.auroc for each in found if each.auroc])
    log_loss, auroc = (
        (
            float(np.mean([each.mean for each in kind])),
            float(np.mean([each.standard_error for each in kind])),
        )
        for kind in kinds
    )
    return log_loss, auroc


# By how many events they are measured, and how.
MEASURED: tuple[tuple[On, int], ...] = (
    ("held out", 500), ("held out", 3000), ("folds", 100), ("folds", 300),
)  # fmt: skip
MEASURES: tuple[Measure, ...] = ("log loss", "AUROC")


def cells() -> Iterator[Cell]:
    """Equal ones and ones worse by twice the margin, from few events to many."""
    for on, events in MEASURED:
        for margins in (3.0, 4.5):
            yield _cell(events, margins, on, "equal", "accepted", 0.90, at_least=3.0)
        for measure in MEASURES:
            for margins in (0.5, 1.0, 2.0, 3.6):
                yield _cell(events, margins, on, measure, "accepted", 0.05)
            # Of so few as 100 events no model is so bad that it is worse by so many errors.
            if events >= 300:
                yield _cell(events, 3.6, on, measure, "rejected", 0.95, at_least=3.6)


def _cell(
    events: int,
    margins: float,
    on: On,
    kind: Literal["equal"] | Measure,
    counted: Outcome,
    wanted: float,
    at_least: float = 0.0,
) -> Cell:
    def draw(random: np.random.Generator) -> bool:
        pair = (
            equal(events, margins, on)
            if kind == "equal"
            else worse_by_two(events, margins, on, kind)
        )
        return outcome(random, events, pair, on, at_least) == counted

    what = "equal" if kind == "equal" else f"2 margins worse in {kind}"
    return Cell(
        f"challenger {counted}: {what}, {events:,} events {on}, margin {margins:g} errors",
        draw,
        wanted,
        at_most=wanted < 0.5,
    )
