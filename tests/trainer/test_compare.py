"""Candidates are searched, calibrated and compared on rows that they have not seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.models import (
    baselines,
    bootstrap,
    candidates,
    choice,
    compare,
    fitting,
    nested,
    search,
)
from bellwether_trainer.models.candidates import Candidate
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe, Rows, RowSet, Split, TrainingError, quiet
from bellwether_trainer.rows import data
from bellwether_trainer.rows import split as splitting
from bellwether_trainer.rows.folds import deal
from tests import made_up

pytestmark = pytest.mark.slow

Made = tuple[spec.Predictor, Split, TrainingRows]
TWO = ("logistic_regression", "decision_tree")
PREDICTORS = Path(__file__).parents[2] / "predictors"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return prepared(made_up.write(tmp_path_factory.mktemp("predictors")))


def prepared(folder: Path) -> Made:
    predictor = spec.read(folder)
    matrix, labels, sha256, _ = data.initial(folder, predictor)
    sets = (RowSet("initial", sha256, len(labels), int(labels.sum())),)
    rows = Rows(matrix, labels, np.zeros(len(labels), np.int16), sets)
    split = splitting.split(predictor, rows, rows)
    learners = TrainingRows(split.training, split.training_labels, split.training_hashes)
    return predictor, split, learners


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = tuple(candidates.named(name) for name in TWO)
    monkeypatch.setattr(compare, "CANDIDATES", chosen)
    monkeypatch.setattr(nested, "CANDIDATES", chosen)


def shuffled(split: Split) -> Split:
    """The same people with their labels dealt out anew: there is nothing to learn."""
    order = np.random.default_rng(5).permutation(len(split.anchor.labels))
    labels = split.anchor.labels[order]
    return replace_labels(split, labels)


def replace_labels(split: Split, labels: np.ndarray) -> Split:
    folds = np.stack(
        [deal(split.training_hashes + np.uint64(repeat), labels, 5) for repeat in range(2)]
    )
    anchor = replace(split.anchor, labels=labels, folds=folds)
    return replace(split, anchor=anchor, training_labels=labels, training_folds=folds)


def test_out_of_fold_predictions_are_of_rows_not_learned_from(made: Made) -> None:
    predictor, _, rows = made
    folds = deal(rows.hashes, rows.labels, 3)
    tree = candidates.named("decision_tree")
    said = fitting.out_of_fold(tree, {"max_depth": 20, "min_samples_leaf": 1}, rows.matrix,
                               rows.labels, folds, predictor, 1)  # fmt: skip
    # A tree that remembers every row would be right on all of them.
    assert 0.5 < np.mean((said >= 0.5) == (rows.labels == 1)) < 0.95
    side_by_side = fitting.out_of_fold(tree, {"max_depth": 20, "min_samples_leaf": 1}, rows.matrix,
                                       rows.labels, folds, predictor, 2)  # fmt: skip
    np.testing.assert_array_equal(said, side_by_side)


def test_a_search_finds_what_the_declared_hyperparameters_miss(made: Made) -> None:
    predictor, _, rows = made
    folds = deal(rows.hashes, rows.labels, 3)
    tree = candidates.named("decision_tree")
    stump = Candidate("decision_tree", "Tree", tree.estimator, {"max_depth": 1},
                      ({"max_depth": 4}, {"max_depth": 1}), "trees", 1,
                      {"random_state": 1})  # fmt: skip
    found = search.search(
        stump, stump.hyperparameters, rows.matrix, rows.labels, folds, predictor, 1, seconds=60
    )
    assert found.hyperparameters == {"max_depth": 4}
    assert found.configurations == 3


def test_a_search_stays_within_its_seconds(made: Made) -> None:
    predictor, _, rows = made
    folds = deal(rows.hashes, rows.labels, 3)
    tree = candidates.named("decision_tree")
    found = search.search(
        tree, tree.hyperparameters, rows.matrix, rows.labels, folds, predictor, 1, seconds=1e-6
    )
    assert found.configurations == 1
    assert found.hyperparameters == tree.hyperparameters


@pytest.mark.usefixtures("two")
def test_a_quick_choice_is_not_nested_and_says_so(made: Made) -> None:
    predictor, split, _ = made
    told: list[float] = []
    plain = baselines.measured(predictor, split)
    quick = choice.choose(split, predictor, "quick", 1, plain, lambda share, _: told.append(share))
    assert quick.procedure is None
    assert quick.out_of_fold.probabilities.shape == (10, 600)
    assert [each.found.configurations for each in quick.evaluated] == [15, 1]
    # Of so few rows one deal would prefer by chance.
    for said in (quick.baselines.plain_logistic, *quick.predicted.values()):
        assert said.probabilities.shape == (5, 600)
    for one in quick.predicted["decision_tree"].probabilities[1:]:
        assert not np.array_equal(one, quick.predicted["decision_tree"].probabilities[0])
    assert told == sorted(told)


@pytest.mark.nightly
@pytest.mark.usefixtures("two")
def test_a_full_choice_is_nested(made: Made) -> None:
    predictor, split, _ = made
    told: list[float] = []
    plain = baselines.measured(predictor, split)
    full = choice.choose(split, predictor, "full", 1, plain, lambda share, _: told.append(share))
    assert full.procedure is not None
    assert full.procedure.probabilities.shape == (10, 600)
    assert full.out_of_fold.probabilities.shape == (10, 600)
    assert [each.found.configurations for each in full.evaluated] == [15, 3]
    assert full.baselines is plain
    assert told == sorted(told)


@pytest.mark.nightly
@pytest.mark.usefixtures("two")
def test_with_permuted_labels_nothing_is_found_among_the_women_of_the_study() -> None:
    predictor, split, _ = prepared(PREDICTORS / "diabetes")
    found = nested.cross_validate(shuffled(split), predictor, 1, quiet)
    assert measure(found.procedure, None).auroc == pytest.approx(0.5, abs=0.05)


def test_a_recipe_says_the_same_from_one_process_and_from_two(made: Made) -> None:
    predictor, split, _ = made
    forest = candidates.named("random_forest")
    recipe = CandidateRecipe(forest.name, {**forest.hyperparameters, "n_estimators": 5}, "logistic")
    # Two repeats are enough to see it.
    assert split.anchor.folds is not None
    assert split.training_folds is not None
    few = replace(
        split,
        anchor=replace(split.anchor, folds=split.anchor.folds[:2]),
        training_folds=split.training_folds[:2],
    )
    one = nested.of_recipe(recipe, few, predictor, 1, quiet)
    two = nested.of_recipe(recipe, few, predictor, 2, quiet)
    np.testing.assert_array_equal(one.probabilities, two.probabilities)


def test_among_few_rows_trees_start_from_other_bounds() -> None:
    boosted = candidates.named("xgboost")
    assert candidates.declared(boosted, 600)["min_child_weight"] < 10
    assert candidates.declared(boosted, 200_000) == boosted.hyperparameters


def test_refits_differ_as_samples_do(made: Made) -> None:
    predictor, split, _ = made
    recipe = CandidateRecipe("logistic_regression", {"C": 1.0}, "none")
    said = bootstrap.refits(recipe, split, predictor, 1, 8, quiet)
    assert said.shape == (8, 600)
    assert 0.001 < said.std(axis=0).mean() < 0.1


def test_of_few_events_every_refit_draws_enough(tmp_path: Path) -> None:
    content = made_up.few_rows(60, events=12)
    predictor, split, rows = prepared(made_up.write(tmp_path, content=content))
    # A calibration deals the drawn rows once more.
    recipe = CandidateRecipe("logistic_regression", {"C": 1.0}, "logistic")
    assert bootstrap.refits(recipe, split, predictor, 1, 30, quiet).shape == (30, 60)
    for drawn in bootstrap._bootstrap(rows, predictor, 30):
        assert np.bincount(drawn.labels).tolist() == [48, 12]


def test_rows_that_cannot_be_drawn_so_that_a_model_could_be_fitted_are_told(made: Made) -> None:
    predictor, _, rows = made
    # Two different people have it: their samples can never be dealt into three folds.
    events = np.flatnonzero(rows.labels == 1)[:2].repeat(3)
    few = rows.some(np.concatenate([np.flatnonzero(rows.labels == 0), events]))
    with pytest.raises(TrainingError, match=r"could be fitted.*bring more rows"):
        bootstrap._bootstrap(few, predictor, 30)
