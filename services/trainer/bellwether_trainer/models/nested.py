"""Repeated cross-validation of small predictors, with everything that is chosen chosen within.

In each of the 10 x 5 folds the whole procedure runs on the training part alone: search,
calibration and the choice of the candidate. What it then says of the test part is what a
version of this predictor is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import candidates, compare, fan_out, fitting, in_deals, training_rows
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import (
    CandidateRecipe,
    Folds,
    OnProgress,
    Probabilities,
    Split,
)
from bellwether_trainer.rows.folds import INNER_FOLDS

SEED = 20200101


@dataclass(frozen=True, slots=True)
class Nested:
    """What each candidate said of the evaluation set's rows, and what the whole procedure said."""

    candidates: Mapping[str, Predictions]
    procedure: Predictions


def cross_validate(
    split: Split, predictor: Predictor, threads: int, on_progress: OnProgress
) -> Nested:
    """Run the whole procedure in every fold of the evaluation set."""
    folds = _folds(split)
    parts = list(_parts(split, folds))
    able = candidates.taking_part(CANDIDATES, bool(predictor.monotone))
    said = {candidate.name: np.empty(folds.shape) for candidate in able}
    procedure = np.empty(folds.shape)
    results = fan_out.each(
        threads,
        split.training,
        (
            (_choose_and_predict, rows, split.anchor.matrix[test], predictor)
            for _, test, rows in parts
        ),
    )
    for done, ((repeat, test, _), (winner, theirs)) in enumerate(zip(parts, results, strict=True)):
        for name, column in said.items():
            column[repeat, test] = theirs[name]
        procedure[repeat, test] = theirs[winner]
        on_progress((done + 1) / len(parts), f"all candidates, fold {done + 1} of {len(parts)}")
    return Nested(
        candidates={name: _measured(split, column) for name, column in said.items()},
        procedure=_measured(split, procedure),
    )


def of_recipe(
    recipe: CandidateRecipe,
    split: Split,
    predictor: Predictor,
    threads: int,
    on_progress: OnProgress,
) -> Predictions:
    """What one recipe says of the evaluation set's rows, made anew in each of the 10 x 5 folds."""
    folds = _folds(split)
    parts = list(_parts(split, folds))
    said = np.empty(folds.shape)
    results = fan_out.each(
        1 if candidates.named(recipe.candidate).light else threads,
        split.training,
        (
            (make_and_predict, recipe, rows, split.anchor.matrix[test], predictor)
            for _, test, rows in parts
        ),
    )
    for done, ((repeat, test, _), theirs) in enumerate(zip(parts, results, strict=True)):
        said[repeat, test] = theirs
        on_progress((done + 1) / len(parts), f"fold {done + 1} of {len(parts)}")
    return _measured(split, said)


def in_folds(
    split: Split,
    recipe: CandidateRecipe,
    threads: int,
    function: Callable[..., Any],
    rest: tuple[Any, ...],
    repeats: int,
) -> Iterator[tuple[int, np.ndarray, Any]]:
    """What ``function`` gives of each fold of the first ``repeats``: repeat, test rows, result.

    It is called with the recipe, the rows to learn from, the test rows and the ``rest``.
    """
    folds = _folds(split)[:repeats]
    parts = list(_parts(split, folds))
    results = fan_out.each(
        1 if candidates.named(recipe.candidate).light else threads,
        split.training,
        ((function, recipe, rows, split.anchor.matrix[test], *rest) for _, test, rows in parts),
    )
    for (repeat, test, _), found in zip(parts, results, strict=True):
        yield repeat, test, found


def of_baseline(baseline: Pipeline, split: Split) -> Predictions:
    """What a baseline says of the evaluation set's rows, fitted anew in each fold."""
    folds = _folds(split)
    said = np.empty(folds.shape)
    for repeat, test, rows in _parts(split, folds):
        baseline.fit(rows.matrix, rows.labels)
        said[repeat, test] = baseline.predict_proba(split.anchor.matrix[test])[:, 1]
    return _measured(split, said)


def _measured(split: Split, said: Probabilities) -> Predictions:
    return Predictions(split.anchor.labels, said, _folds(split), split.anchor.marks.people)


def _folds(split: Split) -> Folds:
    assert split.anchor.folds is not None, "only small predictors are cross-validated"
    return split.anchor.folds


def _parts(split: Split, folds: Folds) -> Iterator[tuple[int, np.ndarray, TrainingRows]]:
    """Each repeat and fold: its number, the evaluation set's rows in it, and all rows but those."""
    assert split.training_folds is not None
    rows = training_rows.of_split(split)
    for repeat, dealt in enumerate(folds):
        for fold in range(int(dealt.max()) + 1):
            yield repeat, dealt == fold, rows.some(split.training_folds[repeat] != fold)


def _choose_and_predict(
    rows: TrainingRows, test: Matrix, predictor: Predictor
) -> tuple[str, dict[str, Probabilities]]:
    """The winner on these rows, and what every candidate says of the test rows."""
    deals = in_deals.deal_few(rows, INNER_FOLDS)
    evaluated = compare.evaluate_candidates(rows, deals[0], predictor, "full", 1)
    selected = compare.select(
        evaluated, in_deals.predict_in_deals(evaluated, rows, deals, predictor, 1)
    )
    said = {
        each.candidate.name: compare.fit(each, rows, predictor, 1).predict_proba(test)[:, 1]
        for each in evaluated
    }
    return selected.winner, said


def make_and_predict(
    recipe: CandidateRecipe, rows: TrainingRows, test: Matrix, predictor: Predictor
) -> Probabilities:
    """What the recipe's model, made of ``rows``, says of the ``test`` rows."""
    folds = None
    if recipe.calibration != "none":
        folds = rows.deal(INNER_FOLDS)
    fitted = fitting.fit_recipe(recipe, rows.matrix, rows.labels, folds, predictor, 1, rows.people)
    said: Probabilities = fitted.predict_proba(test)[:, 1]
    return said
