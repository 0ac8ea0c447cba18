"""The women of the diabetes rows, examined again: the same ones, and others like them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import stats

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.rows import data

FOLDER = Path(__file__).parents[2] / "predictors/diabetes"
PREDICTOR = spec.read(FOLDER)
WOMEN = data.initial(FOLDER, PREDICTOR).matrix
NAMES = [field.name for field in PREDICTOR.fields]

# Digits behind the point, as the study has written them down.
_DIGITS = [{"BMI": 1, "DiabetesPedigreeFunction": 3}.get(name, 0) for name in NAMES]


def changed(rows: Matrix, share: float, seed: int, years: int = 0) -> Matrix:
    """``rows`` after ``years``, every value changed by ``share`` of its standard deviation."""
    random = np.random.default_rng(seed)
    moved = rows + share * np.nanstd(WOMEN, axis=0) * random.standard_normal(rows.shape)
    moved[:, NAMES.index("Age")] += years
    return _written(moved)


def two_years_later(seed: int) -> Matrix:
    """All women two years later: other laboratory values, and nothing else has changed."""
    random = np.random.default_rng(seed)
    moved = WOMEN.copy()
    for name, share in {"Glucose": 0.18, "BloodPressure": 0.26, "BMI": 0.09}.items():
        column = NAMES.index(name)
        step = share * np.nanstd(WOMEN[:, column])
        moved[:, column] += (step * random.standard_normal(len(moved))).astype(np.float32)
    moved[:, NAMES.index("Age")] += 2
    return _written(moved)


def halves(seed: int, first: int = len(WOMEN) // 2) -> tuple[Matrix, Matrix]:
    """The women dealt into ``first`` and the others, who are new people of the same kind."""
    order = np.random.default_rng(seed).permutation(len(WOMEN))
    return WOMEN[order[:first]], WOMEN[order[first:]]


def made_like_them(seed: int, count: int = len(WOMEN)) -> Matrix:
    """Women who never lived: the values of each field and their rank correlations, no more.

    A Gaussian copula; unknown is a value below all others.
    """
    random = np.random.default_rng(seed)
    filled = np.where(np.isnan(WOMEN), -1.0, WOMEN)
    ranks = stats.rankdata(filled + random.uniform(0, 1e-6, filled.shape), axis=0)
    scores = stats.norm.ppf((ranks - 0.5) / len(filled))
    drawn = random.multivariate_normal(np.zeros(len(NAMES)), np.corrcoef(scores.T), count)
    places = (stats.norm.cdf(drawn) * len(filled)).astype(int).clip(0, len(filled) - 1)
    made = np.take_along_axis(np.sort(filled, axis=0), places, axis=0)
    return np.where(made < 0, np.nan, made).astype(np.float32)


def _written(values: Matrix) -> Matrix:
    rounded = [np.round(column, digits) for column, digits in zip(values.T, _DIGITS, strict=True)]
    return np.column_stack(rounded).astype(np.float32)
