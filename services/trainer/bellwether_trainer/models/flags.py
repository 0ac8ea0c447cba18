"""Whether it tells anything that a value is unknown: a column "is unknown", where that is shown.

A test that was not made says something where it is made of those who seem ill. Each field that
some training rows lack is tried alone, in a logistic regression: it gets such a column, in every
candidate, where the out-of-fold log loss falls by more than one paired standard error over the
folds, whose models share their rows (Nadeau and Bengio 2003): as candidates are compared. Of
several fields chance would find one: so all of them together have to gain as much first.
"""

from __future__ import annotations

import numpy as np

from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures import paired
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import candidates, fitting
from bellwether_trainer.models.pipelines import FLAGS
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import TrainingError

# So many rows must lack the value, and as many know it.
ROWS = 20

# Out of fold in so many folds, of so many rows at most.
FOLDS, TRIED_ROWS = 5, 20_000

# Fewer rows are dealt so many times over: one deal of them finds a gain by chance.
DEALS, DEALS_BELOW = 5, 1_000


def choose(rows: TrainingRows, predictor: Predictor) -> dict[str, str]:
    """The hyper-parameter that names the fields with such a column; empty where there is none."""
    asked = _asked(rows.matrix, predictor)
    if not asked:
        return {}
    try:
        folds = rows.deals(FOLDS, DEALS, DEALS_BELOW, TRIED_ROWS)
    except TrainingError:
        # Too few rows to try anything.
        return {}
    taken = folds[0] >= 0
    some, folds = rows.some(taken), folds[:, taken]

    def predictions(flagged: str | None) -> Predictions:
        parameters = candidates.declared(LOGISTIC, len(some.labels))
        said = [
            fitting.out_of_fold(
                LOGISTIC,
                parameters if flagged is None else {**parameters, FLAGS: flagged},
                some.matrix,
                some.labels,
                dealt,
                predictor,
                threads=1,
            )
            for dealt in folds
        ]
        return Predictions(some.labels, np.stack(said), folds, some.people)

    without = predictions(None)
    if not _gains(predictions(" ".join(asked)), without):
        return {}
    found = [name for name in asked if len(asked) == 1 or _gains(predictions(name), without)]
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


def _gains(flagged: Predictions, without: Predictions) -> bool:
    difference = paired.paired_loss(flagged, without)
    return difference.log_loss + difference.standard_error < 0
