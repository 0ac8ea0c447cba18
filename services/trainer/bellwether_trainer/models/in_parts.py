"""Many rows, a part at a time: what is made of them would take several times the memory they do.

Few rows are fitted and predicted at once, as scikit-learn does it. Of many, only the columns that
an estimator is fitted on are there as a whole, once; they are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels, Probabilities

# More rows than this are many: each of their columns is fitted alone, and a linear model a part at
# a time.
MANY_ROWS = 500_000

# So many rows at a time.
PART_ROWS = 1 << 18

# Enough for columns to know how many they become, before they are fitted on all rows.
TRIED_ROWS = 10_000


def fit(pipeline: Pipeline, matrix: Matrix, labels: Labels, **parameters: Any) -> Pipeline:
    """Fit a pipeline on float32 [rows, fields] and 0/1 [rows]; ``parameters`` as it takes them."""
    if len(labels) <= MANY_ROWS:
        pipeline.fit(matrix, labels, **parameters)
        return pipeline
    columns: npt.NDArray[Any] = matrix
    for _, step in pipeline.steps[:-1]:
        if isinstance(step, ColumnTransformer):
            _fit_columns(step, columns)
        else:
            step.fit(columns, labels)
        columns = _together(step.transform, columns)
    name, estimator = pipeline.steps[-1]
    its = {key.removeprefix(f"{name}__"): value for key, value in parameters.items()}
    estimator.fit(columns, labels, **its)
    return pipeline


def positive(model: Any, matrix: Matrix) -> Probabilities:
    """What ``model`` says of float32 [rows, fields]: how likely the positive label is, [rows]."""

    def said(part: Matrix) -> npt.NDArray[Any]:
        its: npt.NDArray[Any] = model.predict_proba(part)[:, 1]
        return its

    return _together(said, matrix)


def _fit_columns(transformer: ColumnTransformer, matrix: Matrix) -> None:
    """Fit each part of a design on all rows, without putting what they make together."""
    transformer.fit(matrix[:TRIED_ROWS])
    for _, its, columns in transformer.transformers_:
        # What no part of it takes stands there as a word.
        if not isinstance(its, str):
            its.fit(matrix[:, columns])


def _together(
    made: Callable[[npt.NDArray[Any]], npt.NDArray[Any]], matrix: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """What is ``made`` of the rows, a part at a time where they are many."""
    first = made(matrix[:PART_ROWS])
    if len(matrix) <= PART_ROWS:
        return first
    whole = np.empty((len(matrix), *first.shape[1:]), dtype=first.dtype)
    whole[: len(first)] = first
    for begin in range(PART_ROWS, len(matrix), PART_ROWS):
        part = slice(begin, begin + PART_ROWS)
        whole[part] = made(matrix[part])
    return whole
