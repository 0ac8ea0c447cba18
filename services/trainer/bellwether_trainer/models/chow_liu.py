"""Rows of levels, drawn along the tree of pairs that tells most of how fields go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.models.field_levels import Codes

# Rows drawn, of which the background is picked.
DRAWN = 20_000

# So many rows tell which fields go together.
TREE_ROWS = 20_000


def draw(codes: Sequence[Codes], levels: list[int], random: np.random.Generator) -> Codes:
    """DRAWN rows of levels [DRAWN, fields], along the tree.

    ``codes`` are those of each field [fields][rows], ``levels`` counts the levels of each.
    """
    drawn = np.zeros((DRAWN, len(levels)), dtype=np.intp)
    for child, parent in _tree(codes, levels, random):
        alone = np.bincount(codes[child][codes[child] >= 0], minlength=levels[child])
        alone = alone if alone.any() else np.ones(levels[child], dtype=np.intp)
        if parent is None:
            table, given = alone[np.newaxis], np.zeros(DRAWN, dtype=np.intp)
        else:
            table = _table(codes[parent], codes[child], levels[parent], levels[child])
            table[table < LEAST] = 0
            # Where no pair is common enough, the field is drawn by itself.
            table[~table.any(axis=1)] = alone
            given = drawn[:, parent]
        reached = np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
        chance = random.random(DRAWN)
        drawn[:, child] = (chance[:, np.newaxis] >= reached[given]).sum(axis=1)
    return drawn


def _tree(
    codes: Sequence[Codes], levels: list[int], random: np.random.Generator
) -> list[tuple[int, int | None]]:
    """Each field and the one that it is drawn by, which comes before it: the first has none."""
    some = np.sort(random.choice(len(codes[0]), min(TREE_ROWS, len(codes[0])), replace=False))
    codes = [each[some] for each in codes]
    fields = len(levels)
    edges: list[tuple[int, int | None]] = [(0, None)]
    best, by = np.full(fields, -np.inf), np.zeros(fields, dtype=np.intp)
    joined = 0
    for _ in range(fields - 1):
        best[joined] = -np.inf
        inside = {field for field, _ in edges}
        for field in set(range(fields)) - inside:
            information = _information(
                _table(codes[joined], codes[field], levels[joined], levels[field])
            )
            if information > best[field]:
                best[field], by[field] = information, joined
        joined = int(np.argmax(best))
        edges.append((joined, int(by[joined])))
    return edges


def _table(one: Codes, other: Codes, levels: int, others: int) -> Codes:
    """How many rows hold each pair of levels, [levels, others]."""
    both = (one >= 0) & (other >= 0)
    pairs = one[both].astype(np.intp) * others + other[both]
    counts = np.bincount(pairs, minlength=levels * others)
    return counts.reshape(levels, others)


def _information(table: Codes) -> float:
    """The mutual information of a table of counts, in nats; that of an empty one is 0."""
    total = int(table.sum())
    if not total:
        return 0.0
    share = table / total
    expected = share.sum(axis=1, keepdims=True) * share.sum(axis=0, keepdims=True)
    held = share > 0
    return float((share[held] * np.log(share[held] / expected[held])).sum())


def filled(values: tuple[Matrix, ...], levels: Codes, random: np.random.Generator) -> Matrix:
    """A value of each of ``levels`` [rows]."""
    made = np.empty(len(levels), dtype=np.float32)
    for level, held in enumerate(values):
        rows = levels == level
        made[rows] = random.choice(held, int(rows.sum()))
    return made
