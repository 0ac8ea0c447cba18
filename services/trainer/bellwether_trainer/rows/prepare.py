"""What a declaration has done to training rows, and to them alone, before a model is fitted.

It happens within each fold, on the rows that the model learns from: a row that measures a model
is never dropped, weighted or made up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from imblearn.over_sampling import SMOTE, SMOTENC
from sklearn.impute import SimpleImputer

from bellwether_contract.declaration.fields import CategoryField, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels, TrainingError
from bellwether_trainer.rows.points import row_keys

SEED = 20200101

# An outlier lies beyond so many interquartile ranges from the middle half (Tukey's fences).
FENCE = 1.5

# SMOTE draws a new row between a row and one of so many neighbours.
NEIGHBOURS = 5

# So many rows are compared with each other at once: to put them in order takes copies of them.
COMPARED_TOGETHER = 1 << 19


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows that are left, and how many were dropped as duplicates and as outliers."""

    matrix: Matrix
    labels: Labels
    duplicates: int
    outliers: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a model is fitted on; ``weights`` [rows] where rows count differently."""

    matrix: Matrix
    labels: Labels
    weights: npt.NDArray[np.float64] | None


def prepare(matrix: Matrix, labels: Labels, predictor: Predictor) -> Prepared:
    """Prepare training rows, float32 [rows, fields] and 0/1 [rows], as ``predictor`` declares.

    Raises TrainingError as ``require`` does.
    """
    kept = keep(matrix, labels, predictor)
    require(kept, predictor)
    balance = predictor.preparation.balance
    if balance == "weights":
        counts = np.bincount(kept.labels, minlength=2)
        weights = (len(kept.labels) / (2.0 * counts))[kept.labels]
        return Prepared(kept.matrix, kept.labels, weights)
    if balance == "smote":
        return Prepared(*_with_synthetic_rows(kept.matrix, kept.labels, predictor), None)
    return Prepared(kept.matrix, kept.labels, None)


def require(kept: Kept, predictor: Predictor) -> None:
    """Raise TrainingError where too few rows of a label are left to fit a model on."""
    counts = np.bincount(kept.labels, minlength=2)
    if counts.min() == 0:
        raise TrainingError(
            f"{predictor.name}: what is declared under preparation leaves {counts[1]} positive "
            f"and {counts[0]} negative rows; keep duplicates and outliers"
        )
    if predictor.preparation.balance == "smote" and counts.min() < 2:
        raise TrainingError(
            f"{predictor.name}: SMOTE needs two rows of each label in every fold; "
            "declare balance: none"
        )


def keep(matrix: Matrix, labels: Labels, predictor: Predictor) -> Kept:
    """Drop the duplicates and the outliers that ``predictor`` wants dropped."""
    declared = predictor.preparation
    duplicates = outliers = 0
    if declared.duplicates == "drop":
        first = first_of_equals(matrix, labels)
        duplicates = len(labels) - len(first)
        matrix, labels = matrix[first], labels[first]
    if declared.outliers == "drop":
        inside = ~beyond_fences(matrix, predictor).any(axis=1)
        outliers = int((~inside).sum())
        matrix, labels = matrix[inside], labels[inside]
    return Kept(matrix, labels, duplicates, outliers)


def first_of_equals(matrix: Matrix, labels: Labels) -> npt.NDArray[np.intp]:
    """The places of the first of each set of rows with equal values and label, rising."""
    if len(labels) <= COMPARED_TOGETHER:
        return _first_of_equals(matrix, labels)
    # Rows that are equal lie in the same part, whose rows alone are put in order.
    parts = -(-len(labels) // COMPARED_TOGETHER)
    part = np.empty(len(labels), dtype=np.uint16)
    for begin in range(0, len(labels), COMPARED_TOGETHER):
        some = slice(begin, begin + COMPARED_TOGETHER)
        part[some] = row_keys(matrix[some]) % np.uint64(parts)
    found = []
    for each in range(parts):
        here = np.flatnonzero(part == each)
        found.append(here[_first_of_equals(matrix[here], labels[here])])
    return np.sort(np.concatenate(found))


def _first_of_equals(matrix: Matrix, labels: Labels) -> npt.NDArray[np.intp]:
    whole = np.ascontiguousarray(np.column_stack([matrix, labels.astype(np.float32)]))
    _, first = np.unique(
        whole.view(np.dtype((np.void, whole.strides[0]))).ravel(), return_index=True
    )
    places: npt.NDArray[np.intp] = np.sort(first)
    return places


def beyond_fences(matrix: Matrix, predictor: Predictor) -> npt.NDArray[np.bool_]:
    """Where a number lies beyond 1.5 interquartile ranges, [rows, fields]; unknown lies inside."""
    numbers = np.array([isinstance(field, NumberField) for field in predictor.fields])
    beyond = np.zeros(matrix.shape, dtype=bool)
    if numbers.any() and len(matrix):
        known = ~np.isnan(matrix).all(axis=0)
        columns = np.flatnonzero(numbers & known)
        low, high = np.nanpercentile(matrix[:, columns], [25, 75], axis=0)
        reach = FENCE * (high - low)
        values = matrix[:, columns]
        beyond[:, columns] = (values < low - reach) | (values > high + reach)
    return beyond


def _with_synthetic_rows(
    matrix: Matrix, labels: Labels, predictor: Predictor
) -> tuple[Matrix, Labels]:
    """Add rows of the rarer label until both are equally many; unknown values are imputed."""
    numbers = [isinstance(field, NumberField) for field in predictor.fields]
    known = matrix.copy()
    for chosen, strategy in ((numbers, "median"), ([not n for n in numbers], "most_frequent")):
        columns = np.flatnonzero(chosen)
        if len(columns):
            imputer = SimpleImputer(strategy=strategy, keep_empty_features=True)
            known[:, columns] = imputer.fit_transform(known[:, columns])
    neighbours = min(NEIGHBOURS, int(np.bincount(labels).min()) - 1)
    nominal = [
        column
        for column, field in enumerate(predictor.fields)
        if not isinstance(field, NumberField)
        and not (isinstance(field, CategoryField) and field.ordered)
    ]
    sampler = (
        SMOTENC(categorical_features=nominal, random_state=SEED, k_neighbors=neighbours)
        if nominal and len(nominal) < matrix.shape[1]
        else SMOTE(random_state=SEED, k_neighbors=neighbours)
    )
    more, their_labels = sampler.fit_resample(known, labels)
    for column, field in enumerate(predictor.fields):
        if isinstance(field, CategoryField) and field.ordered:
            more[:, column] = np.rint(more[:, column])
    return np.ascontiguousarray(more, dtype=np.float32), their_labels.astype(np.int8)
