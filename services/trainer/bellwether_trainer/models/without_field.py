"""Rows, declaration and model without one field: what it costs that it is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.policy import Subgroup
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.models import fan_out, fitting, in_parts, training_rows
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe, Labels, Probabilities, Split
from bellwether_trainer.rows.folds import INNER_FOLDS, Hashes


@dataclass(frozen=True, slots=True)
class Scores:
    """A fitted model as a scorer."""

    model: Fitted

    def probabilities(self, matrix: Matrix) -> npt.NDArray[np.float32]:
        """Of float32 [rows, fields], [rows]."""
        said: npt.NDArray[np.float32] = self.model.predict_proba(matrix)[:, 1].astype(np.float32)
        return said


def make(recipe: CandidateRecipe, rows: TrainingRows, predictor: Predictor, threads: int) -> Fitted:
    """The recipe's model of ``rows``, calibrated in folds of them where the recipe says so."""
    calibrated = recipe.calibration != "none"
    folds = rows.deal(INNER_FOLDS, in_parts.MANY_ROWS) if calibrated else None
    return fitting.fit_recipe(
        recipe, rows.matrix, rows.labels, folds, predictor, threads, rows.people
    )


def blank_column(matrix: Matrix, predictor: Predictor, name: str) -> Matrix:
    """A copy of ``matrix`` [rows, fields] in which the field is unknown."""
    found = matrix.copy()
    found[:, predictor.column(name)] = np.nan
    return found


def drop_column(rows: TrainingRows, predictor: Predictor, name: str) -> TrainingRows:
    """The rows without the field."""
    matrix = np.ascontiguousarray(np.delete(rows.matrix, predictor.column(name), axis=1))
    return TrainingRows(matrix, rows.labels, rows.hashes, rows.by_person)


def redeclare(predictor: Predictor, name: str) -> Predictor:
    """The declaration without a field, and without what it says of it."""

    def kept(subgroup: Subgroup) -> bool:
        return subgroup.field != name

    return predictor.model_copy(
        update={
            "fields": tuple(field for field in predictor.fields if field.name != name),
            "monotone": {each: way for each, way in predictor.monotone.items() if each != name},
            "interactions": tuple(pair for pair in predictor.interactions if name not in pair),
            "subgroups": tuple(filter(kept, predictor.subgroups)),
            "reference": tuple(each for each in predictor.reference if each != name),
        }
    )


def without_each(
    recipe: CandidateRecipe,
    some: Matrix,
    split: Split,
    predictor: Predictor,
    names: Sequence[str],
    threads: int,
) -> Iterator[Probabilities]:
    """Of each field in turn what a model without it says of ``some`` rows, [rows] each.

    The models need nothing of each other: a cluster fits them side by side.
    """
    learned = training_rows.of_split(split)
    rows = some, learned.matrix, learned.labels, learned.hashes
    if fan_out.on_cluster():
        sent = [fan_out.shared(each) for each in rows]
        return fan_out.from_cluster(
            (_says, recipe, predictor, name, 1, learned.by_person, *sent) for name in names
        )
    return (_says(recipe, predictor, name, threads, learned.by_person, *rows) for name in names)


def _says(
    recipe: CandidateRecipe,
    predictor: Predictor,
    name: str,
    threads: int,
    by_person: bool,
    some: Matrix,
    matrix: Matrix,
    labels: Labels,
    hashes: Hashes,
) -> Probabilities:
    rows = TrainingRows(matrix, labels, hashes, by_person)
    less = drop_column(rows, predictor, name)
    fitted = make(recipe, less, redeclare(predictor, name), threads)
    said: Probabilities = fitted.predict_proba(np.delete(some, predictor.column(name), axis=1))
    return said[:, 1]
