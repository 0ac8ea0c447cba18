"""Sites left out and times to come: measured by the recipe learned from the others, from before."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from scipy import special

from bellwether_contract.declaration import spec
from bellwether_trainer.measures.metric_types import Figures
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import elsewhere as step
from bellwether_trainer.models import fitting
from bellwether_trainer.models.elsewhere import Elsewhere
from bellwether_trainer.records import CandidateRecipe, Marks, Rows, RowSet, quiet
from bellwether_trainer.rows import periods
from bellwether_trainer.rows.split import split
from tests import made_up

RECIPE = CandidateRecipe("logistic_regression", {"C": 1.0}, "none")
DAYS = datetime.date(2015, 1, 1).toordinal() - datetime.date(1970, 1, 1).toordinal()
FIELDS = 5


def predictor(**given: Any) -> spec.Predictor:
    return spec.Predictor.model_validate(made_up.declaration(roles=given))


def rows(people: int = 1_200, each: int = 1, *, seed: int = 0, moved: float = 0.0) -> Rows:
    """Rows of three hospitals over five years; at "West" it is rarer, ``moved`` in the last one."""
    random = np.random.default_rng(seed)
    whose = np.repeat(np.arange(people, dtype=np.uint64) * 2**40 + 1, each)
    n = len(whose)
    matrix = random.normal(size=(n, FIELDS)).astype(np.float32)
    matrix[:, 2:] = np.clip(np.rint(matrix[:, 2:] + 1), 0, [2, 1, 2])
    sites = random.choice(
        np.array(["North", "South", "West"], dtype=object), n, p=[0.45, 0.35, 0.2]
    )
    sites[:3] = "Lodge"
    days = random.integers(0, 1826, n).astype(np.float64)
    odds = 1.2 * matrix[:, 0] - 1.5 * (sites == "West") + moved * (days > 1400)
    labels = (random.random(n) < special.expit(odds)).astype(np.int8)
    data_set = RowSet("initial", "0" * 64, n, int(labels.sum()))
    return Rows(
        matrix,
        labels,
        np.zeros(n, np.int16),
        (data_set,),
        Marks(whose if each > 1 else None, sites, DAYS + days, dated=True),
    )


def run(found: Rows, **given: Any) -> Elsewhere:
    declared = predictor(**given)
    parts = split(declared, found, found)
    said = np.tile(special.expit(1.2 * parts.anchor.matrix[:, 0]), (10, 1))
    challenger = Predictions(
        parts.anchor.labels, said, parts.anchor.folds, parts.anchor.marks.people
    )
    return step.elsewhere(RECIPE, found, parts, challenger, declared, 1, quiet)


def known(figures: Figures | None) -> Figures:
    assert figures is not None
    assert figures.auroc is not None
    assert figures.observed_expected is not None
    return figures


def test_each_site_is_measured_by_what_the_others_teach() -> None:
    found = run(rows(), site="hospital").sites
    assert found is not None
    assert [each.site for each in found.groups] == ["North", "South", "West"]
    north, _, west = found.groups
    # Where it is rarer, a model of the others expects too many; their own it tells right.
    off = known(west.left_out).observed_expected
    assert off is not None
    assert off.high < 0.8
    right = known(north.left_out).observed_expected
    assert right is not None
    assert right.estimate > off.high
    area = known(north.left_out).auroc
    assert area is not None
    assert 0.7 < area.estimate < 0.85
    # Three people are nobody's site to tell: not even its name.
    assert found.others == 1
    assert "Lodge" not in repr(found)


def test_a_site_with_few_events_has_no_figure_and_nothing_is_fitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = rows(200)
    assert few.marks.sites is not None
    few.marks.sites[:40] = "Small"
    few.marks.sites[40:] = "Large"
    fits: list[int] = []
    fit = fitting.fit_recipe

    def noted(recipe: CandidateRecipe, matrix: np.ndarray, *rest: Any) -> fitting.Fitted:
        fits.append(len(matrix))
        return fit(recipe, matrix, *rest)

    monkeypatch.setattr(fitting, "fit_recipe", noted)
    found = run(few, site="hospital").sites
    assert found is not None
    small = next(each for each in found.groups if each.site == "Small")
    assert (small.n, small.within, small.left_out) == (40, None, None)
    # What is left without the large one is learned from, as far as it goes.
    assert fits == [40]


def test_what_changed_with_time_is_seen_by_what_came_before() -> None:
    found = run(rows(2_400, moved=1.5), time="admitted").later
    assert found is not None
    assert found.begins in ("2018-09-01", "2018-10-01")
    assert found.learned + found.n == 2_400
    later, random = known(found.later).observed_expected, known(found.random).observed_expected
    assert later is not None
    assert random is not None
    assert later.low > 1.15
    same = run(rows(2_400), time="admitted").later
    assert same is not None
    alike = known(same.later).observed_expected
    assert alike is not None
    assert alike.low < 1 < alike.high


def test_whoever_comes_again_is_measured_by_a_model_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody is learned from and measured, at another site or later on."""
    several = rows(300, 4)
    people, times, sites = several.marks.people, several.marks.times, several.marks.sites
    assert people is not None
    assert times is not None
    assert sites is not None
    learned: list[set[bytes]] = []
    fit = fitting.fit_recipe

    def noted(recipe: CandidateRecipe, matrix: np.ndarray, *rest: Any) -> fitting.Fitted:
        learned.append({row.tobytes() for row in matrix})
        return fit(recipe, matrix, *rest)

    monkeypatch.setattr(fitting, "fit_recipe", noted)
    of_row = {row.tobytes(): person for row, person in zip(several.matrix, people, strict=True)}
    run(several, group="patient", site="hospital")
    for site, rows_of_others in zip(("North", "South", "West"), learned, strict=True):
        there = set(people[sites == site].tolist())
        assert not there & {int(of_row[row]) for row in rows_of_others}
    learned.clear()
    found = run(several, group="patient", time="admitted").later
    assert found is not None
    assert found.later is not None
    assert len(learned) == step.FOLDS
    begins = datetime.date.fromisoformat(found.begins) - datetime.date(1970, 1, 1)
    after = times >= begins.days
    assert found.n == len(set(people[after].tolist()))
    # Each of those measured was left out of one fit at least, and the fits cover everybody else.
    for person in set(people[after].tolist()):
        assert any(person not in {int(of_row[row]) for row in part} for part in learned)


def test_times_that_say_nothing_are_told() -> None:
    found = rows(300)
    assert found.marks.times is not None
    found.marks.times[:] = DAYS + 3
    later = run(found, time="admitted").later
    assert later is not None
    assert later.later is None
    assert later.why == "too few rows, or people, of either label came before"


def test_numbers_are_cut_at_round_ones() -> None:
    years = np.random.default_rng(1).integers(1990, 2020, 1_000).astype(np.float64)
    assert periods.border(years, 0.75, dated=False) == np.floor(np.quantile(years, 0.75))
    fine = np.random.default_rng(1).uniform(0, 1, 1_000)
    border = periods.border(fine, 0.75, dated=False)
    assert border == round(border, 2)
    assert border not in fine


def test_a_predictor_without_these_roles_is_not_fitted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "fit_recipe", None)
    assert run(rows(300), group="patient") == Elsewhere(None, None)
