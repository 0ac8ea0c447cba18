"""Evaluate: what probabilities are worth, on rows that the model has not seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bellwether_trainer.measures import (
    curves,
    observed_risk,
    operating,
    paired,
    subgroups,
    thresholds,
)
from bellwether_trainer.measures.evaluation_types import Evaluation, Incumbent
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Chosen, Measures, Named
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Probabilities

# On fewer new rows a difference says nothing at all.
FRESH_ROWS_NEEDED = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version on the same rows, at its own ``threshold``.

    ``fresh`` are its predictions of the held-out rows of newly added data sets. Where the
    evaluation set cannot compare it, ``predicted`` is None and ``incomparable`` says why.
    """

    version: str
    predicted: Predictions | None
    threshold: float | None
    fresh: Predictions | None = None
    incomparable: str | None = None


def evaluate(
    challenger: Predictions,
    *,
    chosen: Chosen,
    prevalence: float,
    learned_rows: int | None = None,
    groups: tuple[Group, ...] = (),
    reference: tuple[str, Predictions] | None = None,
    plain_logistic: Predictions | None = None,
    champion: Earlier | None = None,
    no_champion: str | None = None,
    best: Earlier | None = None,
    recipe: Predictions | None = None,
    fresh: Predictions | None = None,
    anchor: Probabilities | None = None,
    refits: Probabilities | None = None,
) -> Evaluation:
    """Measure the challenger, the baselines and the earlier versions on the evaluation set's rows.

    ``prevalence`` is the share of positive training rows: what "always no" gives everybody.
    ``learned_rows`` is how many those are; None: as if that share were known for certain.
    ``reference`` is the label and the predictions of the baseline of a few fields. ``recipe`` is
    what the chosen recipe says where the challenger is the whole procedure that chose it: earlier
    versions are compared recipe against recipe. ``fresh`` are the challenger's predictions of the
    held-out rows of newly added data sets. ``anchor`` [n] and ``refits`` [refits, n] are what the
    published model, and refits of it on bootstrap samples, say of the evaluation set's rows; both
    or neither. Baselines stand at the challenger's threshold.
    """
    by_folds = challenger.folds is not None
    return Evaluation(
        challenger=measure(challenger, chosen.value),
        always_no=always_no(challenger, prevalence),
        to_prevalence=paired.to_constant(challenger, _same_for_all(challenger, prevalence)),
        by_folds=by_folds,
        # In folds the rows that teach are those that measure: their error counts once.
        prevalence_error=prevalence_error(prevalence, None if by_folds else learned_rows),
        calibration=curves.calibration(challenger),
        champion=_incumbent(champion, recipe or challenger, fresh, groups),
        no_champion=no_champion,
        best=_incumbent(best, recipe or challenger, fresh, groups),
        reference=None
        if reference is None
        else Named(reference[0], measure(reference[1], chosen.value)),
        plain_logistic=None if plain_logistic is None else measure(plain_logistic, chosen.value),
        threshold=thresholds.at(chosen, challenger),
        decision_curve=curves.decision_curve(challenger),
        operating=operating.along_the_threshold(challenger, chosen.value),
        subgroups=subgroups.measure(challenger, groups),
        score_band=observed_risk.along_the_score(challenger),
        refits=None
        if anchor is None or refits is None
        else observed_risk.bootstrap_intervals(anchor, refits, challenger.people),
    )


def always_no(predicted: Predictions, prevalence: float) -> Measures:
    """The baseline on the same rows: nobody is called positive, all get the same probability."""
    return measure(_same_for_all(predicted, prevalence), None)


def prevalence_error(prevalence: float, learned_rows: int | None) -> float:
    """The standard error of a share's log-odds in so many rows; 0 where it is taken for certain."""
    if learned_rows is None:
        return 0.0
    return 1 / math.sqrt(learned_rows * prevalence * (1 - prevalence))


def _same_for_all(predicted: Predictions, probability: float) -> Predictions:
    same = np.full_like(predicted.probabilities, probability)
    return Predictions(predicted.labels, same, predicted.folds, predicted.people)


def _incumbent(
    earlier: Earlier | None,
    challenger: Predictions,
    fresh: Predictions | None,
    groups: tuple[Group, ...],
) -> Incumbent | None:
    if earlier is None:
        return None
    if earlier.predicted is None:
        return Incumbent(earlier.version, None, None, incomparable=earlier.incomparable)
    enough = fresh is not None and fresh.persons >= FRESH_ROWS_NEEDED
    return Incumbent(
        version=earlier.version,
        measures=measure(earlier.predicted, earlier.threshold),
        anchor=paired.compare(challenger, earlier.predicted, groups),
        fresh=paired.compare(fresh, earlier.fresh)
        if enough and fresh is not None and earlier.fresh is not None
        else None,
        incomparable=earlier.incomparable,
    )
