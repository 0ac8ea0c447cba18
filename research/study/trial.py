"""One fixed recipe under one preparation, and what it says of rows that nothing has touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import candidates, fitting
from bellwether_trainer.models.calibrate import Calibrator
from bellwether_trainer.records import CandidateRecipe, Labels, Probabilities, Split
from bellwether_trainer.rows.folds import Hashes, deal

# Within the training rows, for the recalibration.
CALIBRATION_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """What one model said of the same rows: as it was fitted, and recalibrated."""

    raw: Predictions
    recalibrated: Predictions


def predict(candidate: str, split: Split, predictor: Predictor, threads: int) -> Trial:
    """Predict the held-out rows, or where the predictor is small the test rows of every fold.

    The preparation that ``predictor`` declares happens to the training rows alone, and within
    them once more where the logistic recalibration is fitted out of fold.
    """
    recipe = CandidateRecipe(candidate, candidates.named(candidate).hyperparameters, "logistic")

    def both(matrix: Matrix, labels: Labels, hashes: Hashes, test: Matrix) -> Probabilities:
        """Raw and recalibrated, [2, rows]."""
        folds = deal(hashes, labels, CALIBRATION_FOLDS, by_person=split.by_person)
        model = fitting.fit_recipe(recipe, matrix, labels, folds, predictor, threads)
        raw = model.pipeline.predict_proba(test)[:, 1].astype(np.float64)
        return np.stack([Calibrator("none")(raw), model.calibrator(raw)])

    matrix, labels, hashes = split.training, split.training_labels, split.training_hashes
    if split.training_folds is None:
        raw, recalibrated = both(matrix, labels, hashes, split.anchor.matrix)
        held_out = split.anchor.labels
        people = split.anchor.marks.people
        return Trial(
            Predictions.held_out(held_out, raw, people),
            Predictions.held_out(held_out, recalibrated, people),
        )
    scores = np.empty((2, *split.training_folds.shape), dtype=np.float64)
    for repeat, folds in enumerate(split.training_folds):
        for fold in np.unique(folds):
            test = folds == fold
            rest = ~test
            scores[:, repeat, test] = both(matrix[rest], labels[rest], hashes[rest], matrix[test])
    return Trial(
        Predictions(labels, scores[0], split.training_folds, split.training_people),
        Predictions(labels, scores[1], split.training_folds, split.training_people),
    )
