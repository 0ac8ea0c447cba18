"""A candidate fitted on training rows, calibrated, and what it says of rows it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.pipeline import Pipeline

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.models import calibrate, candidates, fan_out, in_parts, pipelines
from bellwether_trainer.models.calibrate import Calibrator
from bellwether_trainer.models.candidates import Candidate
from bellwether_trainer.records import CandidateRecipe, Folds, Labels, People, Probabilities
from bellwether_trainer.rows import prepare

# Fewer rows are fitted sooner by one thread: on a busy machine two of XGBoost's wait for each
# other, 20 s for 600 rows instead of 0.05.
PARALLEL_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted pipeline and the calibrator behind it."""

    pipeline: Pipeline
    calibrator: Calibrator

    def predict_proba(self, matrix: Matrix) -> Probabilities:
        """Calibrated probabilities of both classes, [rows, 2], of float32 [rows, fields]."""
        raw = in_parts.positive(self.pipeline, matrix).astype(np.float64)
        positive = self.calibrator(raw)
        return np.column_stack([1.0 - positive, positive])


def fit(
    candidate: Candidate,
    hyperparameters: Mapping[str, Any],
    matrix: Matrix,
    labels: Labels,
    predictor: Predictor,
    threads: int,
) -> Pipeline:
    """Fit a candidate's pipeline, uncalibrated, on rows prepared as the predictor declares."""
    prepared = prepare.prepare(matrix, labels, predictor)
    if len(prepared.labels) < PARALLEL_ROWS:
        threads = 1
    pipeline = pipelines.build(candidate, predictor, threads, hyperparameters)
    weights = {} if prepared.weights is None else {"estimator__sample_weight": prepared.weights}
    return in_parts.fit(pipeline, prepared.matrix, prepared.labels, **weights)


def fit_recipe(
    recipe: CandidateRecipe,
    matrix: Matrix,
    labels: Labels,
    folds: Folds | None,
    predictor: Predictor,
    threads: int,
    people: People | None = None,
) -> Fitted:
    """Make a recipe's model from rows; ``folds`` [rows] are needed where it is calibrated.

    Rows in fold -1 have no part in the calibration. ``people`` [rows] tells whose each row is,
    where somebody may have several.
    """
    candidate = candidates.named(recipe.candidate)
    calibrator = Calibrator("none", calibrate.least(labels, people))
    if recipe.calibration != "none":
        assert folds is not None, "a calibration is fitted on out-of-fold predictions"
        dealt = folds >= 0
        some, theirs = (matrix, labels) if dealt.all() else (matrix[dealt], labels[dealt])
        whose = people if people is None or dealt.all() else people[dealt]
        raw = out_of_fold(
            candidate, recipe.hyperparameters, some, theirs, folds[dealt], predictor, threads
        )
        calibrator = calibrate.fit(recipe.calibration, raw, theirs, whose)
    pipeline = fit(candidate, recipe.hyperparameters, matrix, labels, predictor, threads)
    return Fitted(pipeline, calibrator)


def out_of_fold(
    candidate: Candidate,
    hyperparameters: Mapping[str, Any],
    matrix: Matrix,
    labels: Labels,
    folds: Folds,
    predictor: Predictor,
    threads: int,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Probabilities:
    """Predict every row, uncalibrated, by a model fitted on the other folds, [rows].

    ``on_progress`` hears which fold is begun. Estimators without threads of their own fit their
    folds side by side.
    """
    count = int(folds.max()) + 1

    rows = matrix, labels, folds
    parts: list[Probabilities] = []
    if fan_out.on_cluster():
        sent = [fan_out.shared(each) for each in rows]
        calls = (
            (_one_fold, candidate, hyperparameters, predictor, 1, *sent, fold)
            for fold in range(count)
        )
        for fold, part in enumerate(fan_out.from_cluster(calls)):
            on_progress(fold)
            parts.append(part)
    elif threads == 1 or candidate.parallel or len(labels) < PARALLEL_ROWS:
        for fold in range(count):
            on_progress(fold)
            parts.append(_one_fold(candidate, hyperparameters, predictor, threads, *rows, fold))
    else:
        on_progress(0)
        # Threads: the trees grow outside Python's lock, and the rows are not copied.
        parts = Parallel(n_jobs=threads, backend="threading")(
            delayed(_one_fold)(candidate, hyperparameters, predictor, 1, *rows, fold)
            for fold in range(count)
        )
    probabilities = np.empty(len(labels), dtype=np.float64)
    for fold, part in enumerate(parts):
        probabilities[folds == fold] = part
    return probabilities


def _one_fold(
    candidate: Candidate,
    hyperparameters: Mapping[str, Any],
    predictor: Predictor,
    threads: int,
    matrix: Matrix,
    labels: Labels,
    folds: Folds,
    fold: int,
) -> Probabilities:
    """What a model of all other folds says of the rows of one."""
    rest = folds != fold
    model = fit(candidate, hyperparameters, matrix[rest], labels[rest], predictor, threads)
    return in_parts.positive(model, matrix[~rest])
