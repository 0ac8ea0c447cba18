"""Proves that a field may be left unknown: each optional one is blanked in rows that measure.

The answers without it must expect as many events as there were, and cost hardly more than a model
that has never had the field. A field that fails stays required in the version, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle import averaging
from bellwether_contract.bundle.plausible import Plausible
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures import clusters, intervals
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.paired import paired_loss
from bellwether_trainer.measures.predictions import Predictions, log_losses
from bellwether_trainer.models import conditionals, nested
from bellwether_trainer.models.conditionals import Strengths
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.models.without_field import (
    Scores,
    blank_column,
    drop_column,
    make,
    redeclare,
    without_each,
)
from bellwether_trainer.records import CandidateRecipe, OnProgress, Probabilities, Split

# The log loss may lie so far above that of a model without the field.
WORSE = 0.002

# So many held-out rows tell it, or so many repeats of the folds of a small predictor.
ROWS, REPEATS = 20_000, 2

SEED = 19841102


@dataclass(frozen=True, slots=True)
class Blanked:
    """One optional field, left unknown in ``rows`` that measure.

    ``log_loss`` is that of the answers without it, ``without`` that of a model which has never had
    it; ``difference`` is the paired one, with its standard error. None where the training rows give
    no plausible values. ``offered``: the version lets it be unknown; else ``why`` not.
    """

    field: str
    label: str
    rows: int
    events: int
    log_loss: float | None
    without: float | None
    difference: float | None
    standard_error: float | None
    observed_expected: Interval | None
    offered: bool
    why: str | None


@dataclass(frozen=True, slots=True)
class Optional:
    """What was found of each optional field, and the sampler of those that are offered."""

    fields: tuple[Blanked, ...]
    plausible: Plausible | None


Said = dict[str, tuple[Probabilities, Probabilities]]


def optional(
    recipe: CandidateRecipe,
    model: Scorer,
    split: Split,
    predictor: Predictor,
    threads: int,
    on_progress: OnProgress,
) -> Optional:
    """Fit the sampler of the declared optional fields and blank each in rows that measure.

    ``model`` is the exported one. Small predictors are measured in their folds, with model and
    sampler made anew in each.
    """
    names = conditionals.names(predictor)
    if not names:
        return Optional((), None)
    on_progress(0.0, "plausible values of optional fields")
    plausible, strengths = conditionals.fit(split.training, predictor, split.training_people)
    able = plausible.fields if plausible is not None else ()
    if plausible is None:
        measured: dict[str, tuple[Predictions, Predictions]] = {}
    elif split.size == "large":
        measured = _held_out(recipe, model, plausible, split, predictor, threads, on_progress)
    else:
        measured = _in_folds(recipe, strengths, split, predictor, threads, on_progress)
    found = tuple(
        _judged(name, predictor, measured[name])
        if name in able and name in measured
        else _nothing(name, predictor)
        for name in names
    )
    offered = [each.field for each in found if each.offered]
    kept = conditionals.limited(plausible, offered) if plausible is not None else None
    return Optional(found, kept)


def _held_out(
    recipe: CandidateRecipe,
    model: Scorer,
    plausible: Plausible,
    split: Split,
    predictor: Predictor,
    threads: int,
    on_progress: OnProgress,
) -> dict[str, tuple[Predictions, Predictions]]:
    anchor = split.anchor
    chosen = np.random.default_rng(SEED).permutation(len(anchor.labels))[:ROWS]
    whose = None if anchor.marks.people is None else anchor.marks.people[chosen]
    some = anchor.matrix[chosen]
    never = without_each(recipe, some, split, predictor, plausible.fields, threads)
    measured = {}
    for done, name in enumerate(plausible.fields):
        on_progress(done / len(plausible.fields), f"without {name}")
        without = next(never)
        blanked = averaging.scored(model, plausible, blank_column(some, predictor, name))
        measured[name] = (
            Predictions.held_out(
                anchor.labels[chosen], np.asarray(blanked.probabilities, np.float64), whose
            ),
            Predictions.held_out(anchor.labels[chosen], without, whose),
        )
    return measured


def _in_folds(
    recipe: CandidateRecipe,
    strengths: Strengths,
    split: Split,
    predictor: Predictor,
    threads: int,
    on_progress: OnProgress,
) -> dict[str, tuple[Predictions, Predictions]]:
    folds = split.anchor.folds
    assert folds is not None
    repeats = min(REPEATS, len(folds))
    said: dict[str, npt.NDArray[np.float64]] = {}
    found = nested.in_folds(split, recipe, threads, _blank, (strengths, predictor), repeats)
    parts = repeats * (int(folds.max()) + 1)
    for done, (repeat, test, theirs) in enumerate(found):
        on_progress((done + 1) / parts, f"without optional fields, fold {done + 1} of {parts}")
        for name, both in theirs.items():
            # NaN stays where a fold's rows gave no plausible values: such a field is not proven.
            column = said.setdefault(name, np.full((2, repeats, folds.shape[1]), np.nan))
            column[:, repeat, test] = both
    people = split.anchor.marks.people
    return {
        name: (
            Predictions(split.anchor.labels, column[0], folds[:repeats], people),
            Predictions(split.anchor.labels, column[1], folds[:repeats], people),
        )
        for name, column in said.items()
        if not np.isnan(column).any()
    }


def _blank(
    recipe: CandidateRecipe,
    rows: TrainingRows,
    test: Matrix,
    strengths: Strengths,
    predictor: Predictor,
) -> Said:
    """By field, what is said of ``test`` rows without it: averaged, and by a model without it."""
    plausible, _ = conditionals.fit(rows.matrix, predictor, rows.people, strengths)
    if plausible is None:
        return {}
    model = Scores(make(recipe, rows, predictor, 1))
    said = {}
    for name in plausible.fields:
        blanked = averaging.scored(model, plausible, blank_column(test, predictor, name))
        less = make(recipe, drop_column(rows, predictor, name), redeclare(predictor, name), 1)
        without = less.predict_proba(np.delete(test, predictor.column(name), axis=1))[:, 1]
        said[name] = blanked.probabilities.astype(np.float64), without
    return said


def _nothing(name: str, predictor: Predictor) -> Blanked:
    why = (
        f"the training rows hold too few people for two plausible values of it: "
        f"{conditionals.LEVEL_ROWS} of each are needed, in every fold"
    )
    label = predictor.fields[predictor.column(name)].label
    return Blanked(name, label, 0, 0, None, None, None, None, None, False, why)


def _judged(name: str, predictor: Predictor, said: tuple[Predictions, Predictions]) -> Blanked:
    blanked, without = said
    difference = paired_loss(blanked, without)
    ratio = intervals.observed_expected(
        blanked.positives,
        float(blanked.probabilities.mean(axis=0).sum()),
        clusters.together(blanked.labels, blanked.people),
    )
    return Blanked(
        field=name,
        label=predictor.fields[predictor.column(name)].label,
        rows=blanked.n,
        events=blanked.events,
        log_loss=float(log_losses(blanked.labels, blanked.probabilities).mean()),
        without=float(log_losses(without.labels, without.probabilities).mean()),
        difference=difference.log_loss,
        standard_error=difference.standard_error,
        observed_expected=ratio,
        offered=(why := _why_not(difference.log_loss, ratio)) is None,
        why=why,
    )


def _why_not(difference: float, ratio: Interval | None) -> str | None:
    if not difference <= WORSE:
        return (
            f"answers without it cost {difference:.4f} nats more than those of a model that has "
            f"never had it; at most {WORSE:g} is tolerated"
        )
    if ratio is None or not ratio.low <= 1 <= ratio.high:
        interval = "nothing" if ratio is None else f"{ratio.low:.3f} to {ratio.high:.3f}"
        return (
            "answers without it do not expect as many events as there were: observed over "
            f"expected is {interval}, which leaves out 1"
        )
    return None
