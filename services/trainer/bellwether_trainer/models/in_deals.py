"""What the evaluated candidates say of rows that they have not seen, deal by deal."""

from __future__ import annotations

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import (
    calibrate,
    fitting,
)
from bellwether_trainer.models.compare import EvaluatedCandidate
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import Folds, OnProgress, quiet

# Where rows are fewer than this, candidates are compared in so many deals of them: it takes some
# seconds then, and one deal would prefer by chance.
DEALS, DEALS_BELOW = 5, 1_000


def deal_few(rows: TrainingRows, folds: int) -> Folds:
    """The folds in which candidates of a small predictor are compared, [deals, rows]."""
    return rows.deals(folds, DEALS, DEALS_BELOW)


def predictions_of(
    evaluated: tuple[EvaluatedCandidate, ...], rows: TrainingRows, folds: Folds
) -> dict[str, Predictions]:
    """What each candidate said of ``rows`` that it had not seen, calibrated; ``folds`` [rows]."""
    return {
        each.candidate.name: Predictions(
            rows.labels, each.calibration.probabilities[None, :], folds[None, :], rows.people
        )
        for each in evaluated
    }


def predict_in_deals(
    evaluated: tuple[EvaluatedCandidate, ...],
    rows: TrainingRows,
    folds: Folds,
    predictor: Predictor,
    threads: int,
    on_progress: OnProgress = quiet,
) -> dict[str, Predictions]:
    """The same in several deals, ``folds`` [deals, rows], of which the first has been evaluated.

    Hyper-parameters and kind of calibration stay. Among few rows one deal prefers by chance.
    """
    said = {}
    for place, each in enumerate(evaluated):
        on_progress(
            place / len(evaluated), f"{each.candidate.label}, in {len(folds)} deals of the rows"
        )
        deals = [each.calibration.probabilities]
        for dealt in folds[1:]:
            raw = fitting.out_of_fold(
                each.candidate,
                each.found.hyperparameters,
                rows.matrix,
                rows.labels,
                dealt,
                predictor,
                threads,
            )
            kind = each.recipe.calibration
            deals.append(calibrate.out_of_fold(kind, raw, rows.labels, dealt, rows.people))
        said[each.candidate.name] = Predictions(rows.labels, np.stack(deals), folds, rows.people)
    return said
