"""First versions: true ones must pass, wrong ones must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np

from bellwether_trainer.measures import curves, evaluate, gate, paired
from bellwether_trainer.measures.evaluation_types import Decision, Evaluation, Incumbent, Outcome
from bellwether_trainer.measures.metric_types import Calibration, Measures
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels
from research.study.gate import people
from research.study.gate.cells import Cell
from research.study.gate.people import Population

# A held-out quarter measures what three quarters have taught.
TAUGHT = 3
FIELDS = 8

# ``extreme``: the truth with all log-odds a quarter too far from 0, a slope of 0.8.
# ``noise``: fitted to answers that have nothing to do with the outcome.
Kind = Literal["truth", "fitted", "shrunken", "extreme", "noise"]
On = Literal["held out", "folds"]

population = cache(Population.of)


def evaluation(
    predicted: Predictions,
    prevalence: float,
    learned_rows: int | None = None,
    *,
    champion: Incumbent | None = None,
    best: Incumbent | None = None,
) -> Evaluation:
    """What the gate is told of a version, without what only the report tells."""
    same = np.full_like(predicted.probabilities, prevalence)
    constant = Predictions(predicted.labels, same, predicted.folds)
    by_folds = predicted.folds is not None
    intercept, slope = curves.recalibration(predicted)
    challenger = replace(_some_measures(), events=predicted.events, n=predicted.n)
    return Evaluation(
        challenger=challenger,
        always_no=challenger,
        to_prevalence=paired.to_constant(predicted, constant),
        calibration=Calibration(intercept, slope, 0.0, None, ()),
        by_folds=by_folds,
        prevalence_error=evaluate.prevalence_error(prevalence, None if by_folds else learned_rows),
        champion=champion,
        no_champion=None if champion else "there is none",
        best=best,
    )


def decide(found: Evaluation) -> Decision:
    """As a training does, with the usual margins."""
    return gate.decide(found, gate.tolerances(), anchor="made up", comparisons=1)


def outcome(
    random: np.random.Generator, events: int, prevalence: float, auroc: float, kind: Kind, on: On
) -> Outcome:
    """Draw people, learn, measure, and ask the gate for a first version."""
    if on == "folds":
        return decide(_by_folds(random, events, prevalence, auroc, kind)).outcome
    return decide(_by_holdout(random, events, prevalence, auroc, kind)).outcome


def _by_holdout(
    random: np.random.Generator, events: int, prevalence: float, auroc: float, kind: Kind
) -> Evaluation:
    whom = population(prevalence, auroc)
    n = round(events / prevalence)
    answers, odds = whom.draw(n, FIELDS, random)
    labels = people.labels_of(odds, random)
    taught_answers, taught_odds = whom.draw(TAUGHT * n, FIELDS, random)
    taught = people.labels_of(taught_odds, random)
    predicted = odds
    if kind == "extreme":
        predicted = odds / 0.8 - (1 / 0.8 - 1) * _middle(whom)
    elif kind != "truth":
        if kind == "noise":
            taught = random.permutation(taught)
        everybody = np.ones((1, len(taught)))
        beta = people.learn(taught_answers, taught, everybody, shrink=kind == "shrunken")
        predicted = people.said(beta, answers)[0]
    if kind == "noise":
        labels = random.permutation(labels)
    return evaluation(people.held_out(labels, predicted), float(taught.mean()), len(taught))


def _by_folds(
    random: np.random.Generator, events: int, prevalence: float, auroc: float, kind: Kind
) -> Evaluation:
    whom = population(prevalence, auroc)
    answers, odds = whom.draw(round(events / prevalence), FIELDS, random)
    labels: Labels = people.labels_of(odds, random)
    if kind == "noise":
        labels = random.permutation(labels)
    folds = people.dealt(labels, random)
    predicted = odds
    if kind == "extreme":
        predicted = odds / 0.8 - (1 / 0.8 - 1) * _middle(whom)
    elif kind != "truth":
        predicted = people.through_folds(answers, labels, folds, shrink=kind == "shrunken")
    return evaluation(people.in_folds(labels, predicted, folds), float(labels.mean()))


@cache
def _middle(whom: Population) -> float:
    """About where log-odds are stretched from, so that their intercept stays near 0."""
    random = np.random.default_rng(0)
    odds = whom.mean + whom.spread * random.standard_normal(200_000)
    events = (1 / (1 + np.exp(-odds))).sum()
    low, high = whom.mean - 10, whom.mean + 10
    for _ in range(50):
        middle = (low + high) / 2
        # The higher the middle, the lower all stretched log-odds.
        stretched = (1 / (1 + np.exp(-(odds / 0.8 - 0.25 * middle)))).sum()
        low, high = (middle, high) if stretched > events else (low, middle)
    return middle


@cache
def _some_measures() -> Measures:
    some = Predictions.held_out(np.array([0, 0, 1, 1], dtype=np.int8), np.full(4, 0.5))
    return evaluate.always_no(some, 0.5)


# By how many events they are measured, and how.
TRUE: tuple[tuple[On, int], ...] = (
    ("held out", 500), ("held out", 1000), ("held out", 3000), ("folds", 100), ("folds", 500),
)  # fmt: skip
LEARNED: tuple[tuple[On, int], ...] = (("held out", 500), ("folds", 100), ("folds", 300))
KINDS: tuple[Kind, ...] = ("fitted", "shrunken")

# Measured by how many events, of which prevalence and AUROC, and how often the slope of 0.8 must
# be seen. The slope's standard error is sqrt(1 / sum p (1 - p) (x - mean)^2), x the log-odds told.
# With half of all people positive, 1,000 events are 2,000 people instead of 10,000: 0.055 at AUROC
# 0.7, so that (0.95 - 0.8) / 0.055 - 1.75 errors are left: 84 %. In folds, where the error of
# learning comes on top, it is 81 %, and at AUROC 0.6 with 3,000 events 78 %: no interval of this
# size shows more, and a little less is wanted so that 2,000 draws can show it.
EXTREME: tuple[tuple[On, int, float, float, float], ...] = (
    ("held out", 1000, 0.1, 0.7, 0.80),
    ("held out", 1000, 0.3, 0.7, 0.80),
    ("held out", 1000, 0.3, 0.8, 0.80),
    ("held out", 1000, 0.5, 0.7, 0.80),
    ("held out", 1000, 0.5, 0.8, 0.80),
    ("folds", 1000, 0.1, 0.7, 0.80),
    ("folds", 1000, 0.3, 0.7, 0.80),
    ("folds", 1000, 0.3, 0.8, 0.80),
    ("folds", 1000, 0.5, 0.7, 0.77),
    ("folds", 1000, 0.5, 0.8, 0.80),
    ("held out", 3000, 0.1, 0.6, 0.80),
    ("held out", 3000, 0.3, 0.6, 0.80),
    ("held out", 3000, 0.5, 0.6, 0.74),
    ("held out", 3000, 0.3, 0.65, 0.80),
    ("held out", 3000, 0.5, 0.65, 0.80),
)

# Whoever knows nothing may be published in one case of twenty or so. In folds a stricter gate would
# hold back more than one in ten of the fitted models of 100 events, and what is allowed is a little
# more than that, so that 2,000 draws can show it.
NOISE: tuple[tuple[On, int, float, float], ...] = (
    ("folds", 100, 0.1, 0.07),
    ("folds", 100, 0.3, 0.07),
    ("folds", 300, 0.3, 0.07),
    ("held out", 500, 0.1, 0.05),
    ("held out", 500, 0.3, 0.05),
)


def cells() -> Iterator[Cell]:
    """Every kind, at events, prevalences and AUROCs from few to many."""

    def cell(
        events: int, prevalence: float, auroc: float, kind: Kind, on: On, wanted: float,
        *, at_most: bool = False, counted: Outcome = "accepted",
    ) -> Cell:  # fmt: skip
        verb = "published" if counted == "accepted" else counted
        return Cell(
            f"first {verb}: {kind}, {events:,} events {on}, prevalence {prevalence:g}, "
            f"AUROC {auroc:g}",
            lambda random: outcome(random, events, prevalence, auroc, kind, on) == counted,
            wanted,
            at_most=at_most,
        )

    for on, events in TRUE:
        for prevalence, auroc in ((0.1, 0.8), (0.3, 0.65), (0.4, 0.9), (0.5, 0.7)):
            yield cell(events, prevalence, auroc, "truth", on, 0.95)
    for on, events in LEARNED:
        for prevalence, auroc in ((0.1, 0.8), (0.3, 0.65)):
            for kind in KINDS:
                least = 0.95 if events >= 300 else 0.90
                yield cell(events, prevalence, auroc, kind, on, least)
    for on, events, prevalence, auroc, least in EXTREME:
        yield cell(events, prevalence, auroc, "extreme", on, least, counted="rejected")
    for on, events, prevalence, most in NOISE:
        yield cell(events, prevalence, 0.7, "noise", on, most, at_most=True)
