"""Step 2: which rows measure a model, which ones it learns from, and in which folds they lie.

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
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.vocabulary import Size
from bellwether_trainer.records import Anchor, Folds, Labels, Rows, SetAside, Split, TrainingError

# The lowest quarter of all hashes is held out.
HELD_OUT_BELOW = np.uint64(1 << 62)

# With fewer held-out events the gate decides by chance: a well-calibrated model of 192 rows
# passes in 17 % of splits.
LARGE_EVENTS = 500

# Repeated cross-validation of small predictors.
REPEATS = 10
FOLDS = 5

# Folds within what is left to learn from: for search, calibration and the choice.
INNER_FOLDS = 3

SEED = 20200101

# Fewer events than this on a side say nothing about a model.
EVENTS_NEEDED = 10

# A search within a fold deals its events once more.
FOLD_EVENTS_NEEDED = 2

Hashes = npt.NDArray[np.uint64]


def split(predictor: Predictor, initial: Rows, chosen: Rows) -> Split:
    """Split the ``chosen`` rows of a training; ``initial`` are the rows of the first data set.

    Raises TrainingError where a side has fewer than EVENTS_NEEDED rows, or people, of either label.
    """
    anchor_hashes = _sides(predictor, initial)
    hashes = _sides(predictor, chosen)
    dealt = _dealt(predictor, chosen, hashes)
    lowest = anchor_hashes < HELD_OUT_BELOW
    _, events = _counts(initial.labels[lowest], _of(initial, lowest))
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
        anchor=Anchor(
            id=anchor_id(predictor, initial),
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
            deal(_reshuffled(anchor_hashes, repeat), initial.labels, FOLDS, by_person=by_person)
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
        anchor=Anchor(
            id=anchor_id(predictor, initial),
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


def anchor_id(predictor: Predictor, initial: Rows) -> str:
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


def row_hashes(matrix: Matrix, salt: str) -> Hashes:
    """The first 64 bits of SHA-256(salt + row as little-endian float32), [rows]."""
    # Every NaN and both zeros get one form each, so that equal inputs have equal bytes.
    canonical = np.where(np.isnan(matrix), np.float32(np.nan), matrix + np.float32(0))
    little = np.ascontiguousarray(canonical, dtype="<f4")
    prefix = hashlib.sha256(salt.encode() + b"\0")
    values = np.empty(len(little), dtype=np.uint64)
    for index, row in enumerate(little):
        digest = prefix.copy()
        digest.update(row.tobytes())
        values[index] = int.from_bytes(digest.digest()[:8], "big")
    return values


def deal(
    hashes: Hashes,
    labels: Labels,
    count: int,
    rows: int | None = None,
    *,
    by_person: bool = False,
) -> Folds:
    """Deal rows into ``count`` folds, [rows]; equal hashes share one, events are spread evenly.

    Hashes are those of equal inputs, or ``by_person`` those of people, who then count once. With
    ``rows``, about so many are drawn with a fixed seed and the others get -1. Raises
    TrainingError where a fold would lack rows, or people, of a label.
    """
    distinct, first, group = np.unique(hashes, return_index=True, return_inverse=True)
    label = labels[first]
    if by_person:
        # Whoever ever had it counts among the events.
        label = np.zeros(len(distinct), dtype=labels.dtype)
        np.maximum.at(label, group, labels)
    # Groups in the order of label and hash, dealt round like cards.
    order = np.lexsort((distinct, label))
    dealt = np.ones(len(hashes), dtype=bool)
    if rows is not None and rows < len(hashes):
        dealt = _drawn(group, rows) if by_person else np.zeros(len(hashes), dtype=bool)
        if not by_person:
            dealt[np.random.default_rng(SEED).permutation(len(hashes))[:rows]] = True
        order = order[np.isin(order, group[dealt])]
    fold_of_group = np.full(len(distinct), -1, dtype=np.int8)
    fold_of_group[order] = np.arange(len(order)) % count
    folds: Folds = np.where(dealt, fold_of_group[group], -1).astype(np.int8)
    for fold in range(count):
        here = folds == fold
        counts = _counts(labels[here], hashes[here] if by_person else None)
        if min(counts) < FOLD_EVENTS_NEEDED:
            raise TrainingError(
                f"fold {fold + 1} of the {dealt.sum():,} rows that compare the candidates has "
                f"{_in_words(counts, by_person)}; {FOLD_EVENTS_NEEDED} of each "
                "are needed: bring more rows, or rows that differ more"
            )
    return folds


def deal_repeatedly(
    hashes: Hashes, labels: Labels, count: int, repeats: int, *, by_person: bool = False
) -> Folds:
    """Deal rows into ``count`` folds up to ``repeats`` times, each time otherwise, [deals, rows].

    Where rows are so few that another order leaves a fold without a label, there are fewer deals.
    Raises TrainingError where there is none.
    """
    dealt = [deal(hashes, labels, count, by_person=by_person)]
    for repeat in range(1, repeats):
        try:
            again = deal(_reshuffled(hashes, repeat), labels, count, by_person=by_person)
            dealt.append(again)
        except TrainingError:
            continue
    return np.stack(dealt)


def _drawn(group: npt.NDArray[np.intp], rows: int) -> npt.NDArray[np.bool_]:
    """Whole people, drawn with a fixed seed until there are about so many rows, [rows]."""
    sizes = np.bincount(group)
    shuffled = np.random.default_rng(SEED).permutation(len(sizes))
    chosen = np.zeros(len(sizes), dtype=bool)
    chosen[shuffled[np.cumsum(sizes[shuffled]) <= rows]] = True
    return chosen[group]


def _reshuffled(hashes: Hashes, repeat: int) -> Hashes:
    """Another order of the same rows for each repeat: the finaliser of SplitMix64."""
    step = (repeat * 0x9E3779B97F4A7C15) % 2**64
    mixed = hashes + np.array([step], dtype=np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    shuffled: Hashes = mixed ^ (mixed >> np.uint64(31))
    return shuffled


def _of_initial(chosen: Rows) -> npt.NDArray[np.bool_]:
    """Which rows come from the first data set, and so lie in the anchor where held out."""
    places = [place for place, each in enumerate(chosen.sets) if each.name == "initial"]
    return np.isin(chosen.origins, places)


def _of(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Hashes | None:
    return None if rows.people is None else rows.people[chosen]


def _counts(labels: Labels, people: Hashes | None) -> tuple[int, int]:
    """How many rows are negative and positive; where people are told apart, how many people.

    Who has rows of both counts on both sides.
    """
    if people is None:
        negative, positive = np.bincount(labels, minlength=2).tolist()
        return negative, positive
    return len(np.unique(people[labels == 0])), len(np.unique(people[labels == 1]))


def _in_words(counts: tuple[int, int], by_person: bool) -> str:
    if by_person:
        return f"{counts[1]} people with and {counts[0]} with a row without the outcome"
    return f"{counts[1]} positive and {counts[0]} negative ones"


def _require_events(predictor: Predictor, side: str, labels: Labels, people: Hashes | None) -> None:
    counts = _counts(labels, people)
    if min(counts) < EVENTS_NEEDED:
        of = "rows" if people is None else "people (or people with such rows)"
        raise TrainingError(
            f"{predictor.name} has {counts[1]} positive and {counts[0]} negative {side} {of}; "
            f"{EVENTS_NEEDED} of each are needed: bring more rows"
        )
