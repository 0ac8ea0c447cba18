"""What a report says of rows that are few: whether they are enough, and what they cannot tell."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.measures import clusters, sample_size
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Calibration
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.verdict import Evaluation
from bellwether_trainer.models.choice import Choice
from bellwether_trainer.records import Split
from bellwether_trainer.rows import parameters


def calibration(found: Calibration, split: Split) -> dict[str, Any]:
    """No interval for what cross-validation makes true by itself.

    Each fold's model expects as many events as its training rows had, and all folds have their
    share of them: intercept and ratio are 0 and 1 whatever the model is worth.
    """
    document = asdict(found)
    if split.size == "small":
        for name in ("intercept", "observed_expected"):
            if document[name] is not None:
                document[name] |= {"low": None, "high": None}
    return document


def size(evaluation: Evaluation, split: Split, predictor: Predictor) -> dict[str, Any]:
    """How many rows, or people who may have several, the declaration asks for.

    By what the model explains.
    """
    people = split.training_people
    found = sample_size.measured(
        clusters.count(people, len(split.training_labels)),
        clusters.events(split.training_labels, people),
        parameters.count(predictor),
        log_loss=evaluation.challenger.log_loss,
        of_prevalence=evaluation.always_no.log_loss,
    )
    return {**asdict(found), "enough": found.enough}


def forms(choice: Choice, predictor: Predictor) -> dict[str, Any] | None:
    """What the forms that were chosen on these rows are worth; None where none were."""
    if not predictor.chosen_forms:
        return None

    def figures(predicted: Predictions | None) -> dict[str, float] | None:
        if predicted is None:
            return None
        found = measure(predicted, None)
        return {"auroc": found.auroc, "log_loss": found.log_loss}

    # Out of fold both, in the same folds and by the same recipe.
    return {
        "fields": [field.label for field in predictor.chosen_forms],
        "with": figures(choice.out_of_fold if choice.formless is not None else None),
        "without": figures(choice.formless),
    }
