"""How often the gate is right, in short: ``make gate-study`` asks each question up to 2,000 times.

So few draws cannot show a rate; they fail where even their far bound speaks against it. That they
would, if the gate were laxer or stricter, is asked too.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bellwether_trainer.measures import tolerance
from research.study.gate import cells, creep, document, pairs, trainings
from research.study.gate.cells import Cell, Result
from research.study.gate.people import Population
from research.study.gate.run import all_cells

pytestmark = pytest.mark.slow

CELLS = {cell.name: cell for cell in all_cells()}

FITTED = "first published: fitted, 500 events held out, prevalence 0.3, AUROC 0.65"
TRUE = "first published: truth, 100 events folds, prevalence 0.3, AUROC 0.65"
EXTREME = "first rejected: extreme, 1,000 events held out, prevalence 0.5, AUROC 0.7"
NOISE = "first published: noise, 100 events folds, prevalence 0.3, AUROC 0.7"


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("name", "draws"),
    [
        ("first published: truth, 500 events held out, prevalence 0.4, AUROC 0.9", 300),
        (TRUE, 300),
        (FITTED, 300),
        ("first published: shrunken, 100 events folds, prevalence 0.3, AUROC 0.65", 200),
        (EXTREME, 400),
        ("first rejected: extreme, 1,000 events folds, prevalence 0.3, AUROC 0.7", 100),
        ("first published: noise, 500 events held out, prevalence 0.3, AUROC 0.7", 400),
        (NOISE, 300),
        ("challenger accepted: equal, 500 events held out, margin 4.5 errors", 150),
        (
            "challenger accepted: 2 margins worse in AUROC, 500 events held out, margin 1 errors",
            150,
        ),
        ("creep within one margin: 25 challengers, margin 3 errors", 100),
    ],
)
def test_the_gate_is_as_often_right_as_it_says(name: str, draws: int) -> None:
    result = cells.run(CELLS[name], draws)
    assert not result.spoken_against, str(result)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("name", "constant", "value"),
    [
        # A smaller chance: the power is lost that prevalence 0.5 needs.
        (EXTREME, "SLOPE", tolerance.Chances(0.01, 0.01)),
        # Larger ones: true versions fail.
        (TRUE, "SLOPE", tolerance.Chances(0.3, 0.3)),
        # Whoever ranks a little better than chance knows something: noise is published.
        (NOISE, "KNOWS_IN_FOLDS_Z", 1.0),
    ],
)
def test_a_gate_of_another_size_or_power_is_spoken_against(
    name: str, constant: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tolerance, constant, value)
    assert cells.until_shown(CELLS[name]).spoken_against


def test_a_cell_ends_where_its_bound_shows_what_is_wanted_or_the_opposite() -> None:
    drawn = []

    def cell(share: float) -> Cell:
        def draw(random: np.random.Generator) -> bool:
            drawn.append(random.random())
            return drawn[-1] < share

        return Cell("any", draw, 0.95)

    always = cells.until_shown(cell(1.0))
    assert (always.shown, always.draws) == (True, 150)
    # Of a zero of 150, with the chance of the first look alone.
    assert always.lower == pytest.approx(0.002 ** (1 / 150))
    assert cells.until_shown(cell(0.5)).spoken_against
    drawn.clear()
    assert cells.until_shown(cell(0.95)).draws == len(drawn) == 2_000
    assert len(set(drawn)) == 2_000
    assert sum(chance for _, chance in cells.LOOKS) == pytest.approx(cells.CHANCE)


def test_each_study_writes_its_own_part_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "gate.md"
    monkeypatch.setattr(document, "PAGE", page)
    simulated = Result(Cell("a cell", lambda _: True, 0.9), 190, 200)
    trained = Result(Cell("whole trainings", lambda _: True, 0.9), 23, 24)
    document.write_trainings([trained], {"whole trainings": "23 promoted"}, "24 seeds.")
    document.write_simulated([simulated], "200 draws.")
    both = page.read_text()
    assert "| a cell | 0.950 | >= 0.917 | >= 0.9 | 200 |\n" in both
    assert "| whole trainings | 0.958 | >= 0.817 | >= 0.9 | 23 promoted |\n" in both
    document.write_simulated([simulated], "200 draws.")
    assert page.read_text() == both


def test_rows_of_a_logistic_truth_have_about_the_events_and_the_auroc_that_they_say() -> None:
    head, *lines = trainings.rows(0, 2_000).decode().splitlines()
    assert head.split(",")[-1] == "event"
    had = np.array([line.endswith("Yes") for line in lines])
    assert had.mean() == pytest.approx(trainings.PREVALENCE, abs=0.015)
    shuffled = trainings.rows(0, 2_000, "nothing").decode().splitlines()[1:]
    assert [line.rsplit(",", 1)[0] for line in shuffled] == [
        line.rsplit(",", 1)[0] for line in lines
    ]
    assert sum(line.endswith("Yes") for line in shuffled) == had.sum()
    assert shuffled != lines


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
