"""The search for hyper-parameters: scikit-learn's own, under declared caps and fixed seeds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import parallel_config
from sklearn.base import BaseEstimator
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.capacity import side_by_side
from bellwether_trainer.models import calibrate, fan_out, fitting
from bellwether_trainer.models.candidates import Candidate
from bellwether_trainer.records import Folds, Labels, Probabilities

# Of many rows one in so many is fitted to judge what a fit on all of them takes.
TIMED_PART = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The hyper-parameters that were chosen, and how many configurations were tried."""

    hyperparameters: dict[str, Any]
    configurations: int


def search(
    candidate: Candidate,
    declared: Mapping[str, Any],
    matrix: Matrix,
    labels: Labels,
    folds: Folds,
    predictor: Predictor,
    threads: int,
    seconds: float,
) -> Found:
    """Search the candidate's grid by cross-validated log loss over ``folds`` [rows].

    The ``declared`` hyper-parameters are tried first, then the grid's changes of them, as many as
    ``seconds`` allow, judged by the time of one fit. The declared ones stay unless others are
    better by more than one standard error over the folds.
    """
    count = int(folds.max()) + 1
    cut = [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in range(count)]
    once = _seconds_of_a_fit(_Prepared(candidate, predictor, declared), matrix, labels, cut[0][0])
    affordable = int(seconds * threads / (once * count)) - 1
    changes = candidate.grid[: max(0, affordable)]
    grid: list[dict[str, Any]] = [dict(declared), *({**declared, **each} for each in changes)]
    if len(grid) == 1:
        return Found(grid[0], 1)
    found = GridSearchCV(
        _Prepared(candidate, predictor),
        [{"hyperparameters": [each]} for each in grid],
        scoring=_recalibrated_log_loss,
        cv=cut,
        refit=False,
        n_jobs=side_by_side(threads, matrix.nbytes),
        error_score="raise",
    )
    if fan_out.on_cluster():
        found.n_jobs = -1
        with fan_out.joblibs(matrix, labels):
            found.fit(matrix, labels)
    else:
        # Threads: the trees grow outside Python's lock, and the rows are not copied.
        with parallel_config(backend="threading"):
            found.fit(matrix, labels)
    scores = np.stack([found.cv_results_[f"split{fold}_test_score"] for fold in range(count)])
    gains = scores - scores[:, :1]
    errors = gains.std(axis=0, ddof=1) * np.sqrt(1 / count + 1 / max(count - 1, 1))
    best = int(np.argmax(gains.mean(axis=0)))
    if not gains[:, best].mean() > errors[best]:
        best = 0
    return Found(grid[best], len(grid))


def _seconds_of_a_fit(model: _Prepared, matrix: Matrix, labels: Labels, rows: np.ndarray) -> float:
    """What a fit on ``rows`` takes; of many, judged by one on a part of them."""
    part = TIMED_PART if len(rows) >= fitting.PARALLEL_ROWS else 1
    some = rows[::part]
    started = time.perf_counter()
    model.fit(matrix[some], labels[some])
    return max((time.perf_counter() - started) * part, 1e-4)


class _Prepared(BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """A candidate with its declared preparation, as the search drives it."""

    _estimator_type = "classifier"

    def __init__(
        self,
        candidate: Candidate,
        predictor: Predictor,
        hyperparameters: Mapping[str, Any] | None = None,
    ) -> None:
        self.candidate = candidate
        self.predictor = predictor
        self.hyperparameters = hyperparameters

    def fit(self, matrix: Matrix, labels: Labels) -> _Prepared:
        self.classes_ = np.array([0, 1])
        self.pipeline_ = fitting.fit(
            self.candidate, self.hyperparameters or {}, matrix, labels, self.predictor, threads=1
        )
        return self

    def predict_proba(self, matrix: Matrix) -> Probabilities:
        predicted: Probabilities = self.pipeline_.predict_proba(matrix)
        return predicted


def _recalibrated_log_loss(model: _Prepared, matrix: Matrix, labels: Labels) -> float:
    """Minus the log loss after a recalibration of two numbers, for calibration comes later."""
    raw = model.predict_proba(matrix)[:, 1]
    bent = calibrate.fit("logistic", raw, labels)(raw)
    return -float(log_loss(labels, bent, labels=[0, 1]))
