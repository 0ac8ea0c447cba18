"""Rows dealt into folds: equal rows, or those of one person, together; the same ones every time."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Folds, Labels, TrainingError

# Folds within what is left to learn from: for search, calibration and the choice.
INNER_FOLDS = 3

SEED = 20200101

# A search within a fold deals its events once more.
FOLD_EVENTS_NEEDED = 2

# So many rows are brought into one form at a time: copies of all would take several times as much.
HASHED_TOGETHER = 1 << 16

Hashes = npt.NDArray[np.uint64]


def row_hashes(matrix: Matrix, salt: str) -> Hashes:
    """The first 64 bits of SHA-256(salt + row as little-endian float32), [rows]."""
    prefix = hashlib.sha256(salt.encode() + b"\0")
    values = np.empty(len(matrix), dtype=np.uint64)
    for first in range(0, len(matrix), HASHED_TOGETHER):
        part = matrix[first : first + HASHED_TOGETHER]
        # Every NaN and both zeros get one form each, so that equal inputs have equal bytes.
        canonical = np.where(np.isnan(part), np.float32(np.nan), part + np.float32(0))
        little = np.ascontiguousarray(canonical, dtype="<f4")
        for index, row in enumerate(little, first):
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
        counts = count_labels(labels[here], hashes[here] if by_person else None)
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
            again = deal(reshuffled(hashes, repeat), labels, count, by_person=by_person)
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


def reshuffled(hashes: Hashes, repeat: int) -> Hashes:
    """Another order of the same rows for each repeat: the finaliser of SplitMix64."""
    step = (repeat * 0x9E3779B97F4A7C15) % 2**64
    mixed = hashes + np.array([step], dtype=np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    shuffled: Hashes = mixed ^ (mixed >> np.uint64(31))
    return shuffled


def count_labels(labels: Labels, people: Hashes | None) -> tuple[int, int]:
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
