"""Logistic regression by Newton's steps, with ridge, lasso and coefficients of a given sign.

scikit-learn's knows no signs, and has to begin anew for each strength of a penalty. Here Newton's
steps minimise their quadratic coordinate by coordinate (Friedman, Hastie and Tibshirani 2010,
J Stat Softw 33:1; the signs by clipping, as glmnet's ``lower.limits``), and begin where the last
strength has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from bellwether_trainer.measures.logistic import logit
from bellwether_trainer.records import Labels

Floats = npt.NDArray[np.float64]
Columns = npt.NDArray[np.floating[Any]]

# Newton's steps, and sweeps over the coefficients within one.
STEPS, SWEEPS = 50, 500
# Coefficients that move by less have arrived; columns have a spread of about 1. On the way along a
# path of strengths less is enough.
PRECISE, ROUGH = 1e-7, 1e-3
# So many rows at a time.
PART = 20_000


@dataclass(frozen=True, slots=True)
class Penalty:
    """What holds coefficients back: ``C`` is the inverse strength, of which ``l1_ratio`` is lasso.

    As scikit-learn has it: C times the sum of the log losses, plus ``l1_ratio`` times the sum of
    the absolute coefficients, plus ``1 - l1_ratio`` times half the sum of their squares.
    """

    C: float
    l1_ratio: float


def solve(
    columns: Columns,
    labels: Labels,
    penalty: Penalty,
    *,
    weights: Floats | None = None,
    signs: Sequence[int] = (),
    start: Floats | None = None,
    precise: float = PRECISE,
) -> Floats:
    """Intercept and coefficients, [1 + k], of 0/1 ``labels`` [n] on ``columns`` [n, k].

    ``weights`` [n] say how much a row counts. ``signs`` hold for the last columns: 1, its
    coefficient is not below 0; -1, not above; 0, either. ``start`` [1 + k] is a guess. The
    intercept is not held back. Coefficients that move by less than ``precise`` have arrived.
    """
    count = columns.shape[1]
    lasso = np.full(count + 1, penalty.l1_ratio / penalty.C)
    ridge = np.full(count + 1, (1.0 - penalty.l1_ratio) / penalty.C)
    lasso[0] = ridge[0] = 0.0
    low, high = np.full(count + 1, -np.inf), np.full(count + 1, np.inf)
    if signs:
        asked = np.asarray(signs)
        low[count + 1 - len(asked) :][asked > 0] = 0.0
        high[count + 1 - len(asked) :][asked < 0] = 0.0
    free = not lasso.any() and not np.isfinite(low).any() and not np.isfinite(high).any()
    rows = _Rows(columns, labels, np.ones(len(labels)) if weights is None else weights)

    def objective(beta: Floats) -> float:
        return float(rows.loss(beta) + lasso @ np.abs(beta) + ridge @ beta**2 / 2)

    beta = np.zeros(count + 1) if start is None else np.clip(start, low, high)
    if start is None:
        beta[0] = logit(rows.share)
    now = objective(beta)
    for _ in range(STEPS):
        gradient, curvature = rows.derivatives(beta)
        gradient += ridge * beta
        curvature[np.diag_indices_from(curvature)] += ridge
        if free:
            step = -np.linalg.solve(curvature, gradient)
        else:
            linear = gradient - curvature @ beta
            step = _sweeps(curvature, linear, beta, lasso, low, high, precise / 10) - beta
        # A whole step may overshoot where rows separate; a shorter one never does.
        for _ in range(STEPS):
            tried = objective(beta + step)
            if tried <= now + 1e-12 * abs(now):
                break
            step = step / 2
        beta, now = beta + step, tried
        if np.abs(step).max() < precise:
            break
    return beta


class _Rows:
    """The log loss of rows and its derivatives, a part of the rows at a time.

    Many rows with many pairs would not fit into memory in float64, and float32 is too coarse for
    the products of columns that nearly repeat each other.
    """

    def __init__(self, columns: Columns, labels: Labels, weights: Floats) -> None:
        self._columns, self._labels, self._weights = columns, labels, weights
        self._only = self._design(slice(None)) if len(labels) <= PART else None
        self.share = float(weights @ labels / weights.sum())

    def loss(self, beta: Floats) -> float:
        """The weighted sum of the log losses."""
        total = 0.0
        for part, design in self._parts():
            odds = design @ beta
            total += float(
                self._weights[part] @ (np.logaddexp(0.0, odds) - self._labels[part] * odds)
            )
        return total

    def derivatives(self, beta: Floats) -> tuple[Floats, Floats]:
        """Its gradient [1 + k] and its curvature [1 + k, 1 + k]."""
        gradient, curvature = np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
        for part, design in self._parts():
            p = special.expit(design @ beta)
            gradient += design.T @ (self._weights[part] * (p - self._labels[part]))
            curvature += (design.T * (self._weights[part] * p * (1.0 - p))) @ design
        return gradient, curvature

    def _parts(self) -> Iterator[tuple[slice, Floats]]:
        if self._only is not None:
            yield slice(None), self._only
            return
        for first in range(0, len(self._labels), PART):
            part = slice(first, first + PART)
            yield part, self._design(part)

    def _design(self, part: slice) -> Floats:
        columns = self._columns[part]
        return np.column_stack([np.ones(len(columns)), columns])


def _sweeps(
    curvature: Floats,
    linear: Floats,
    start: Floats,
    lasso: Floats,
    low: Floats,
    high: Floats,
    precise: float,
) -> Floats:
    """Where ``x @ curvature @ x / 2 + linear @ x`` plus the lasso is least within the bounds."""
    beta, slope = start.copy(), curvature @ start + linear
    diagonal = np.maximum(np.diag(curvature), 1e-12)
    for _ in range(SWEEPS):
        most = 0.0
        for at in range(len(beta)):
            bare = beta[at] - slope[at] / diagonal[at]
            held = max(abs(bare) - lasso[at] / diagonal[at], 0.0)
            new = min(max(held if bare > 0 else -held, low[at]), high[at])
            moved = new - beta[at]
            if moved != 0.0:
                beta[at] = new
                slope += moved * curvature[:, at]
                most = max(most, abs(moved))
        if most < precise:
            break
    return beta
