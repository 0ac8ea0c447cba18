"""What is done to training rows, and that nothing is done unless it is declared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract.declaration import spec
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import prepare
from tests import made_up


def predictor(**preparation: Any) -> spec.Predictor:
    return spec.parse(yaml.safe_dump(made_up.declaration(preparation=preparation)))


def rows(count: int = 200) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    matrix = np.column_stack(
        [
            random.normal(6, 1, count),
            random.poisson(4, count),
            random.integers(0, 3, count),
            random.integers(0, 2, count),
            random.integers(0, 3, count),
        ]
    ).astype(np.float32)
    matrix[::9, 0] = np.nan
    return matrix, (np.arange(count) % 5 == 0).astype(np.int8)


def test_nothing_is_done_unless_it_is_declared() -> None:
    matrix, labels = rows()
    prepared = prepare.prepare(matrix, labels, predictor())
    assert prepared.matrix is matrix
    assert prepared.labels is labels
    assert prepared.weights is None


def test_only_the_first_of_equal_rows_with_an_equal_label_is_kept() -> None:
    matrix, labels = rows(50)
    twice = np.concatenate([matrix, matrix])
    other = np.concatenate([labels, labels])
    other[-1] = 1 - other[-1]
    kept = prepare.keep(twice, other, predictor(duplicates="drop"))
    assert kept.duplicates == 49
    np.testing.assert_array_equal(kept.matrix[:50], matrix)
    assert kept.labels[-1] == other[-1]


def test_outliers_are_numbers_beyond_the_fences_and_unknown_is_none() -> None:
    matrix, labels = rows()
    matrix[3, 0], matrix[4, 1] = 100.0, 90.0
    kept = prepare.keep(matrix, labels, predictor(outliers="drop"))
    assert 100.0 not in kept.matrix[:, 0]
    assert 90.0 not in kept.matrix[:, 1]
    assert np.isnan(kept.matrix[:, 0]).sum() == np.isnan(matrix[:, 0]).sum()
    assert kept.outliers == len(matrix) - len(kept.matrix) < 20


def test_weights_give_both_labels_the_same_say() -> None:
    matrix, labels = rows()
    prepared = prepare.prepare(matrix, labels, predictor(balance="weights"))
    assert prepared.weights is not None
    assert prepared.weights[labels == 1].sum() == pytest.approx(prepared.weights[labels == 0].sum())
    assert prepared.weights.sum() == pytest.approx(len(labels))


def test_smote_adds_rows_of_the_rarer_label_that_fit_the_declaration() -> None:
    matrix, labels = rows()
    prepared = prepare.prepare(matrix, labels, predictor(balance="smote"))
    assert np.bincount(prepared.labels).tolist() == [160, 160]
    assert not np.isnan(prepared.matrix).any()
    for column in (2, 3, 4):
        assert set(np.unique(prepared.matrix[:, column])) <= {0.0, 1.0, 2.0}
    # Numbers lie between those of real people.
    assert prepared.matrix[:, 0].max() <= np.nanmax(matrix[:, 0])


def test_a_preparation_that_leaves_one_label_is_named() -> None:
    matrix, _ = rows(20)
    with pytest.raises(TrainingError, match="leaves 0 positive and 20 negative"):
        prepare.prepare(matrix, np.zeros(20, np.int8), predictor(balance="weights"))
    one = np.zeros(20, np.int8)
    one[0] = 1
    with pytest.raises(TrainingError, match="SMOTE needs two rows"):
        prepare.prepare(matrix, one, predictor(balance="smote"))
