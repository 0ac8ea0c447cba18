"""Which rows measure a model follows from each row alone, for ever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_trainer.records import Rows, RowSet, Split, TrainingError
from bellwether_trainer.rows import split as step
from bellwether_trainer.rows.folds import deal, row_hashes

DIABETES = spec.read(Path(__file__).parents[2] / "predictors" / "diabetes")


def make(count: int, *, seed: int = 0, copies: int = 1, share: float = 0.3) -> Rows:
    random = np.random.default_rng(seed)
    matrix = np.repeat(random.normal(size=(count, 8)).astype(np.float32), copies, axis=0)
    labels = (random.random(count * copies) < share).astype(np.int8)
    return as_rows(matrix, labels, "initial")


def as_rows(matrix: np.ndarray, labels: np.ndarray, name: str) -> Rows:
    data_set = RowSet(name, "0" * 64, len(labels), int(labels.sum()))
    return Rows(matrix, labels, np.zeros(len(labels), np.int16), (data_set,))


def together(first: Rows, second: Rows) -> Rows:
    return Rows(
        matrix=np.concatenate([first.matrix, second.matrix]),
        labels=np.concatenate([first.labels, second.labels]),
        origins=np.repeat(np.array([0, 1], np.int16), [len(first.labels), len(second.labels)]),
        sets=(*first.sets, RowSet("f" * 64, "f" * 64, len(second.labels), 0)),
    )


def split(rows: Rows, chosen: Rows | None = None) -> Split:
    return step.split(DIABETES, rows, chosen if chosen is not None else rows)


def keys(matrix: np.ndarray) -> set[bytes]:
    return {row.tobytes() for row in matrix}


def test_a_quarter_of_many_rows_is_held_out() -> None:
    found = split(make(20_000))
    assert found.size == "large"
    assert len(found.anchor.labels) / 20_000 == pytest.approx(0.25, abs=0.01)
    assert len(found.anchor.labels) + len(found.training) == 20_000
    assert len(found.new) == 0


def test_appended_rows_move_nobody_and_are_held_out_apart() -> None:
    old, new = make(20_000), make(3_000, seed=1)
    alone, both = split(old), split(old, together(old, new))
    assert keys(both.anchor.matrix) == keys(alone.anchor.matrix)
    assert both.anchor.id == alone.anchor.id
    assert keys(alone.training) < keys(both.training)
    assert len(both.new) / 3_000 == pytest.approx(0.25, abs=0.03)
    assert keys(both.new).isdisjoint(keys(both.training))
    assert keys(both.new) <= keys(new.matrix)


def test_rows_of_another_data_set_alone_meet_the_same_anchor() -> None:
    old, new = make(20_000), as_rows(*(make(3_000, seed=1).matrix, make(3_000).labels), "f" * 64)
    found = split(old, new)
    assert keys(found.anchor.matrix) == keys(split(old).anchor.matrix)
    assert keys(found.training) <= keys(new.matrix)


def test_another_salt_or_another_first_data_set_is_another_anchor() -> None:
    rows = make(20_000)
    other = DIABETES.model_copy(update={"salt": "another"})
    salted = step.split(other, rows, rows)
    assert keys(salted.anchor.matrix) != keys(split(rows).anchor.matrix)
    replaced = Rows(
        rows.matrix, rows.labels, rows.origins, (RowSet("initial", "1" * 64, 20_000, 0),)
    )
    assert len({salted.anchor.id, split(rows).anchor.id, split(replaced).anchor.id}) == 3


def test_the_label_and_the_form_of_unknown_do_not_matter() -> None:
    rows = make(1).matrix
    rows[0, :2] = np.nan, 0.0
    # Another bit pattern of NaN, and the other zero.
    other = rows.copy()
    other.view(np.uint32)[0, 0] |= 1
    other[0, 1] = -0.0
    assert rows.tobytes() != other.tobytes()
    assert row_hashes(rows, "s") == row_hashes(other, "s")


def test_few_events_are_measured_in_ten_times_five_fixed_folds() -> None:
    rows = make(1_000)
    found = split(rows)
    assert found.size == "small"
    assert found.anchor.folds is not None
    assert found.anchor.folds.shape == (10, 1_000)
    assert len(found.training) == 1_000
    np.testing.assert_array_equal(found.anchor.folds, found.training_folds)
    for dealt in found.anchor.folds:
        sizes, events = np.bincount(dealt), np.bincount(dealt[rows.labels == 1])
        assert sizes.max() - sizes.min() <= 2
        assert events.max() - events.min() <= 1
    assert len({dealt.tobytes() for dealt in found.anchor.folds}) == 10


def test_appended_rows_leave_the_folds_of_a_small_predictor_alone() -> None:
    old = make(1_000)
    # Half of what is appended repeats people of the anchor; they must not be learned from when
    # their fold is predicted.
    new = as_rows(
        np.concatenate([old.matrix[:250], make(250, seed=1).matrix]),
        np.ones(500, np.int8),
        "f" * 64,
    )
    found = split(old, together(old, new))
    assert found.anchor.folds is not None
    assert found.training_folds is not None
    np.testing.assert_array_equal(found.anchor.folds, split(old).anchor.folds)
    np.testing.assert_array_equal(found.training_folds[:, 1_000:1_250], found.anchor.folds[:, :250])
    assert (found.training_folds[:, 1_250:] == -1).all()


def test_equal_inputs_share_a_fold() -> None:
    rows = make(500, copies=4)
    dealt = deal(row_hashes(rows.matrix, "s"), rows.labels, 3)
    fold_of: dict[bytes, set[int]] = {}
    for row, fold in zip(rows.matrix, dealt, strict=True):
        fold_of.setdefault(row.tobytes(), set()).add(int(fold))
    assert {len(folds) for folds in fold_of.values()} == {1}


@pytest.mark.parametrize(("count", "copies"), [(3_000, 1), (40, 600)])
def test_at_most_so_many_rows_are_dealt(count: int, copies: int) -> None:
    rows = make(count, copies=copies)
    dealt = deal(row_hashes(rows.matrix, "s"), rows.labels, 3, rows=500)
    assert len(dealt) == count * copies
    assert (dealt >= 0).sum() == 500


def test_too_few_events_are_no_data_set() -> None:
    rows = make(100)
    rows.labels[:] = 0
    with pytest.raises(TrainingError, match="bring more rows"):
        split(rows)


def test_folds_without_events_are_no_comparison() -> None:
    rows = make(20_000)
    rows.labels[:] = np.arange(20_000) % 400 == 0
    with pytest.raises(TrainingError, match=r"fold .* bring more rows"):
        deal(row_hashes(rows.matrix, "s"), rows.labels, 3, rows=300)


def repeating(rows: Rows, known: Rows, places: np.ndarray) -> Rows:
    """``rows`` of a second data set that stand for the ``known`` ones at ``places``; -1: new."""
    stands_for = np.where((places >= 0)[:, None], known.matrix[places], rows.matrix)
    both = together(known, rows)
    return replace(both, stands_for=np.concatenate([known.matrix, stands_for]))


def test_a_row_that_repeats_one_on_the_other_side_is_set_aside() -> None:
    old, new = make(20_000), make(3_000, seed=1)
    places = np.arange(3_000)
    places[2_000:] = -1
    apart, alone = split(old, repeating(new, old, places)), split(old, together(old, new))
    held = row_hashes(new.matrix, DIABETES.salt) < step.HELD_OUT_BELOW
    known_held = row_hashes(old.matrix[:3_000], DIABETES.salt) < step.HELD_OUT_BELOW
    repeats = places >= 0
    assert apart.set_aside.from_learning == (repeats & ~held & known_held).sum() > 100
    assert apart.set_aside.from_measuring == (repeats & held & ~known_held).sum() > 100
    assert keys(apart.anchor.matrix) == keys(alone.anchor.matrix)
    learned, measured = keys(apart.training), keys(apart.new)
    assert learned.isdisjoint(keys(new.matrix[repeats & known_held]))
    assert measured.isdisjoint(keys(new.matrix[repeats & ~known_held]))
    # Nobody changes sides, and who repeats nobody stays where it was.
    assert learned <= keys(alone.training)
    assert measured <= keys(alone.new)
    assert keys(new.matrix[~repeats]) <= learned | measured


def test_two_rows_of_a_person_that_are_learned_from_share_a_fold() -> None:
    old, new = make(20_000), make(3_000, seed=1)
    apart = split(old, repeating(new, old, np.arange(3_000)))
    folds = deal(apart.training_hashes, apart.training_labels, 5)
    fold_of = dict(zip((row.tobytes() for row in apart.training), folds, strict=True))
    both = [
        (fold_of[again.tobytes()], fold_of[known.tobytes()])
        for again, known in zip(new.matrix, old.matrix, strict=False)
        if again.tobytes() in fold_of
    ]
    assert len(both) == apart.set_aside.in_its_fold > 1_000
    assert all(one == other for one, other in both)


def test_of_a_small_predictor_a_repeated_row_lies_in_the_fold_of_the_row_that_it_repeats() -> None:
    old, new = make(700), make(200, seed=1)
    places = np.arange(200)
    places[150:] = -1
    found = split(old, repeating(new, old, places))
    assert found.training_folds is not None
    assert (found.training_folds[:, 700:850] == found.training_folds[:, :150]).all()
    assert (found.training_folds[:, 850:] == -1).all()
    assert found.set_aside.in_its_fold == 150
