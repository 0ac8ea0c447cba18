"""Split: which rows measure a model, which ones it learns from, and in which folds.

A row's side follows from its own inputs and the declared salt alone, so it is the same in every
data set for ever: appended rows move nobody, equal answers stay together, and nobody can shop
for a split that flatters a model. Where a column tells whose row it is, the person decides
instead of the inputs: nobody is on two sides, whatever changes between two of their rows.
Predictors with few events hold nothing out: their rows are dealt into fixed folds, and every
model is measured on rows that it has not seen.

A row that repeats a known one with other values changes no side either: where the two lie on
different sides it is set aside, and where they lie on the same one it shares its fold.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle.manifest import field_codes
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.vocabulary import Size
from bellwether_trainer.records import EvaluationSet, Labels, Rows, SetAside, Split, TrainingError
from bellwether_trainer.rows.folds import Hashes, count_labels, deal, reshuffled, row_hashes

# The lowest quarter of all hashes is held out.
HELD_OUT_BELOW = np.uint64(1 << 62)

# With fewer held-out events the gate decides by chance: a well-calibrated model of 192 rows
# passes in 17 % of splits.
LARGE_EVENTS = 500

# Repeated cross-validation of small predictors.
REPEATS = 10
FOLDS = 5


# Fewer events than this on a side say nothing about a model.
EVENTS_NEEDED = 10


def split(predictor: Predictor, initial: Rows, chosen: Rows) -> Split:
    """Split the ``chosen`` rows of a training; ``initial`` are the rows of the first data set.

    Raises TrainingError where a side has fewer than EVENTS_NEEDED rows, or people, of either label.
    """
    anchor_hashes = _sides(predictor, initial)
    hashes = anchor_hashes if chosen is initial else _sides(predictor, chosen)
    dealt = _dealt(predictor, chosen, hashes)
    lowest = anchor_hashes < HELD_OUT_BELOW
    _, events = count_labels(initial.labels[lowest], _of(initial, lowest))
    size: Size = "large" if events >= LARGE_EVENTS else "small"
    if size == "small":
        return _small(predictor, initial, chosen, anchor_hashes, hashes, dealt)
    held_out, person_held_out = hashes < HELD_OUT_BELOW, dealt < HELD_OUT_BELOW
    learned = ~held_out & ~person_held_out
    _require_events(predictor, "held-out", initial.labels[lowest], _of(initial, lowest))
    _require_events(predictor, "training", chosen.labels[learned], _of(chosen, learned))
    fresh = held_out & ~_of_initial(chosen)
    new = fresh & person_held_out
    return Split(
        size=size,
        anchor=EvaluationSet(
            id=evaluation_set_id(predictor, initial),
            matrix=initial.matrix[lowest],
            labels=initial.labels[lowest],
            folds=None,
            marks=initial.marks.some(lowest),
        ),
        training=chosen.matrix[learned],
        training_labels=chosen.labels[learned],
        training_hashes=dealt[learned],
        training_folds=None,
        new=chosen.matrix[new],
        new_labels=chosen.labels[new],
        set_aside=SetAside(
            from_learning=int((~held_out & person_held_out).sum()),
            from_measuring=int((fresh & ~person_held_out).sum()),
            in_its_fold=int((learned & (hashes != dealt)).sum()),
        ),
        by_person=chosen.people is not None,
        training_marks=chosen.marks.some(learned),
        new_marks=chosen.marks.some(new),
    )


def _small(
    predictor: Predictor,
    initial: Rows,
    chosen: Rows,
    anchor_hashes: Hashes,
    hashes: Hashes,
    dealt: Hashes,
) -> Split:
    _require_events(predictor, "initial", initial.labels, initial.people)
    _require_events(predictor, "training", chosen.labels, chosen.people)
    by_person = initial.people is not None
    folds = np.stack(
        [
            deal(reshuffled(anchor_hashes, repeat), initial.labels, FOLDS, by_person=by_person)
            for repeat in range(REPEATS)
        ]
    )
    # A row of another data set whose inputs are an anchor row's, or which is of the same person,
    # lies in that row's fold, and so does one that repeats it with other values: who is measured
    # on that row learns from neither.
    distinct, first = np.unique(anchor_hashes, return_index=True)
    place = np.minimum(np.searchsorted(distinct, dealt), len(distinct) - 1)
    known = distinct[place] == dealt
    training_folds = np.where(known[None, :], folds[:, first[place]], np.int8(-1))
    return Split(
        size="small",
        anchor=EvaluationSet(
            id=evaluation_set_id(predictor, initial),
            matrix=initial.matrix,
            labels=initial.labels,
            folds=folds,
            marks=initial.marks,
        ),
        training=chosen.matrix,
        training_labels=chosen.labels,
        training_hashes=dealt,
        training_folds=training_folds.astype(np.int8),
        new=chosen.matrix[:0],
        new_labels=chosen.labels[:0],
        set_aside=SetAside(in_its_fold=int((hashes != dealt).sum())),
        by_person=by_person,
        training_marks=chosen.marks,
        new_marks=chosen.marks.some(np.arange(0)),
    )


def evaluation_set_id(predictor: Predictor, initial: Rows) -> str:
    """Names the rows on which champions and challengers meet: the same rows, the same id.

    Roles belong to it where there are any: they say which rows measure, and how they are counted.
    """
    codes = [field.model_dump(mode="json") for field in field_codes(predictor)]
    named: list[Any] = [predictor.salt, initial.sets[0].sha256, codes]
    if predictor.roles.columns:
        named.append(predictor.roles.by_role)
    said = json.dumps(named)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _sides(predictor: Predictor, rows: Rows) -> Hashes:
    """What decides on which side a row lies, [rows]: its person's hash, or that of its inputs."""
    return row_hashes(rows.matrix, predictor.salt) if rows.people is None else rows.people


def _dealt(predictor: Predictor, rows: Rows, hashes: Hashes) -> Hashes:
    """As what each row is dealt, [rows]: as itself, or as the known row that it repeats."""
    if rows.stands_for is None:
        return hashes
    return row_hashes(rows.stands_for, predictor.salt)


def learned_from(
    predictor: Predictor, rows: Rows, size: Size
) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    """What decides on which side rows lie, and whether models learn from each, [rows]."""
    hashes = _sides(predictor, rows)
    dealt = _dealt(predictor, rows, hashes)
    if size == "small":
        return dealt, np.ones(len(hashes), dtype=bool)
    return dealt, (hashes >= HELD_OUT_BELOW) & (dealt >= HELD_OUT_BELOW)


def _of_initial(chosen: Rows) -> npt.NDArray[np.bool_]:
    """Which rows come from the first data set, and so lie in the evaluation set where held out."""
    places = [place for place, each in enumerate(chosen.sets) if each.name == "initial"]
    return np.isin(chosen.origins, places)


def _of(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Hashes | None:
    return None if rows.people is None else rows.people[chosen]


def _require_events(predictor: Predictor, side: str, labels: Labels, people: Hashes | None) -> None:
    counts = count_labels(labels, people)
    if min(counts) < EVENTS_NEEDED:
        of = "rows" if people is None else "people (or people with such rows)"
        raise TrainingError(
            f"{predictor.name} has {counts[1]} positive and {counts[0]} negative {side} {of}; "
            f"{EVENTS_NEEDED} of each are needed: bring more rows"
        )
