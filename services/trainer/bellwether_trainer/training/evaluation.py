"""What the version and those that it must meet are worth, on the same rows."""

from __future__ import annotations

from bellwether_contract.declaration import spec
from bellwether_trainer.measures import clusters, subgroups
from bellwether_trainer.measures.evaluate import evaluate
from bellwether_trainer.measures.evaluation_types import Evaluation
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import baselines
from bellwether_trainer.models.baselines import Baselines
from bellwether_trainer.models.choice import Choice
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.incumbents import Incumbents
from bellwether_trainer.records import Probabilities, Split


def predictions(split: Split, chosen: Choice, model: Fitted) -> Predictions:
    """What measures the version: held-out rows, or cross-validation with everything nested."""
    if split.size == "small":
        return chosen.procedure or chosen.out_of_fold
    said = model.predict_proba(split.anchor.matrix)[:, 1]
    return Predictions.held_out(split.anchor.labels, said, split.anchor.marks.people)


def of(
    split: Split,
    predictor: spec.Predictor,
    chosen: Choice,
    model: Fitted,
    plain: Baselines,
    threshold: Chosen,
    challenger: Predictions,
    met: Incumbents,
    refits: Probabilities | None,
) -> Evaluation:
    """What the gate weighs: the challenger beside its baselines and the versions that it met."""
    anchor = fresh = None
    if split.size == "small":
        anchor = model.predict_proba(split.anchor.matrix)[:, 1]
    if len(split.new_labels):
        said = model.predict_proba(split.new)[:, 1]
        fresh = Predictions.held_out(split.new_labels, said, split.new_marks.people)
    return evaluate(
        challenger,
        chosen=threshold,
        prevalence=float(split.training_labels.mean()),
        learned_rows=clusters.count(split.training_people, len(split.training_labels)),
        groups=subgroups.groups(predictor, split.anchor.matrix),
        reference=(baselines.reference_label(predictor), plain.reference)
        if plain.reference
        else None,
        plain_logistic=plain.plain_logistic,
        champion=met.champion,
        no_champion=met.no_champion,
        best=met.best,
        recipe=chosen.out_of_fold if split.size == "small" else None,
        fresh=fresh,
        anchor=anchor,
        refits=refits,
    )
