"""Step 2: which rows are held out, and which of the others compare the candidates.

A row's side follows from its own inputs and the declared salt alone, so it is the same in every
data set for ever: appended rows move nobody, equal answers stay together, and nobody can shop
for a split that flatters a model.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from bellwether_contract.encode import Matrix
from bellwether_contract.spec import Predictor
from bellwether_trainer.records import Labels, Rows, Split, TrainingError

# The lowest quarter of all hashes is held out.
HELD_OUT_BELOW = np.uint64(1 << 62)

# Candidates are compared on at most so many training rows, drawn with a fixed seed: all six in
# three folds then take about a minute on two cores.
COMPARISON_ROWS = 50_000
FOLDS = 3
SEED = 20200101

# Fewer events than this on a side say nothing about a model.
EVENTS_NEEDED = 10

# A calibration within the other two folds deals their events into three parts once more.
FOLD_EVENTS_NEEDED = 2


def split(rows: Rows, predictor: Predictor) -> Split:
    """Split by hash, and deal a sample of the training rows into folds.

    Raises TrainingError where a side has fewer than EVENTS_NEEDED rows of either label.
    """
    hashes = row_hashes(rows.matrix, predictor.salt)
    held_out = hashes < HELD_OUT_BELOW
    for side, chosen in (("held-out", held_out), ("training", ~held_out)):
        counts = np.bincount(rows.labels[chosen], minlength=2)
        if counts.min() < EVENTS_NEEDED:
            raise TrainingError(
                f"{predictor.name} has {counts[1]} positive and {counts[0]} negative {side} rows; "
                f"{EVENTS_NEEDED} of each are needed: bring more rows"
            )
    training, labels = rows.matrix[~held_out], rows.labels[~held_out]
    return Split(
        training=training,
        training_labels=labels,
        holdout=rows.matrix[held_out],
        holdout_labels=rows.labels[held_out],
        folds=_folds(hashes[~held_out], labels),
        fold_count=FOLDS,
    )


def row_hashes(matrix: Matrix, salt: str) -> npt.NDArray[np.uint64]:
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


def _folds(hashes: npt.NDArray[np.uint64], labels: Labels) -> npt.NDArray[np.int8]:
    """Deal rows into folds; equal inputs share a fold, and every fold gets its share of events."""
    distinct, first, group = np.unique(hashes, return_index=True, return_inverse=True)
    compared = np.zeros(len(hashes), dtype=bool)
    compared[np.random.default_rng(SEED).permutation(len(hashes))[:COMPARISON_ROWS]] = True
    # Groups in the order of label and hash, dealt round like cards.
    order = np.lexsort((distinct, labels[first]))
    order = order[np.isin(order, group[compared])]
    fold_of_group = np.full(len(distinct), -1, dtype=np.int8)
    fold_of_group[order] = np.arange(len(order)) % FOLDS
    folds = np.where(compared, fold_of_group[group], -1).astype(np.int8)
    for fold in range(FOLDS):
        counts = np.bincount(labels[folds == fold], minlength=2)
        if counts.min() < FOLD_EVENTS_NEEDED:
            raise TrainingError(
                f"fold {fold + 1} of the {compared.sum():,} rows that compare the candidates has "
                f"{counts[1]} positive and {counts[0]} negative ones; {FOLD_EVENTS_NEEDED} of each "
                "are needed: bring more rows, or rows that differ more"
            )
    return folds
