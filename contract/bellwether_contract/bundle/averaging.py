"""Rows in, probabilities out, also of rows that leave an optional field unknown.

Such a row is answered by the mean of what the model says of its plausible completions. That mean
is the probability given what is known, if being unknown tells nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle.plausible import Plausible
from bellwether_contract.bundle.shapley import Background, Explanation
from bellwether_contract.encoding.encode import Matrix

# The range holds what the model says of so much of the plausible completions, the same share
# beyond either end.
WITHIN = 0.9

# So many rows are completed at a time, each up to DRAWS times.
AT_ONCE = 500

Floats = npt.NDArray[np.float64]


class Scores(Protocol):
    """A model, as far as it takes one to average."""

    def probabilities(self, matrix: Matrix, /) -> npt.NDArray[np.floating[Any]]:
        """Probabilities [rows] of float32 [rows, fields]."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Between which probabilities an answer lies, depending on what is ``unknown``."""

    low: float
    high: float
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Probabilities [rows], and by place the spread of those that are means."""

    probabilities: npt.NDArray[np.floating[Any]]
    spreads: Mapping[int, Spread] = field(default_factory=dict)


def scored(scorer: Scores, plausible: Plausible | None, matrix: Matrix) -> Scored:
    """Score float32 [rows, fields]."""
    if plausible is None or not (kinds := plausible.lacking(matrix)):
        return Scored(scorer.probabilities(matrix))
    probabilities = np.empty(len(matrix))
    complete = np.ones(len(matrix), dtype=bool)
    spreads: dict[int, Spread] = {}
    for rows, unknown in kinds:
        complete[rows] = False
        for first in range(0, len(rows), AT_ONCE):
            found = plausible.complete(matrix, rows[first : first + AT_ONCE], unknown)
            said = scorer.probabilities(found.matrix).astype(np.float64)
            said = said.reshape(found.weights.shape)
            probabilities[found.rows] = (said * found.weights).sum(axis=1)
            low, high = central(said, found.weights)
            spreads.update(
                (row, Spread(least, most, found.unknown))
                for row, least, most in zip(
                    found.rows.tolist(), low.tolist(), high.tolist(), strict=True
                )
            )
    if complete.any():
        probabilities[complete] = scorer.probabilities(matrix[complete])
    return Scored(probabilities, spreads)


def explained(
    background: Background, plausible: Plausible | None, scorer: Scores, matrix: Matrix
) -> tuple[Scored, Explanation]:
    """The answer to one row, float32 [1, fields], and what each field contributes to it.

    What a field contributes where others are unknown is the mean over their completions, so that
    contributions and baseline add up to the mean probability.
    """
    answer = scored(scorer, plausible, matrix)
    kinds = plausible.lacking(matrix) if plausible is not None else []
    if plausible is None or not kinds:
        return answer, background.explain(matrix, float(answer.probabilities[0]))
    ((rows, unknown),) = kinds
    found = plausible.complete(matrix, rows, unknown)
    distinct, which = np.unique(found.matrix, axis=0, return_inverse=True)
    weights = np.bincount(which.ravel(), found.weights[0], minlength=len(distinct))
    said = scorer.probabilities(distinct)
    contributions = np.zeros(matrix.shape[1])
    for row, weight, probability in zip(distinct, weights, said.tolist(), strict=True):
        contributions += weight * background.explain(row[None], probability).contributions
    return answer, Explanation(background.baseline, contributions)


def central(said: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The ends [rows] of the WITHIN of ``said`` [rows, states] in the middle, by ``weights``."""
    order = np.argsort(said, axis=1, kind="stable")
    said = np.take_along_axis(said, order, axis=1)
    risen = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    beyond = (1.0 - WITHIN) / 2
    low = np.argmax(risen > beyond + 1e-9, axis=1)
    high = np.argmax(risen >= 1.0 - beyond - 1e-9, axis=1)
    at = np.arange(len(said))
    return said[at, low], said[at, high]
