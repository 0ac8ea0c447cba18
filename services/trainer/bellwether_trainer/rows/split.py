"""Step 2: which rows measure a model, which ones it learns from, and in which folds they lie.

A row's side follows from its own inputs and the declared salt alone, so it is the same in every
data set for ever: appended rows move nobody, equal answers stay together, and nobody can shop
for a split that flatters a model. Predictors with few events hold nothing out: their rows are
dealt into fixed folds, and every model is measured on rows that it has not seen.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle import Size, field_codes
from bellwether_contract.encode import Matrix
from bellwether_contract.spec import Predictor
from bellwether_trainer.records import Anchor, Folds, Labels, Rows, Split, TrainingError

# The lowest quarter of all hashes is held out.
HELD_OUT_BELOW = np.uint64(1 << 62)

# With fewer held-out events the gate decides by chance: a well-calibrated model of 192 rows
# passes in 17 % of splits.
LARGE_EVENTS = 500

# Repeated cross-validation of small predictors.
REPEATS = 10
FOLDS = 5

SEED = 20200101

# Fewer events than this on a side say nothing about a model.
EVENTS_NEEDED = 10

# A search within a fold deals its events once more.
FOLD_EVENTS_NEEDED = 2

Hashes = npt.NDArray[np.uint64]


def split(predictor: Predictor, initial: Rows, chosen: Rows) -> Split:
    """Split the ``chosen`` rows of a training; ``initial`` are the rows of the first data set.

    Raises TrainingError where a side has fewer than EVENTS_NEEDED rows of either label.
    """
    anchor_hashes = row_hashes(initial.matrix, predictor.salt)
    hashes = row_hashes(chosen.matrix, predictor.salt)
    lowest = anchor_hashes < HELD_OUT_BELOW
    size: Size = "large" if int(initial.labels[lowest].sum()) >= LARGE_EVENTS else "small"
    if size == "small":
        return _small(predictor, initial, chosen, anchor_hashes, hashes)
    held_out = hashes < HELD_OUT_BELOW
    _require_events(predictor, "held-out", initial.labels[lowest])
    _require_events(predictor, "training", chosen.labels[~held_out])
    new = held_out & ~_of_initial(chosen)
    return Split(
        size=size,
        anchor=Anchor(
            id=anchor_id(predictor, initial),
            matrix=initial.matrix[lowest],
            labels=initial.labels[lowest],
            folds=None,
        ),
        training=chosen.matrix[~held_out],
        training_labels=chosen.labels[~held_out],
        training_hashes=hashes[~held_out],
        training_folds=None,
        new=chosen.matrix[new],
        new_labels=chosen.labels[new],
    )


def _small(
    predictor: Predictor, initial: Rows, chosen: Rows, anchor_hashes: Hashes, hashes: Hashes
) -> Split:
    _require_events(predictor, "initial", initial.labels)
    _require_events(predictor, "training", chosen.labels)
    folds = np.stack(
        [
            deal(_reshuffled(anchor_hashes, repeat), initial.labels, FOLDS)
            for repeat in range(REPEATS)
        ]
    )
    # A row of another data set whose inputs are an anchor row's lies in that row's fold.
    distinct, first = np.unique(anchor_hashes, return_index=True)
    place = np.minimum(np.searchsorted(distinct, hashes), len(distinct) - 1)
    known = distinct[place] == hashes
    training_folds = np.where(known[None, :], folds[:, first[place]], np.int8(-1))
    return Split(
        size="small",
        anchor=Anchor(
            id=anchor_id(predictor, initial),
            matrix=initial.matrix,
            labels=initial.labels,
            folds=folds,
        ),
        training=chosen.matrix,
        training_labels=chosen.labels,
        training_hashes=hashes,
        training_folds=training_folds.astype(np.int8),
        new=chosen.matrix[:0],
        new_labels=chosen.labels[:0],
    )


def anchor_id(predictor: Predictor, initial: Rows) -> str:
    """Names the rows on which champions and challengers meet: the same rows, the same id."""
    codes = [field.model_dump(mode="json") for field in field_codes(predictor)]
    said = json.dumps([predictor.salt, initial.sets[0].sha256, codes])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


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


def deal(hashes: Hashes, labels: Labels, count: int, rows: int | None = None) -> Folds:
    """Deal rows into ``count`` folds, [rows]; equal inputs share one, events are spread evenly.

    With ``rows``, about so many are drawn with a fixed seed and the others get -1. Raises
    TrainingError where a fold would lack rows of a label.
    """
    distinct, first, group = np.unique(hashes, return_index=True, return_inverse=True)
    # Groups in the order of label and hash, dealt round like cards.
    order = np.lexsort((distinct, labels[first]))
    dealt = np.ones(len(hashes), dtype=bool)
    if rows is not None and rows < len(hashes):
        dealt[:] = False
        dealt[np.random.default_rng(SEED).permutation(len(hashes))[:rows]] = True
        order = order[np.isin(order, group[dealt])]
    fold_of_group = np.full(len(distinct), -1, dtype=np.int8)
    fold_of_group[order] = np.arange(len(order)) % count
    folds: Folds = np.where(dealt, fold_of_group[group], -1).astype(np.int8)
    for fold in range(count):
        counts = np.bincount(labels[folds == fold], minlength=2)
        if counts.min() < FOLD_EVENTS_NEEDED:
            raise TrainingError(
                f"fold {fold + 1} of the {dealt.sum():,} rows that compare the candidates has "
                f"{counts[1]} positive and {counts[0]} negative ones; {FOLD_EVENTS_NEEDED} of each "
                "are needed: bring more rows, or rows that differ more"
            )
    return folds


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


def _require_events(predictor: Predictor, side: str, labels: Labels) -> None:
    counts = np.bincount(labels, minlength=2)
    if counts.min() < EVENTS_NEEDED:
        raise TrainingError(
            f"{predictor.name} has {counts[1]} positive and {counts[0]} negative {side} rows; "
            f"{EVENTS_NEEDED} of each are needed: bring more rows"
        )
