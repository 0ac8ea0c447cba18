"""People with known probabilities, and models that know them more or less well."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels, Probabilities

Floats = npt.NDArray[np.float64]


def people(
    n: int, *, seed: int = 0, mean: float = -2.5, spread: float = 1.3
) -> tuple[Labels, Floats]:
    """Labels [n] and the true log-odds [n] from which they were drawn."""
    random = np.random.default_rng(seed)
    odds = random.normal(mean, spread, n)
    return (random.random(n) < special.expit(odds)).astype(np.int8), odds


def held_out(labels: Labels, odds: Floats) -> Predictions:
    """A model that gave these log-odds [n] on held-out rows."""
    return Predictions.held_out(labels, probabilities(odds))


def probabilities(odds: Floats) -> Probabilities:
    """From log-odds."""
    return np.asarray(special.expit(odds), dtype=np.float64)


def repeated(
    labels: Labels,
    odds: Floats,
    *,
    repeats: int = 10,
    folds: int = 5,
    noise: float = 0.1,
    seed: int = 0,
) -> Predictions:
    """A model refitted in every fold of every repeat: each refit says something else."""
    random = np.random.default_rng(seed)
    dealt = np.stack([stratified(labels, folds, random) for _ in range(repeats)])
    told = (
        odds
        + noise * random.standard_normal((repeats, folds))[np.arange(repeats)[:, np.newaxis], dealt]
    )
    return Predictions(labels, probabilities(told), dealt)


def stratified(labels: Labels, folds: int, random: np.random.Generator) -> npt.NDArray[np.int8]:
    """Folds [n] with their share of either label."""
    dealt = np.empty(len(labels), dtype=np.int8)
    for label in (0, 1):
        rows = random.permutation(np.flatnonzero(labels == label))
        dealt[rows] = np.arange(len(rows)) % folds
    return dealt
