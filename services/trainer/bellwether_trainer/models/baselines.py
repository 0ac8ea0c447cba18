"""What a model must be better than to be worth anything: a plain model, and a few fields alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.pipeline import Pipeline

from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import in_parts, nested, pipelines
from bellwether_trainer.models.penalised import PenalisedLogistic
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import Folds, Split


@dataclass(frozen=True, slots=True)
class Baselines:
    """What both baselines say; ``reference`` is None where no fields are declared for it."""

    plain_logistic: Predictions
    reference: Predictions | None


def reference_label(predictor: Predictor) -> str:
    """What the baseline of a few fields is called: "Age and Sex alone"."""
    fields = {field.name: field.label for field in predictor.fields}
    return f"{' and '.join(fields[name] for name in predictor.reference)} alone"


def measured(predictor: Predictor, split: Split) -> Baselines:
    """Both on the evaluation set, as the winner is measured there."""

    def one(pipeline: Pipeline) -> Predictions:
        if split.size == "small":
            return nested.of_baseline(pipeline, split)
        if len(split.training_labels) > in_parts.MANY_ROWS:
            # The same model, by steps that need no copies of the rows.
            pipeline.set_params(estimator=PenalisedLogistic())
        in_parts.fit(pipeline, split.training, split.training_labels)
        said = in_parts.positive(pipeline, split.anchor.matrix)
        return Predictions.held_out(split.anchor.labels, said, split.anchor.marks.people)

    return _both(predictor, one)


def out_of_fold(predictor: Predictor, rows: TrainingRows, folds: Folds) -> Baselines:
    """Both out of fold on ``rows``, as the candidates are compared; ``folds`` [deals, rows]."""

    def one(pipeline: Pipeline) -> Predictions:
        said = np.empty(folds.shape)
        for deal, dealt in enumerate(folds):
            for fold in range(int(dealt.max()) + 1):
                test = dealt == fold
                pipeline.fit(rows.matrix[~test], rows.labels[~test])
                said[deal, test] = pipeline.predict_proba(rows.matrix[test])[:, 1]
        return Predictions(rows.labels, said, folds, rows.people)

    return _both(predictor, one)


def _both(predictor: Predictor, one: Callable[[Pipeline], Predictions]) -> Baselines:
    few = predictor.reference
    return Baselines(
        plain_logistic=one(pipelines.plain_logistic(predictor)),
        reference=one(pipelines.plain_logistic(predictor, few)) if few else None,
    )
