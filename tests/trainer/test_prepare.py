"""Which rows are held out follows from each row alone, for ever."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bellwether_contract import spec
from bellwether_trainer import prepare
from bellwether_trainer.records import Rows, TrainingError

DIABETES = spec.read(Path(__file__).parents[2] / "predictors" / "diabetes")


def make(count: int, *, seed: int = 0, copies: int = 1) -> Rows:
    random = np.random.default_rng(seed)
    matrix = np.repeat(random.normal(size=(count, 8)).astype(np.float32), copies, axis=0)
    labels = (random.random(count * copies) < 0.3).astype(np.int8)
    return Rows(matrix=matrix, labels=labels, sha256="0" * 64, duplicates=0, missing={})


def held_out(rows: Rows) -> set[bytes]:
    return {row.tobytes() for row in prepare.split(rows, DIABETES).holdout}


def test_a_quarter_is_held_out() -> None:
    split = prepare.split(make(20_000), DIABETES)
    assert len(split.holdout) / 20_000 == pytest.approx(0.25, abs=0.01)
    assert len(split.holdout) + len(split.training) == 20_000


def test_appended_rows_move_nobody_to_the_other_side() -> None:
    old, new = make(2_000), make(3_000, seed=1)
    both = Rows(
        matrix=np.concatenate([new.matrix, old.matrix]),
        labels=np.concatenate([new.labels, old.labels]),
        sha256="0" * 64,
        duplicates=0,
        missing={},
    )
    assert held_out(both) == held_out(old) | held_out(new)


def test_another_salt_holds_out_other_rows() -> None:
    other = DIABETES.model_copy(update={"salt": "another"})
    rows = make(2_000)
    assert held_out(rows) != {r.tobytes() for r in prepare.split(rows, other).holdout}


def test_the_label_and_the_form_of_unknown_do_not_matter() -> None:
    rows = make(1).matrix
    rows[0, :2] = np.nan, 0.0
    # Another bit pattern of NaN, and the other zero.
    other = rows.copy()
    other.view(np.uint32)[0, 0] |= 1
    other[0, 1] = -0.0
    assert rows.tobytes() != other.tobytes()
    assert prepare.row_hashes(rows, "s") == prepare.row_hashes(other, "s")


def test_equal_inputs_share_side_and_fold() -> None:
    split = prepare.split(make(1_000, copies=4), DIABETES)
    fold_of: dict[bytes, set[int]] = {}
    for row, fold in zip(split.training, split.folds, strict=True):
        fold_of.setdefault(row.tobytes(), set()).add(int(fold))
    assert {len(folds) for folds in fold_of.values()} == {1}
    assert not {row.tobytes() for row in split.holdout} & fold_of.keys()


def test_folds_are_of_like_size_and_share_the_events() -> None:
    split = prepare.split(make(3_000), DIABETES)
    assert set(split.folds.tolist()) == {0, 1, 2}
    sizes = np.bincount(split.folds)
    events = np.bincount(split.folds[split.training_labels == 1])
    assert sizes.max() - sizes.min() <= 2
    assert events.max() - events.min() <= 1


def test_at_most_the_declared_number_of_rows_compares_candidates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepare, "COMPARISON_ROWS", 500)
    split = prepare.split(make(3_000), DIABETES)
    assert (split.folds >= 0).sum() == 500
    assert len(split.folds) == len(split.training)


def test_too_few_events_are_no_data_set() -> None:
    rows = make(100)
    rows.labels[:] = 0
    with pytest.raises(TrainingError, match="bring more rows"):
        prepare.split(rows, DIABETES)


def test_a_few_distinct_rows_seen_very_often_can_be_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepare, "COMPARISON_ROWS", 500)
    split = prepare.split(make(40, copies=600), DIABETES)
    assert (split.folds >= 0).sum() == 500


def test_folds_without_events_are_no_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "COMPARISON_ROWS", 300)
    rows = make(20_000)
    rows.labels[:] = np.arange(20_000) % 400 == 0
    with pytest.raises(TrainingError, match=r"fold .* bring more rows"):
        prepare.split(rows, DIABETES)
