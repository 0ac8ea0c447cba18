"""People who come twice within one file are asked about; people who come once are not."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_trainer.rows import data
from bellwether_trainer.rows.pairs import Places, Points
from bellwether_trainer.rows.repeated import NEAR, dimension, expected, within
from research.study.evaluated_again import FOLDER, PREDICTOR, WOMEN, changed, halves, made_like_them
from tests import made_up


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_women_who_are_there_twice_are_found(share: float) -> None:
    for seed in range(3):
        found = within(np.concatenate([WOMEN, changed(WOMEN, share, seed)]), PREDICTOR)
        assert found.outcome == "found"
        assert found.again <= len(WOMEN)
    few = within(np.concatenate([WOMEN, changed(WOMEN[:40], 0.1, 1)]), PREDICTOR)
    assert few.outcome == "found"
    assert 25 <= few.again <= 45


@pytest.mark.parametrize(
    ("times", "share"), [(3, 0.1), (3, 0.2), (4, 0.1), (4, 0.2), (6, 0.1), (9, 0.1)]
)
def test_women_who_are_there_three_to_nine_times_are_found(times: int, share: float) -> None:
    several = [changed(WOMEN[: len(WOMEN) // times], share, seed) for seed in range(times)]
    found = within(np.concatenate(several), PREDICTOR)
    assert found.outcome == "found"
    assert found.again < len(WOMEN)
    if share == 0.1:
        assert found.again > 0.05 * len(WOMEN)


def test_forty_women_who_are_there_three_times_are_found_among_others() -> None:
    again = [changed(WOMEN[:40], 0.1, seed) for seed in range(2)]
    found = within(np.concatenate([WOMEN, *again]), PREDICTOR)
    assert found.outcome == "found"
    assert 30 <= found.again <= 90


def test_women_who_are_there_once_are_not_taken_for_others() -> None:
    files = [WOMEN, np.concatenate([WOMEN, WOMEN])]
    files += [halves(seed)[0] for seed in range(10)]
    files += [made_like_them(seed, 1000) for seed in range(5)]
    assert {within(each, PREDICTOR).outcome for each in files} == {"none"}


@pytest.mark.parametrize("count", [5, 11, 14, 30, 60])
def test_of_few_rows_nothing_is_said(count: int) -> None:
    assert within(halves(1)[0][:count], PREDICTOR).outcome != "found"


def test_people_of_a_survey_who_are_alike_are_not_taken_for_others() -> None:
    heart = spec.read(FOLDER.parent / "heart")
    people = data.initial(FOLDER.parent / "heart", heart).matrix[:5_000]
    assert within(people, heart).outcome == "none"


def test_where_many_are_alike_it_cannot_tell() -> None:
    gout = spec.Predictor.model_validate(made_up.declaration())
    rows = np.column_stack([np.random.default_rng(1).integers(0, 3, (600, 5))])
    assert within(rows.astype(np.float32), gout).outcome == "cannot tell"


def test_the_dimension_and_the_isolation_by_chance_are_those_of_points_at_random() -> None:
    points = np.random.default_rng(1).uniform(size=(4_000, 3)).astype(np.float32)
    assert dimension(points) == pytest.approx(3, abs=0.25)
    assert expected(0.35, 3) == pytest.approx(2 * 0.35**3)


def test_rows_that_are_equal_but_for_rounding_lie_in_no_dimension(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points = np.full((12, 3), 0.5, dtype=np.float32)
    points[0, 0] += np.float32(2**-24)

    def nearest(some: Points, _others: object, count: int) -> list[Places]:
        # A search by rounded distances may name the one that is not quite equal before the equal.
        odd = int(np.argmax(some[:, 0]))
        another = np.roll(np.arange(len(some)), -1)
        return [np.full(len(some), odd)] * NEAR + [another] * (count - NEAR)

    monkeypatch.setattr("bellwether_trainer.rows.repeated.nearest", nearest)
    with np.errstate(divide="raise"):
        assert np.isfinite(dimension(points))
