"""Whether it tells anything that a value is unknown: a column "is unknown", where that is shown.

A test that was not made says something where it is made of those who seem ill. Each field that
some training rows lack is tried alone, in a logistic regression: it gets such a column, in every
candidate, where the out-of-fold log loss falls by more than one paired standard error.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures import clusters
from bellwether_trainer.measures.predicted import log_losses
from bellwether_trainer.models import candidates, fitting
from bellwether_trainer.models.pipelines import FLAGS
from bellwether_trainer.records import Labels, TrainingError
from bellwether_trainer.rows.split import Hashes, deal

# So many rows must lack the value, and as many know it.
ROWS = 20

# Out of fold in so many folds, of so many rows at most.
FOLDS, TRIED_ROWS = 5, 20_000


def choose(
    matrix: Matrix, labels: Labels, hashes: Hashes, predictor: Predictor, *, by_person: bool
) -> dict[str, str]:
    """The hyper-parameter that names the fields with such a column; empty where there is none.

    ``matrix`` is float32 [rows, fields], ``labels`` 0/1 [rows]; equal ``hashes`` [rows] share a
    fold, ``by_person`` they tell whose rows they are.
    """
    asked = _asked(matrix, predictor)
    if not asked:
        return {}
    try:
        folds = deal(hashes, labels, FOLDS, TRIED_ROWS, by_person=by_person)
    except TrainingError:
        # Too few rows to try anything.
        return {}
    some = folds >= 0
    matrix, labels, folds = matrix[some], labels[some], folds[some]
    people = hashes[some] if by_person else None

    def losses(flagged: str | None) -> npt.NDArray[np.float64]:
        parameters = candidates.declared(LOGISTIC, len(labels))
        said = fitting.out_of_fold(
            LOGISTIC,
            parameters if flagged is None else {**parameters, FLAGS: flagged},
            matrix,
            labels,
            folds,
            predictor,
            threads=1,
        )
        return log_losses(labels, said)

    before = losses(None)
    found = [name for name in asked if _gains(before - losses(name), people)]
    return {FLAGS: " ".join(found)} if found else {}


LOGISTIC = candidates.named("logistic_regression")


def _asked(matrix: Matrix, predictor: Predictor) -> list[str]:
    """The fields that enough rows lack, but for those whose form is declared to tell it."""
    unknown = np.isnan(matrix).sum(axis=0)
    return [
        field.name
        for at, field in enumerate(predictor.fields)
        if ROWS <= unknown[at] <= len(matrix) - ROWS
        and not (isinstance(field, NumberField) and "missing" in field.forms)
    ]


def _gains(gains: npt.NDArray[np.float64], people: Hashes | None) -> bool:
    whose = None if people is None else clusters.codes(people)
    error = clusters.mean_error(gains, whose)
    return bool(math.isfinite(error) and gains.mean() > error)
