"""Creep: 25 challengers in a row, each a little worse than the last champion.

Each knows the truth with more noise, all its own, so that it loses 0.4 margins of true log loss to
the champion that it meets. However often luck is tried, the last champion must be within one
margin of the first. AUROC is not asked here: it would only hold more of them back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from bellwether_trainer.measures import gate, intervals
from bellwether_trainer.measures.evaluation_types import (
    Comparison,
    Difference,
    Evaluation,
    Incumbent,
)
from bellwether_trainer.measures.predictions import log_losses
from research.study.gate import first, people
from research.study.gate.cells import Cell
from research.study.gate.people import Population

LENGTH = 25
STEP = 0.4

EVENTS, PREVALENCE, AUROC = 1_000, 0.2, 0.75
POPULATION = Population.of(PREVALENCE, AUROC)
# The first version's noise: as far from the truth as real models are.
NOISE = 0.7
SAME = Difference(0.0, 0.0, 0.0)


def crept(random: np.random.Generator, margins: float, *, with_the_best: bool = True) -> float:
    """How many margins of true log loss the last champion is worse than the first.

    A margin is ``margins`` standard errors of the first pair.
    """
    margin, noises = _noises(margins)
    _, odds = POPULATION.draw(round(EVENTS / PREVALENCE), 1, random)
    labels = people.labels_of(odds, random)

    def version(steps: int) -> np.ndarray:
        said = people.held_out(labels, POPULATION.noisy(odds, noises[steps], random))
        return log_losses(said.labels, said.probabilities[0])

    limits = gate.tolerances(log_loss=margin * math.sqrt(EVENTS / 6_000))
    promoted, steps = [version(0)], 0
    for number in range(1, LENGTH + 1):
        challenger = version(steps + 1)
        champion = Incumbent(str(len(promoted) - 1), None, _compared(challenger, promoted[-1]))
        best = int(np.argmin([losses.mean() for losses in promoted]))
        incumbent = champion
        if best != len(promoted) - 1:
            incumbent = Incumbent(str(best), None, _compared(challenger, promoted[best]))
        found = _passing(champion, incumbent if with_the_best else None)
        if gate.decide(found, limits, anchor="made up", comparisons=number).accepted:
            promoted, steps = [*promoted, challenger], steps + 1
    return STEP * steps


def _compared(challenger: np.ndarray, other: np.ndarray) -> Comparison:
    worse = challenger - other
    mean, error = float(worse.mean()), float(worse.std(ddof=1)) / math.sqrt(len(worse))
    difference = Difference(mean, error, mean + intervals.Z_ONE_SIDED * error)
    return Comparison(len(worse), EVENTS, difference, SAME)


def _passing(champion: Incumbent, best: Incumbent | None) -> Evaluation:
    """The challenger's own figures are those of the truth itself, measured once."""
    return replace(_true(), champion=champion, best=best)


@cache
def _true() -> Evaluation:
    random = np.random.default_rng(0)
    _, odds = POPULATION.draw(50_000, 1, random)
    said = people.held_out(people.labels_of(odds, random), odds)
    return first.evaluation(said, PREVALENCE)


@cache
def _noises(margins: float) -> tuple[float, tuple[float, ...]]:
    """The margin in nats, and the noise of whoever is so many steps worse than the first."""
    random = np.random.default_rng(0)
    _, odds = POPULATION.draw(round(EVENTS / PREVALENCE), 1, random)
    labels = people.labels_of(odds, random)
    errors = []
    for _ in range(50):
        pair = [
            log_losses(labels, people.held_out(labels, noisy).probabilities[0])
            for noisy in (POPULATION.noisy(odds, NOISE, random) for _ in range(2))
        ]
        errors.append((pair[0] - pair[1]).std() / math.sqrt(len(labels)))
    # With more noise pairs differ more: the margin is still so many errors a few steps on.
    margin = margins * 1.1 * float(np.mean(errors))
    base = POPULATION.loss_of_noise(NOISE)
    most = LENGTH + 1
    return margin, tuple(
        POPULATION.noise_of_loss(min(base + STEP * margin * step, 0.9 * _nothing(base)))
        for step in range(most)
    )


def _nothing(base: float) -> float:
    """What is lost beyond the truth by knowing nothing: no model is so bad."""
    return max(base, POPULATION.loss_of_noise(19.0))


def cells() -> Iterator[Cell]:
    """From margins too narrow to decide anything to wide ones."""
    for margins in (1.0, 2.0, 3.0, 3.6, 5.0, 8.0):
        yield Cell(
            f"creep within one margin: 25 challengers, margin {margins:g} errors",
            lambda random, margins=margins: crept(random, margins) <= 1.0,  # type: ignore[misc]
            0.95,
        )
