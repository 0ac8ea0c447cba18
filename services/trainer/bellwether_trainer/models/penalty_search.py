"""How strongly a logistic regression is held back: the best of a path of strengths, out of fold.

Among few rows it is the choice that decides about a model's slope. So it is made by the log loss
as it stands (a search that recalibrates first would not see that a model says too much), by
several deals of the rows, and the smallest one counts. Elastic net is taken where it is shown to
be better than ridge: which columns it leaves out is often chance.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures.logistic import logit
from bellwether_trainer.models import fan_out, pipelines
from bellwether_trainer.models.candidates import FEW_ROWS, Candidate
from bellwether_trainer.models.search import Found
from bellwether_trainer.records import Folds, Labels
from bellwether_trainer.rows import prepare

Floats = npt.NDArray[np.float64]


def search(
    candidate: Candidate,
    declared: Mapping[str, Any],
    matrix: Matrix,
    labels: Labels,
    folds: Folds,
    predictor: Predictor,
    seconds: float,
) -> Found:
    """Search the path of strengths by cross-validated log loss over ``folds`` [repeats, rows].

    Of many rows (FEW_ROWS) ridge alone is tried, and the ``declared`` strength stays unless
    another gains more than one standard error over the folds: they are a part of more. Where one
    fold's path is too slow for ``seconds``, the declared one stays.
    """
    few = len(labels) < FEW_ROWS
    configurations = [
        {**declared, **each} for each in candidate.grid if few or not each["l1_ratio"]
    ]
    cut = [dealt == fold for dealt in folds for fold in range(int(dealt.max()) + 1)]
    losses = np.empty((len(cut), len(configurations)))
    rows = fan_out.shared(matrix), fan_out.shared(labels)
    calls = ((_of_fold, candidate, configurations, *rows, test, predictor) for test in cut)
    spent = 0.0
    for place, (of_fold, took) in enumerate(fan_out.each(1, matrix, calls)):
        losses[place] = of_fold
        spent += took
        if spent / (place + 1) * len(cut) > seconds:
            return Found(dict(declared), 1)
    mixes = np.array([each["l1_ratio"] for each in configurations])
    mean = losses.mean(axis=0)
    ridge = np.flatnonzero(mixes == 0.0)
    best = int(ridge[np.argmin(mean[ridge])])
    if few:
        other = int(np.argmin(mean))
        chosen = other if _gains(losses[:, best] - losses[:, other], len(folds)) else best
    else:
        stays = next(int(at) for at in ridge if configurations[at] == dict(declared))
        chosen = best if _gains(losses[:, stays] - losses[:, best], len(folds)) else stays
    return Found(configurations[chosen], len(configurations))


def _gains(gains: Floats, repeats: int) -> bool:
    """Whether the mean is above its standard error (Nadeau and Bengio 2003)."""
    count = len(gains)
    folds = count // repeats
    error = gains.std(ddof=1) * np.sqrt(1 / count + 1 / (folds - 1))
    return bool(gains.mean() > error)


def _of_fold(
    candidate: Candidate,
    configurations: list[dict[str, Any]],
    matrix: Matrix,
    labels: Labels,
    test: npt.NDArray[np.bool_],
    predictor: Predictor,
) -> tuple[Floats, float]:
    """The log loss of each configuration on the ``test`` rows [rows], fitted on the others.

    With the seconds that it took.
    """
    started = time.perf_counter()
    prepared = prepare.prepare(matrix[~test], labels[~test], predictor)
    pipeline = pipelines.build(candidate, predictor, 1, configurations[0])
    columns = _doubles(pipeline[:-1].fit_transform(prepared.matrix, prepared.labels))
    held_out = _doubles(pipeline[:-1].transform(matrix[test]))
    losses = [
        _loss(held_out @ model.coef_[0] + model.intercept_[0], labels[test])
        for model in _path(pipeline, configurations, columns, prepared.labels, prepared.weights)
    ]
    return np.array(losses), time.perf_counter() - started


def _path(
    pipeline: Pipeline,
    configurations: list[dict[str, Any]],
    columns: Floats,
    labels: Labels,
    weights: Floats | None,
) -> Iterator[Any]:
    """A fitted estimator of each configuration, each begun where the one before has ended."""
    start, before = np.zeros(columns.shape[1] + 1), None
    share = np.average(labels, weights=weights)
    start[0] = logit(share)
    first = start
    for each in configurations:
        if each["l1_ratio"] != before:
            start, before = first, each["l1_ratio"]
        model = clone(pipeline[-1]).set_params(**pipelines.estimators(each))
        yield model.fit(columns, labels, weights, start)
        start = model.solution_


def _doubles(columns: Any) -> Floats:
    return np.asarray(columns, dtype=np.float64)


def _loss(odds: Floats, labels: Labels) -> float:
    return float((np.logaddexp(0.0, odds) - labels * odds).mean())
