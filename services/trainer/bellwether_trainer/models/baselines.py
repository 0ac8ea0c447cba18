"""What a model must be better than to be worth anything: a plain model, and a few fields alone."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import Pipeline

from bellwether_contract.spec import Predictor
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.models import candidates, nested
from bellwether_trainer.models.compare import Learners
from bellwether_trainer.records import Folds, Split


def reference_label(predictor: Predictor) -> str:
    """What the baseline of a few fields is called: "Age and Sex alone"."""
    fields = {field.name: field.label for field in predictor.fields}
    return f"{' and '.join(fields[name] for name in predictor.reference)} alone"


def reference(predictor: Predictor, rows: Learners, folds: Folds) -> Predicted | None:
    """The declared few fields alone, out of fold on ``rows``; None where none are declared."""
    if not predictor.reference:
        return None
    return _out_of_fold(candidates.plain_logistic(predictor, predictor.reference), rows, folds)


def plain_logistic(predictor: Predictor, rows: Learners, folds: Folds) -> Predicted:
    """The plain logistic regression, out of fold on ``rows``; ``folds`` [rows]."""
    return _out_of_fold(candidates.plain_logistic(predictor), rows, folds)


def measured_reference(predictor: Predictor, split: Split) -> Predicted | None:
    """The declared few fields alone on the anchor, as the winner is measured there."""
    if not predictor.reference:
        return None
    return _measured(candidates.plain_logistic(predictor, predictor.reference), split)


def measured_plain_logistic(predictor: Predictor, split: Split) -> Predicted:
    """The plain logistic regression on the anchor, as the winner is measured there."""
    return _measured(candidates.plain_logistic(predictor), split)


def _measured(pipeline: Pipeline, split: Split) -> Predicted:
    if split.size == "small":
        return nested.of_baseline(pipeline, split)
    pipeline.fit(split.training, split.training_labels)
    said = pipeline.predict_proba(split.anchor.matrix)[:, 1]
    return Predicted.held_out(split.anchor.labels, said)


def _out_of_fold(pipeline: Pipeline, rows: Learners, folds: Folds) -> Predicted:
    said = np.empty(len(folds))
    for fold in range(int(folds.max()) + 1):
        test = folds == fold
        pipeline.fit(rows.matrix[~test], rows.labels[~test])
        said[test] = pipeline.predict_proba(rows.matrix[test])[:, 1]
    return Predicted(rows.labels, said[None, :], folds[None, :])
