"""How often the gate is right, in short: ``make gate-study`` asks each question 2,000 times.

So few draws cannot show a rate; they fail where even their far bound speaks against it.
"""

from __future__ import annotations

import numpy as np
import pytest

from study.gate import cells, creep, first, pairs
from study.gate.cells import Cell, Result
from study.gate.people import Population

pytestmark = pytest.mark.slow

CELLS = {cell.name: cell for cell in (*first.cells(), *pairs.cells(), *creep.cells())}


@pytest.mark.parametrize(
    ("name", "draws"),
    [
        ("first published: truth, 500 events held out, prevalence 0.4, AUROC 0.9", 200),
        ("first published: truth, 100 events folds, prevalence 0.3, AUROC 0.65", 100),
        ("first published: fitted, 500 events held out, prevalence 0.3, AUROC 0.65", 200),
        ("first published: shrunken, 100 events folds, prevalence 0.3, AUROC 0.65", 40),
        ("first rejected: extreme, 1,000 events held out, prevalence 0.3, AUROC 0.7", 200),
        ("first published: noise, 500 events held out, prevalence 0.3, AUROC 0.7", 200),
        ("challenger accepted: equal, 500 events held out, margin 4.5 errors", 60),
        ("creep within one margin: 25 challengers, margin 3 errors", 40),
    ],
)
def test_the_gate_is_as_often_right_as_it_says(name: str, draws: int) -> None:
    result = cells.run(CELLS[name], draws)
    assert not result.spoken_against, str(result)


def test_one_worse_by_twice_the_margin_is_rejected_and_a_narrow_margin_decides_nothing() -> None:
    wide = pairs.Pair(0.0, 0.6, pairs.worse_by(500, 0.0, 0.6, "held out"))
    outcomes = [
        pairs.outcome(np.random.default_rng(seed), 500, wide, "held out") for seed in range(30)
    ]
    assert "accepted" not in outcomes
    narrow = pairs.Pair(0.3, 0.3, pairs.worse_by(500, 0.0, 0.05, "held out"))
    assert pairs.outcome(np.random.default_rng(0), 500, narrow, "held out") == "undecided"


def test_without_the_best_version_ever_small_losses_add_up() -> None:
    lost = [creep.crept(np.random.default_rng(seed), 3.6, with_the_best=False) for seed in range(5)]
    assert min(lost) > 2


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    result = Result(Cell("any", lambda _: True, 0.95), 1_930, 2_000)
    assert result.lower == pytest.approx(0.9574, abs=1e-3)
    assert result.shown
    assert not Result(result.cell, 1_910, 2_000).shown
    assert Result(result.cell, 1_850, 2_000).spoken_against


def test_a_population_is_told_as_well_as_it_says() -> None:
    population = Population.of(0.2, 0.75)
    random = np.random.default_rng(0)
    _, odds = population.draw(200_000, 8, random)
    events = random.random(len(odds)) < 1 / (1 + np.exp(-odds))
    assert events.mean() == pytest.approx(0.2, abs=0.005)
    below = np.searchsorted(np.sort(odds[~events]), odds[events]).mean() / (~events).sum()
    assert below == pytest.approx(0.75, abs=0.005)
