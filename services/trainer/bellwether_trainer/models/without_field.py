"""Rows, declaration and model without one field: what it costs that it is not there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.policy import Subgroup
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.models import fitting, in_parts
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe
from bellwether_trainer.rows.folds import INNER_FOLDS


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
