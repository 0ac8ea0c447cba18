"""The column that is predicted: its two values, and which of them is the positive one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from drafting.suspicions import Labels
from drafting.table import Table

# What the target's positive value is mostly called; where none of these, the rarer one is taken.
POSITIVE = frozenset(
    ["1", "1.0", "yes", "y", "true", "t", "pos", "positive", "present", "case", "event", "disease",
     "sick", "ill", "dead", "died", "death", "malignant", "abnormal", "readmitted", "relapse"]
)  # fmt: skip


class NoTarget(Exception):
    """The target column cannot be predicted; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The target's two values, with the labels [rows] that follow from them."""

    column: str
    positive: str
    negative: str
    labels: Labels
    why: str


def read(table: Table, column: str, positive: str | None = None) -> Outcome:
    """The target in ``column``, whose ``positive`` value may be named; raises NoTarget."""
    cells = table.columns[column]
    if "" in cells:
        raise NoTarget(
            f"row {cells.index('') + 2} (the header is row 1) has none; take such rows out"
        )
    counts = Counter(cells)
    if len(counts) != 2:
        raise NoTarget(
            f"it has {len(counts)} different values, and two are needed: one, and its opposite"
        )
    if positive is not None and positive not in counts:
        raise NoTarget(f"POSITIVE={positive} is none of its values: {' and '.join(sorted(counts))}")
    telling = [value for value in counts if value.lower() in POSITIVE]
    if positive is not None:
        found, why = positive, "as you said"
    elif len(telling) == 1:
        found, why = telling[0], "its name says so"
    else:
        found, why = min(counts, key=lambda value: counts[value]), "it is the rarer one"
    (negative,) = set(counts) - {found}
    labels = np.array([cell == found for cell in cells], dtype=np.int8)
    return Outcome(column, found, negative, labels, why)
