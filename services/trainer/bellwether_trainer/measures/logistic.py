"""Logistic regression by Newton's method, with an offset and a covariance.

scikit-learn has neither, and recalibration needs both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from bellwether_trainer.measures import clusters
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.records import Labels, Probabilities

Floats = npt.NDArray[np.float64]

STEPS = 60
PRECISE = 1e-9
# Beyond this a float64 solution says nothing.
CONDITION_LIMIT = 1e12
# Probabilities nearer to 0 or 1 than this are taken for it: one certain row must not be all.
NEAREST = 1e-7


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients [k] with their covariance [k, k]."""

    coefficients: Floats
    covariance: Floats


def log_odds(probabilities: Probabilities, nearest: float = NEAREST) -> Floats:
    """ln(p / (1 - p)) of probabilities that are held ``nearest`` to 0 and 1: finite."""
    bounded = np.clip(np.asarray(probabilities, dtype=np.float64), nearest, 1.0 - nearest)
    odds: Floats = special.logit(bounded)
    return odds


def logit(share: float) -> float:
    """ln(share / (1 - share)), infinite at 0 and 1."""
    return float(special.logit(share))


def fit(
    columns: Floats,
    labels: Labels,
    *,
    offset: Floats | float = 0.0,
    weight: float = 1.0,
    ridge: float = 0.0,
    start: Sequence[float] = (),
    people: Whose | None = None,
) -> Fit | None:
    """Regress 0/1 ``labels`` [n] on ``columns`` [n, k], of which the first is all ones.

    Every row counts ``weight``. ``ridge`` holds back all but the first coefficient. ``start`` is
    a guess of the first coefficients; a good one saves time. Where ``people`` [n] have several
    rows, the covariance is the sandwich of their sums (Liang and Zeger, Biometrika 73, 1986). None
    where the rows do not determine the coefficients (constant columns, separated labels).
    """
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 0.0
    beta = np.zeros(columns.shape[1])
    beta[: len(start)] = start
    loss = _loss(columns, labels, offset, weight, penalty, beta)
    for _ in range(STEPS):
        p = special.expit(columns @ beta + offset)
        gradient = weight * (columns.T @ (labels - p)) - penalty * beta
        information = weight * (columns.T * (p * (1 - p))) @ columns + np.diag(penalty)
        if not np.linalg.cond(information) < CONDITION_LIMIT:
            return None
        step = np.linalg.solve(information, gradient)
        if np.abs(step).max() < PRECISE:
            inverse = np.linalg.inv(information)
            if people is not None:
                scores = clusters.sums(weight * columns * (labels - p)[:, np.newaxis], people)
                between = clusters.correction(len(scores)) * scores.T @ scores
                inverse = inverse @ between @ inverse
            return Fit(beta, inverse)
        # Newton's step may overshoot far from the solution; a shorter one never does.
        for _ in range(STEPS):
            tried = _loss(columns, labels, offset, weight, penalty, beta + step)
            if tried <= loss + PRECISE * abs(loss):
                break
            step = step / 2
        beta, loss = beta + step, tried
    return None


def _loss(
    columns: Floats,
    labels: Labels,
    offset: Floats | float,
    weight: float,
    penalty: Floats,
    beta: Floats,
) -> float:
    odds = columns @ beta + offset
    return float(
        weight * (np.logaddexp(0, odds) - labels * odds).sum() + (penalty * beta**2).sum() / 2
    )
