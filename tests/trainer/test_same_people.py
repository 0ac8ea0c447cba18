"""Known people who are examined again are found without an identifier, and new people are not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.rows import data, pairs, points
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile
from bellwether_trainer.rows.same_people import (
    FINDABLE_AT_LEAST,
    Found,
    find,
    findable,
    go_with,
)
from research.study.evaluated_again import (
    PREDICTOR,
    WOMEN,
    changed,
    halves,
    made_like_them,
    two_years_later,
)
from tests import made_up

pytestmark = pytest.mark.slow

# What is asked for, in so many seeds.
SEEDS = 25


def look(known: Matrix, new: Matrix) -> Found:
    return find(known, new, PREDICTOR)


def flagged(found: list[Found]) -> int:
    return sum(each.outcome == "found" for each in found)


def rightly(found: Found) -> float:
    """Of all women the share that is paired with herself."""
    return float((found.partner == np.arange(len(found.partner))).mean())


@pytest.mark.parametrize("share", [0.05, 0.1])
def test_the_same_women_with_little_noise_are_found_one_by_one(share: float) -> None:
    found = [look(WOMEN, changed(WOMEN, share, seed)) for seed in range(SEEDS)]
    assert flagged(found) == SEEDS
    assert min(map(rightly, found)) >= 0.95
    assert min(each.again for each in found) >= 0.95 * len(WOMEN)


@pytest.mark.parametrize("years", [0, 2])
def test_with_more_noise_the_file_is_still_clear(years: int) -> None:
    found = [look(WOMEN, changed(WOMEN, 0.2, seed, years)) for seed in range(SEEDS)]
    assert flagged(found) == SEEDS
    assert min(map(rightly, found)) >= 0.8


def test_the_same_women_two_years_later_are_found() -> None:
    found = [look(WOMEN, two_years_later(seed)) for seed in range(5)]
    assert flagged(found) == 5
    assert min(map(rightly, found)) >= 0.9


@pytest.mark.parametrize("first", [384, 700])
def test_other_women_of_the_same_study_are_new(first: int) -> None:
    found = [look(*halves(seed, first)) for seed in range(SEEDS)]
    assert [each.outcome for each in found] == ["none"] * SEEDS
    assert all((each.partner == -1).all() and not each.again for each in found)


@pytest.mark.parametrize("count", [200, 768])
def test_women_made_like_them_are_new(count: int) -> None:
    found = [look(WOMEN, made_like_them(seed, count)) for seed in range(SEEDS)]
    assert flagged(found) == 0


def test_new_women_of_another_kind_are_new_however_dense_they_lie() -> None:
    for seed in range(SEEDS):
        known, new = halves(seed)
        assert look(known, new[new[:, -1] < 26]).outcome == "none"


def test_few_known_women_among_many_new_ones_are_found() -> None:
    for seed in range(5):
        known, new = halves(seed, 512)
        found = look(known, np.concatenate([changed(known[:40], 0.1, seed), new]))
        assert found.outcome == "found"
        assert 30 <= found.again <= 60
        told = np.flatnonzero(found.partner >= 0)
        assert (told < 40).sum() >= 28
        assert (told >= 40).sum() <= 8


def test_each_known_row_is_repeated_once_at_most() -> None:
    found = look(WOMEN, np.concatenate([changed(WOMEN, 0.1, 1), changed(WOMEN, 0.1, 2)]))
    assert found.outcome == "found"
    told = found.partner[found.partner >= 0]
    assert len(np.unique(told)) == len(told)


def test_exact_copies_are_left_to_the_hash() -> None:
    found = look(WOMEN, WOMEN)
    assert (found.outcome, found.looked) == ("none", 0)
    known, new = halves(1)
    assert look(known, np.concatenate([known, new])).outcome == "none"


def test_once_they_are_the_same_women_nearly_all_go_with_a_known_one() -> None:
    again = changed(WOMEN, 0.2, 3)
    goes_with = go_with(WOMEN, again, PREDICTOR, look(WOMEN, again))
    assert (goes_with >= 0).mean() >= 0.97
    assert (goes_with == np.arange(len(WOMEN))).mean() >= 0.9
    known, new = halves(3, 512)
    mixed = np.concatenate([changed(known[:100], 0.05, 3), new])
    goes_with = go_with(known, mixed, PREDICTOR, look(known, mixed))
    assert (goes_with[:100] == np.arange(100)).mean() >= 0.95
    assert (goes_with[100:] >= 0).mean() <= 0.05


def test_where_many_are_alike_it_cannot_tell() -> None:
    gout = spec.Predictor.model_validate(made_up.declaration())

    def read(content: bytes) -> Matrix:
        file = CsvFile(io.BytesIO(content), len(content))
        cells = Cells(gout)
        blocks = file.blocks(cells.names)
        return np.concatenate([cells.read(each.table, each.lines, Faults())[0] for each in blocks])

    known = read(made_up.rows(600))
    found = find(known, read(made_up.rows(500, seed=11)), gout)
    assert found.outcome == "cannot tell"
    assert found.findable is not None
    assert found.findable < 0.6


@pytest.mark.nightly
def test_of_a_third_of_people_in_a_survey_it_cannot_tell() -> None:
    folder = Path(__file__).parents[2] / "predictors/heart"
    heart = spec.read(folder)
    share = findable(data.initial(folder, heart).matrix, heart)
    assert 0.5 < share < FINDABLE_AT_LEAST
    assert findable(WOMEN, PREDICTOR) > 0.98


def test_many_rows_are_cut_into_cells_and_no_pair_is_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pairs, "CELL_ROWS", 400)
    found = look(WOMEN, changed(WOMEN, 0.1, 1))
    assert found.outcome == "found"
    told = found.partner >= 0
    assert told.mean() >= 0.7
    assert (found.partner[told] == np.flatnonzero(told)).mean() >= 0.98
    assert flagged([look(*halves(seed)) for seed in range(10)]) == 0


def test_of_more_rows_than_are_looked_at_a_sample_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "ROWS_AT_MOST", 100)
    sample = points.Sample()
    rows = np.arange(1000, dtype=np.float32)[:, None]
    for start in range(0, 1000, 90):
        sample.add(rows[start : start + 90])
    kept = sample.rows()[:, 0]
    assert len(np.unique(kept)) == len(kept) == 100
    assert 300 < kept.mean() < 700
