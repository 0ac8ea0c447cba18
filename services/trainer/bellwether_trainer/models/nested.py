"""Repeated cross-validation of small predictors, with everything that is chosen chosen within.

In each of the 10 x 5 folds the whole procedure runs on the training part alone: search,
calibration and the choice of the candidate. What it then says of the test part is what a
version of this predictor is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.pipeline import Pipeline

from bellwether_contract.encode import Matrix
from bellwether_contract.spec import Predictor
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.models import candidates, compare, fitting
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.models.compare import Learners
from bellwether_trainer.records import Folds, Probabilities, Recipe, Split, Told
from bellwether_trainer.rows.split import deal

# Folds within a training part: for calibration, and for the choice of the candidate.
INNER_FOLDS = 3

SEED = 20200101


@dataclass(frozen=True, slots=True)
class Nested:
    """What each candidate said of the anchor's rows, and what the whole procedure said."""

    candidates: Mapping[str, Predicted]
    procedure: Predicted


def cross_validate(split: Split, predictor: Predictor, threads: int, told: Told) -> Nested:
    """Run the whole procedure in every fold of the anchor."""
    folds = _folds(split)
    parts = list(_parts(split, folds))
    said = {candidate.name: np.empty(folds.shape) for candidate in CANDIDATES}
    procedure = np.empty(folds.shape)
    results = _side_by_side(
        threads,
        (
            (_choose_and_predict, rows, split.anchor.matrix[test], predictor)
            for _, test, rows in parts
        ),
    )
    for done, ((repeat, test, _), (winner, theirs)) in enumerate(zip(parts, results, strict=True)):
        for name, column in said.items():
            column[repeat, test] = theirs[name]
        procedure[repeat, test] = theirs[winner]
        told((done + 1) / len(parts), f"all candidates, fold {done + 1} of {len(parts)}")
    labels = split.anchor.labels
    return Nested(
        candidates={name: Predicted(labels, column, folds) for name, column in said.items()},
        procedure=Predicted(labels, procedure, folds),
    )


def of_recipe(
    recipe: Recipe, split: Split, predictor: Predictor, threads: int, told: Told
) -> Predicted:
    """What one recipe says of the anchor's rows, made anew in each of the 10 x 5 folds."""
    folds = _folds(split)
    parts = list(_parts(split, folds))
    said = np.empty(folds.shape)
    results = _side_by_side(
        1 if candidates.named(recipe.candidate).light else threads,
        (
            (_make_and_predict, recipe, rows, split.anchor.matrix[test], predictor)
            for _, test, rows in parts
        ),
    )
    for done, ((repeat, test, _), theirs) in enumerate(zip(parts, results, strict=True)):
        said[repeat, test] = theirs
        told((done + 1) / len(parts), f"fold {done + 1} of {len(parts)}")
    return Predicted(split.anchor.labels, said, folds)


def of_baseline(baseline: Pipeline, split: Split) -> Predicted:
    """What a baseline says of the anchor's rows, fitted anew in each of the 10 x 5 folds."""
    folds = _folds(split)
    said = np.empty(folds.shape)
    for repeat, test, rows in _parts(split, folds):
        baseline.fit(rows.matrix, rows.labels)
        said[repeat, test] = baseline.predict_proba(split.anchor.matrix[test])[:, 1]
    return Predicted(split.anchor.labels, said, folds)


def refits(
    recipe: Recipe, split: Split, predictor: Predictor, threads: int, count: int, told: Told
) -> Probabilities:
    """What ``count`` models from bootstrap samples say of the anchor's rows, [count, rows]."""
    random = np.random.default_rng(SEED)
    rows = Learners(split.training, split.training_labels, split.training_hashes)
    samples: list[Learners] = []
    while len(samples) < count:
        drawn = random.integers(len(rows.labels), size=len(rows.labels))
        sample = Learners(rows.matrix[drawn], rows.labels[drawn], rows.hashes[drawn])
        if np.bincount(sample.labels, minlength=2).min() > INNER_FOLDS:
            samples.append(sample)
    results = _side_by_side(
        1 if candidates.named(recipe.candidate).light else threads,
        ((_make_and_predict, recipe, sample, split.anchor.matrix, predictor) for sample in samples),
    )
    said = []
    for done, theirs in enumerate(results):
        said.append(theirs)
        told((done + 1) / count, f"refit {done + 1} of {count}")
    return np.stack(said)


def _folds(split: Split) -> Folds:
    assert split.anchor.folds is not None, "only small predictors are cross-validated"
    return split.anchor.folds


def _parts(split: Split, folds: Folds) -> Iterator[tuple[int, np.ndarray, Learners]]:
    """Each repeat and fold: its number, the anchor's rows in it, and all rows but those."""
    assert split.training_folds is not None
    rows = Learners(split.training, split.training_labels, split.training_hashes)
    for repeat, dealt in enumerate(folds):
        for fold in range(int(dealt.max()) + 1):
            yield repeat, dealt == fold, rows.some(split.training_folds[repeat] != fold)


def _side_by_side(threads: int, calls: Iterator[tuple[Any, ...]]) -> Iterator[Any]:
    """Results in order, from so many processes; one fit of so few rows holds Python's lock."""
    if threads == 1:
        return (function(*rest) for function, *rest in calls)
    results: Iterator[Any] = Parallel(n_jobs=threads, return_as="generator", batch_size=1)(
        delayed(function)(*rest) for function, *rest in calls
    )
    return results


def _choose_and_predict(
    rows: Learners, test: Matrix, predictor: Predictor
) -> tuple[str, dict[str, Probabilities]]:
    """The winner on these rows, and what every candidate says of the test rows."""
    folds = deal(rows.hashes, rows.labels, INNER_FOLDS)
    examined = compare.examine_all(rows, folds, predictor, "full", 1)
    selected = compare.select(examined, compare.predicted(examined, rows.labels, folds))
    said = {
        each.candidate.name: compare.fit(each, rows, predictor, 1).predict_proba(test)[:, 1]
        for each in examined
    }
    return selected.winner, said


def _make_and_predict(
    recipe: Recipe, rows: Learners, test: Matrix, predictor: Predictor
) -> Probabilities:
    folds = None
    if recipe.calibration != "none":
        folds = deal(rows.hashes, rows.labels, INNER_FOLDS)
    fitted = fitting.fit_recipe(recipe, rows.matrix, rows.labels, folds, predictor, 1)
    said: Probabilities = fitted.predict_proba(test)[:, 1]
    return said
