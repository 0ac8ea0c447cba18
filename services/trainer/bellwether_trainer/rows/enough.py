"""Whether rows are enough for everything that a training deals, fits and prepares from them.

Told before the first model is fitted, and by ``make check-predictor``: a fold without events
would end a training after minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels, Split, TrainingError
from bellwether_trainer.rows import prepare
from bellwether_trainer.rows.folds import INNER_FOLDS, Hashes, deal
from bellwether_trainer.rows.split import FOLDS


def require(split: Split, predictor: Predictor) -> None:
    """Raise TrainingError where a fold, or one dealt within a fold, would lack rows of a label."""
    by_person = split.by_person
    for matrix, labels, hashes in _learned_from(split):
        require_within(matrix, labels, hashes, predictor, by_person=by_person)
        if predictor.tuning.rows < len(labels):
            try:
                deal(hashes, labels, INNER_FOLDS, predictor.tuning.rows, by_person=by_person)
            except TrainingError as error:
                raise TrainingError(
                    f"{predictor.name}: the search for hyper-parameters takes tuning.rows, "
                    f"{predictor.tuning.rows:,}, of {len(labels):,} rows, and these are too few: "
                    f"{error}; or raise tuning.rows"
                ) from error


def require_within(
    matrix: Matrix,
    labels: Labels,
    hashes: Hashes,
    predictor: Predictor,
    *,
    by_person: bool = False,
) -> None:
    """Raise TrainingError where these rows cannot be dealt and prepared once more.

    Rows as a model learns from them: float32 [rows, fields], 0/1 [rows], hashes of the inputs or
    ``by_person`` of whose they are.
    """
    folds = deal(hashes, labels, INNER_FOLDS, by_person=by_person)
    if predictor.preparation.outliers == "keep" and predictor.preparation.balance != "smote":
        return
    for fold in range(INNER_FOLDS):
        rest = folds != fold
        prepare.require(prepare.keep(matrix[rest], labels[rest], predictor), predictor)


def _learned_from(split: Split) -> Iterator[tuple[Matrix, Labels, Hashes]]:
    """What a training learns from: all rows, and of small predictors all but each fold."""
    matrix, labels, hashes = split.training, split.training_labels, split.training_hashes
    yield matrix, labels, hashes
    if split.training_folds is None:
        return
    deal(hashes, labels, FOLDS, by_person=split.by_person)
    for dealt in split.training_folds:
        for fold in range(FOLDS):
            rest = np.asarray(dealt != fold)
            yield matrix[rest], labels[rest], hashes[rest]
