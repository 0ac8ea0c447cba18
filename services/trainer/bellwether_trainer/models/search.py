"""The search for hyper-parameters: a grid in folds, under declared caps and fixed seeds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.metrics import log_loss

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.capacity import side_by_side
from bellwether_trainer.models import calibrate, fan_out, fitting
from bellwether_trainer.models.candidates import Candidate
from bellwether_trainer.records import Folds, Labels

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
    rows = [fan_out.shared(each) for each in (matrix, labels, folds)]
    (once,) = fan_out.each(1, matrix, [(_seconds_of_a_fit, candidate, declared, predictor, *rows)])
    affordable = int(seconds * threads / (once * count)) - 1
    changes = candidate.grid[: max(0, affordable)]
    grid: list[dict[str, Any]] = [dict(declared), *({**declared, **each} for each in changes)]
    if len(grid) == 1:
        return Found(grid[0], 1)
    calls = [(candidate, tried, predictor, *rows, fold) for tried in grid for fold in range(count)]
    if fan_out.on_cluster():
        found = list(fan_out.from_cluster((_score, *each) for each in calls))
    else:
        # Threads: the trees grow outside Python's lock, and the rows are not copied.
        found = Parallel(n_jobs=side_by_side(threads, matrix.nbytes), backend="threading")(
            delayed(_score)(*each) for each in calls
        )
    scores = np.reshape(found, (len(grid), count)).T
    gains = scores - scores[:, :1]
    errors = gains.std(axis=0, ddof=1) * np.sqrt(1 / count + 1 / max(count - 1, 1))
    best = int(np.argmax(gains.mean(axis=0)))
    if not gains[:, best].mean() > errors[best]:
        best = 0
    return Found(grid[best], len(grid))


def _seconds_of_a_fit(
    candidate: Candidate,
    declared: Mapping[str, Any],
    predictor: Predictor,
    matrix: Matrix,
    labels: Labels,
    folds: Folds,
) -> float:
    """What a fit on all folds but the first takes; of many, judged by one on a part of them."""
    rows = np.flatnonzero(folds != 0)
    part = TIMED_PART if len(rows) >= fitting.PARALLEL_ROWS else 1
    some = rows[::part]
    started = time.perf_counter()
    fitting.fit(candidate, declared, matrix[some], labels[some], predictor, threads=1)
    return max((time.perf_counter() - started) * part, 1e-4)


def _score(
    candidate: Candidate,
    hyperparameters: Mapping[str, Any],
    predictor: Predictor,
    matrix: Matrix,
    labels: Labels,
    folds: Folds,
    fold: int,
) -> float:
    """Minus the log loss in a fold, of a model of all others.

    After a recalibration of two numbers, for calibration comes later.
    """
    rest, theirs = folds != fold, labels[folds == fold]
    model = fitting.fit(candidate, hyperparameters, matrix[rest], labels[rest], predictor, 1)
    raw = model.predict_proba(matrix[~rest])[:, 1]
    bent = calibrate.fit("logistic", raw, theirs)(raw)
    return -float(log_loss(theirs, bent, labels=[0, 1]))
