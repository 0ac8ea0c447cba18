"""What each answer contributes to a probability: Shapley values on the probability scale.

The value of a set of fields is the mean probability over background rows in which these fields
are replaced by the person's (interventional Shapley values: Strumbelj and Kononenko 2014, Knowl
Inf Syst 41:647; Janzing et al. 2020, AISTATS). Only fields in which a background row differs from
the person take part: the others contribute nothing to that row.

Few fields are enumerated exactly. With more, each background row is walked equally often: its
differing fields are replaced one by one in a fixed order, and what each replacement changes is
that field's. So contributions and baseline add up to the probability in either case.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from math import factorial

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RefusedBundle

Floats = npt.NDArray[np.float64]

# A background holds at most so many rows.
BACKGROUND_ROWS = 100

# So many scored rows are worth an exact answer: 64 background rows and eight fields.
EXACT_ROWS = 1 << 14

# Fixes the orders in which fields are replaced: equal questions get equal answers.
SEED = 20150305


@dataclass(frozen=True, slots=True)
class Explanation:
    """Contributions [fields] and their baseline, as probabilities; together the probability."""

    baseline: float
    contributions: Floats


class Background:
    """Rows that stand for the training rows, and what the model says of them."""

    def __init__(self, rows: Matrix, scorer: Scorer) -> None:
        """``rows`` are float32 [1 to BACKGROUND_ROWS, fields]."""
        self._rows = rows
        self._scorer = scorer
        self._probabilities = scorer.probabilities(rows).astype(np.float64)
        self._orders = _orders(len(rows), rows.shape[1])
        self._exact = len(rows) << rows.shape[1] <= EXACT_ROWS

    @classmethod
    def read(cls, content: bytes, scorer: Scorer, fields: int) -> Background:
        """The background of a version, a NumPy file; raises RefusedBundle where it is none."""
        try:
            rows = np.load(io.BytesIO(content), allow_pickle=False)
        except (ValueError, EOFError, OSError) as error:
            raise RefusedBundle("background.npy is no array") from error
        if (
            rows.dtype != np.float32
            or rows.shape[1:] != (fields,)
            or not 1 <= len(rows) <= BACKGROUND_ROWS
        ):
            raise RefusedBundle(
                f"background.npy is {rows.dtype} {list(rows.shape)}, not float32 "
                f"[1 to {BACKGROUND_ROWS}, {fields}]"
            )
        return cls(np.ascontiguousarray(rows), scorer)

    @property
    def baseline(self) -> float:
        """The mean probability of the background."""
        return float(self._probabilities.mean())

    def explain(self, row: Matrix, probability: float, walks: int = 1) -> Explanation:
        """What each field of ``row``, float32 [1, fields], contributes to its ``probability``.

        Without an exact answer each background row is walked ``walks`` times.
        """
        if self._exact:
            return self.explain_exactly(row, probability)
        differs = self._differs(row)
        found = np.mean(
            [self._walked(row[0], probability, differs, walk) for walk in range(walks)], axis=0
        )
        return Explanation(self.baseline, found)

    def explain_exactly(self, row: Matrix, probability: float) -> Explanation:
        """The same by enumeration of all ``sets``, however long that takes."""
        return Explanation(self.baseline, self._enumerated(row[0], probability, self._differs(row)))

    def sets(self, row: Matrix) -> int:
        """How many rows an exact explanation of ``row`` has to score."""
        return int((1 << self._differs(row).sum(axis=1)).sum())

    def _differs(self, row: Matrix) -> npt.NDArray[np.bool_]:
        """In which fields each background row differs from ``row``; unknown twice is none."""
        rows = self._rows
        same: npt.NDArray[np.bool_] = (rows == row) | (np.isnan(rows) & np.isnan(row))
        return ~same

    def _walked(
        self, own: npt.NDArray[np.float32], probability: float, differs: npt.NDArray[np.bool_],
        walk: int,
    ) -> Floats:  # fmt: skip
        """One walk from each background row to the person."""
        count, fields = differs.shape
        # By background row: its differing fields in the order of this walk, then all others.
        turned = np.roll(self._orders, walk, axis=0)
        place = np.where(differs, turned, fields)
        order = np.argsort(place, axis=1, kind="stable")
        rank = np.argsort(order, axis=1, kind="stable")
        lengths = differs.sum(axis=1)
        steps = np.maximum(lengths - 1, 0)
        # Of each step between the two ends: which background row, and how many are replaced.
        which = np.repeat(np.arange(count), steps)
        begins = np.cumsum(steps) - steps
        replaced = np.arange(len(which)) - begins[which] + 1
        mixed = np.where(rank[which] < replaced[:, None], own, self._rows[which])
        said = np.full((count, fields + 1), probability)
        said[:, 0] = self._probabilities
        if len(mixed):
            said[which, replaced] = self._scorer.probabilities(mixed)
        # Where nothing differs, nothing is replaced: the row is the person.
        said[lengths == 0, 0] = probability
        changes = np.diff(said, axis=1)
        found: Floats = np.bincount(order.ravel(), changes.ravel(), minlength=fields) / count
        return found

    def _enumerated(
        self, own: npt.NDArray[np.float32], probability: float, differs: npt.NDArray[np.bool_]
    ) -> Floats:
        """All sets of differing fields of every background row, scored in one batch."""
        count, fields = differs.shape
        columns = [np.flatnonzero(each) for each in differs]
        sets = {n: _sets(n) for n in {len(each) for each in columns}}
        mixed = []
        for k, those in enumerate(columns):
            rows = np.repeat(self._rows[k : k + 1], 1 << len(those), axis=0)
            rows[:, those] = np.where(sets[len(those)], own[those], self._rows[k, those])
            mixed.append(rows)
        said = self._scorer.probabilities(np.concatenate(mixed)).astype(np.float64)
        found: Floats = np.zeros(fields)
        at = 0
        for those in columns:
            values = said[at : at + (1 << len(those))]
            at += len(values)
            # The ends are what was answered: so the sum is exact to the last digit.
            values[-1] = probability
            found[those] += _weights(sets[len(those)]) @ values / count
        return found


def _sets(fields: int) -> npt.NDArray[np.bool_]:
    """Every set of so many fields, [2 ** fields, fields]; the empty one first, all last."""
    members: npt.NDArray[np.bool_] = (np.arange(1 << fields)[:, None] >> np.arange(fields)) & 1 == 1
    return members


def _weights(sets: npt.NDArray[np.bool_]) -> Floats:
    """Shapley's weight of the value of each set for each field, [fields, sets]."""
    total, fields = sets.shape
    sizes = sets.sum(axis=1)
    whole = factorial(fields)
    with_it = np.array(
        [
            factorial(max(size - 1, 0)) * factorial(fields - size) / whole
            for size in range(fields + 1)
        ]
    )
    without = np.array(
        [
            factorial(size) * factorial(max(fields - size - 1, 0)) / whole
            for size in range(fields + 1)
        ]
    )
    weights: Floats = np.where(sets.T, with_it[sizes], -without[sizes]).reshape(fields, total)
    return weights


def _orders(count: int, fields: int) -> npt.NDArray[np.intp]:
    """The place of each field in the walk of each background row, [count, fields].

    Neighbours, whose predictions are alike, walk in opposite directions (antithetic pairs).
    """
    random = np.random.default_rng(SEED)
    pairs = [random.permutation(fields) for _ in range((count + 1) // 2)]
    both = [order for pair in pairs for order in (pair, fields - 1 - pair)]
    return np.array(both[:count])
