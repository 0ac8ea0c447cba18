"""What is done with many rows, a part at a time, is what is done with few, all at once.

Here a few hundred rows are many.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.bundle import scorer as scorers
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.tables import csv_lines
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.models import (
    baselines,
    calibrate,
    candidates,
    export,
    fitting,
    in_parts,
    penalised,
    without_field,
)
from bellwether_trainer.models.candidates import CANDIDATES, Candidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe
from bellwether_trainer.rows import data, folds, pool, prepare, split
from bellwether_trainer.rows.data import Loaded
from tests import made_up

MANY = [each for each in CANDIDATES if each.many]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = made_up.declaration()
    document["fields"][1] |= {"forms": ["square", "spline"]}
    return made_up.write(
        tmp_path_factory.mktemp("many"), fields=document["fields"], interactions=[["Drug", "Mood"]]
    )


@pytest.fixture(scope="module")
def predictor(folder: Path) -> Predictor:
    return spec.read(folder)


@pytest.fixture(scope="module")
def rows(folder: Path, predictor: Predictor) -> Loaded:
    return data.initial(folder, predictor)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_parts, "MANY_ROWS", 100)
    monkeypatch.setattr(in_parts, "PART_ROWS", 70)
    monkeypatch.setattr(in_parts, "TRIED_ROWS", 50)
    monkeypatch.setattr(penalised, "GUESSED_FROM", 150)


def fit(candidate: Candidate, rows: Loaded, predictor: Predictor) -> Fitted:
    pipeline = fitting.fit(candidate, {}, rows.matrix, rows.labels, predictor, 1)
    return Fitted(pipeline, calibrate.Calibrator("none"))


@pytest.mark.parametrize("candidate", MANY, ids=lambda each: each.name)
def test_a_model_of_many_rows_is_that_of_all_at_once(
    candidate: Candidate,
    rows: Loaded,
    predictor: Predictor,
    request: pytest.FixtureRequest,
) -> None:
    once = fit(candidate, rows, predictor)
    said = once.predict_proba(rows.matrix)
    request.getfixturevalue("many")
    in_parts_too = once.predict_proba(rows.matrix)
    again = fit(candidate, rows, predictor)
    np.testing.assert_allclose(in_parts_too, said, rtol=0, atol=1e-7)
    np.testing.assert_allclose(again.predict_proba(rows.matrix), said, rtol=0, atol=1e-7)
    # The graph that is made of it knows no parts.
    exported = Scorer(export.convert(again, rows.matrix.shape[1]), rows.matrix.shape[1])
    assert export.largest_difference(again, exported, rows.matrix) <= export.PARITY_TOLERANCE


def test_columns_of_many_rows_are_those_of_all_at_once(
    rows: Loaded, predictor: Predictor, request: pytest.FixtureRequest
) -> None:
    linear = candidates.named("logistic_regression")
    step = fit(linear, rows, predictor).pipeline[:-1]
    columns = step.transform(rows.matrix)
    request.getfixturevalue("many")
    again = fit(linear, rows, predictor).pipeline[:-1].transform(rows.matrix)
    np.testing.assert_array_equal(again, columns)
    assert again.dtype == columns.dtype


def test_the_baseline_of_many_rows_is_the_same_model(
    folder: Path,
    rows: Loaded,
    predictor: Predictor,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(split, "LARGE_EVENTS", 10)
    initial = pool.Pool(folder, predictor, tmp_path).rows((INITIAL,))
    parted = split.split(predictor, initial, initial)
    assert parted.size == "large"
    once = baselines.measured(predictor, parted).plain_logistic.probabilities
    request.getfixturevalue("many")
    again = baselines.measured(predictor, parted).plain_logistic.probabilities
    # L-BFGS stops where a gradient is small, Newton's steps where they are.
    np.testing.assert_allclose(again, once, rtol=0, atol=0.002)


def test_candidates_that_take_hours_of_many_rows_take_no_part() -> None:
    most = candidates.MOST_ROWS
    assert candidates.taking_part(CANDIDATES, one_way=False, rows=most) == CANDIDATES
    names = {each.name for each in candidates.taking_part(CANDIDATES, False, most + 1)}
    assert names == {"logistic_regression", "decision_tree", "xgboost"}


def test_of_many_rows_some_calibrate(rows: Loaded, predictor: Predictor, many: None) -> None:
    hashes = folds.row_hashes(rows.matrix, "s")
    learners = TrainingRows(rows.matrix, rows.labels, hashes)
    recipe = CandidateRecipe("decision_tree", {}, "logistic")
    made = without_field.make(recipe, learners, predictor, 1)
    dealt = learners.deal(folds.INNER_FOLDS, in_parts.MANY_ROWS)
    some = learners.some(dealt >= 0)
    assert len(some.labels) == in_parts.MANY_ROWS
    tree = candidates.named("decision_tree")
    raw = fitting.out_of_fold(tree, {}, some.matrix, some.labels, dealt[dealt >= 0], predictor, 1)
    assert made.calibrator == calibrate.fit("logistic", raw, some.labels)
    # The model itself learns from all of them.
    whole = fit(tree, rows, predictor)
    np.testing.assert_array_equal(
        made.pipeline.predict_proba(rows.matrix), whole.pipeline.predict_proba(rows.matrix)
    )


def test_hashes_do_not_depend_on_the_parts(rows: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    once = folds.row_hashes(rows.matrix, "s")
    monkeypatch.setattr(folds, "HASHED_TOGETHER", 7)
    np.testing.assert_array_equal(folds.row_hashes(rows.matrix, "s"), once)


def test_equal_rows_are_found_in_parts(rows: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = np.concatenate([rows.matrix, rows.matrix[50:150]])
    labels = np.concatenate([rows.labels, rows.labels[50:100], 1 - rows.labels[100:150]])
    once = prepare.first_of_equals(matrix, labels)
    monkeypatch.setattr(prepare, "COMPARED_TOGETHER", 90)
    np.testing.assert_array_equal(prepare.first_of_equals(matrix, labels), once)
    assert len(once) < len(labels)


def test_a_table_of_many_blocks_is_one_of_one(
    folder: Path, rows: Loaded, predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_lines, "BLOCK_BYTES", 1 << 10)
    again = data.initial(folder, predictor)
    np.testing.assert_array_equal(again.matrix, rows.matrix)
    np.testing.assert_array_equal(again.labels, rows.labels)
    assert again.matrix.flags.c_contiguous


def test_one_data_set_is_not_copied(folder: Path, predictor: Predictor, tmp_path: Path) -> None:
    own = pool.Pool(folder, predictor, tmp_path)
    once, again = own.rows((INITIAL,)), own.rows((INITIAL,))
    assert np.shares_memory(once.matrix, again.matrix)
    assert np.shares_memory(once.labels, again.labels)


def test_scores_do_not_depend_on_the_parts(
    rows: Loaded, predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = fit(candidates.named("xgboost"), rows, predictor)
    fields = rows.matrix.shape[1]
    scorer = Scorer(export.convert(model, fields), fields)
    once = scorer.probabilities(rows.matrix)
    monkeypatch.setattr(scorers, "TOGETHER", 64)
    np.testing.assert_allclose(scorer.probabilities(rows.matrix), once, rtol=0, atol=1e-7)
    assert once.std() > 0.1
