"""Fits what ``plausible.json`` holds: how likely each level of an optional field is.

Nobody's row goes into a version: a level of a number is the mean of a bin of at least LEVEL_ROWS
people, a category of fewer is none, and the coefficients are of all rows together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bellwether_contract.encode import Matrix
from bellwether_contract.fields import CategoryField, Field, NumberField
from bellwether_contract.plausible import Conditional, Document, Plausible, Shape
from bellwether_contract.spec import Predictor
from bellwether_trainer.records import People
from bellwether_trainer.rows.people import of_people

# A number has so many levels at most, and so many people share each level of any field.
LEVELS, LEVEL_ROWS = 10, 20

# So many rows are fitted, and so many tell how strongly the coefficients are held back.
FITTED_ROWS, SEARCHED_ROWS = 10_000, 3_000
STRENGTHS = (0.003, 0.03, 0.3, 3.0)
FOLDS = 3

DIGITS = 6
SEED = 19841102

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Strengths = dict[str, float]


def names(predictor: Predictor) -> tuple[str, ...]:
    """The fields that the declaration wants to be optional."""
    return tuple(field.name for field in predictor.fields if field.optional)


def fit(
    matrix: Matrix,
    predictor: Predictor,
    people: People | None,
    strengths: Strengths | None = None,
) -> tuple[Plausible | None, Strengths]:
    """Fit the optional fields on training rows, float32 [rows, fields], one row of each person.

    ``strengths`` by field are searched where they are not given. A field with a single level is
    left out; None where no field is left.
    """
    rows = of_people(matrix, people)
    drawn = np.random.default_rng(SEED).permutation(len(rows))[:FITTED_ROWS]
    some = rows[drawn]
    shapes = tuple(_shape(field, rows[:, at]) for at, field in enumerate(predictor.fields))
    columns = [shape.columns(some[:, at]) for at, shape in enumerate(shapes)]
    found, used = [], dict(strengths or {})
    for at, field in enumerate(predictor.fields):
        if not field.optional:
            continue
        levels, codes = _levels(field, rows[:, at])
        if len(levels) < 2:
            continue
        others = np.hstack([part * (place != at) for place, part in enumerate(columns)])
        known = codes[drawn] >= 0
        target = codes[drawn][known]
        if field.name not in used:
            used[field.name] = _search(others[known], target)
        found.append(_conditional(field.name, levels, others[known], target, used[field.name]))
    if not found:
        return None, used
    return Plausible(Document(shapes=shapes, fields=tuple(found))), used


def _shape(field: Field, column: npt.NDArray[np.float32]) -> Shape:
    absent = np.isnan(column)
    known = column[~absent].astype(np.float64)
    unknown = int(absent.sum()) >= LEVEL_ROWS
    if not isinstance(field, NumberField):
        common = [code for code in range(_choices(field)) if (known == code).sum() >= LEVEL_ROWS]
        return Shape(field=field.name, codes=tuple(common), unknown=unknown)
    if not len(known):
        return Shape(field=field.name, unknown=unknown)
    spread = float(known.std())
    return Shape(
        field=field.name,
        middle=_rounded(float(known.mean())),
        spread=_rounded(spread) or 1.0,
        unknown=unknown,
    )


def _levels(field: Field, column: npt.NDArray[np.float32]) -> tuple[list[float], Codes]:
    """The levels of a field, and which one each row [rows] has; -1: none."""
    codes = np.full(len(column), -1)
    levels: list[float] = []
    if not isinstance(field, NumberField):
        for code in range(_choices(field)):
            if (column == code).sum() >= LEVEL_ROWS:
                codes[column == code] = len(levels)
                levels.append(float(code))
        return levels, codes
    for low, high in bins(column[~np.isnan(column)]):
        inside = (column >= low) & (column <= high)
        codes[inside] = len(levels)
        levels.append(_rounded(float(column[inside].mean(dtype=np.float64))))
    return levels, codes


def bins(known: npt.NDArray[np.float32]) -> list[tuple[float, float]]:
    """First and last value of each of up to LEVELS bins of LEVEL_ROWS values or more.

    A value that many hold has a bin of its own; equal values are never parted.
    """
    distinct, counts = np.unique(known, return_counts=True)
    if len(known) < LEVEL_ROWS:
        return []
    share = max(LEVEL_ROWS, -(-len(known) // LEVELS))
    starts, held = [0], 0
    for place, count in enumerate(counts.tolist()):
        if held >= LEVEL_ROWS and (held >= share or count >= share):
            starts.append(place)
            held = 0
        held += count
    if held < LEVEL_ROWS:
        starts.pop()
    stops = [*starts[1:], len(distinct)]
    return [
        (float(distinct[start]), float(distinct[stop - 1]))
        for start, stop in zip(starts, stops, strict=True)
    ]


def _search(columns: Floats, target: Codes) -> float:
    """The strength that says most of rows which were not fitted."""
    columns, target = columns[:SEARCHED_ROWS], target[:SEARCHED_ROWS]
    folds = np.arange(len(target)) % FOLDS
    losses = dict.fromkeys(STRENGTHS, 0.0)
    for fold in range(FOLDS):
        rest = folds != fold
        fitted = np.unique(target[rest])
        # A level of few rows may be in one fold alone: nothing is said of it there.
        told = ~rest & np.isin(target, fitted)
        places = np.searchsorted(fitted, target[told])
        for strength in STRENGTHS:
            model = _logistic(columns[rest], target[rest], strength)
            said = model.predict_log_proba(columns[told])
            both = said if said.ndim == 2 else np.column_stack([said, said])
            losses[strength] -= float(both[np.arange(len(places)), places].sum())
    return min(STRENGTHS, key=lambda strength: losses[strength])


def _logistic(columns: Floats, target: Codes, strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, tol=1e-3, max_iter=300).fit(columns, target)


def _conditional(
    name: str, levels: Sequence[float], columns: Floats, target: Codes, strength: float
) -> Conditional:
    model = _logistic(columns, target, strength)
    weights, intercepts = model.coef_, model.intercept_
    if len(weights) == 1:
        # Of two levels scikit-learn tells the odds of the second alone.
        weights = np.vstack([np.zeros_like(weights), weights])
        intercepts = np.concatenate([[0.0], intercepts])
    return Conditional(
        field=name,
        levels=tuple(levels),
        intercepts=tuple(map(_rounded, intercepts.tolist())),
        weights=tuple(tuple(map(_rounded, each)) for each in weights.T.tolist()),
    )


def _rounded(value: float) -> float:
    return round(value, DIGITS)


def _choices(field: Field) -> int:
    return len(field.choices) if isinstance(field, CategoryField) else 2


def limited(plausible: Plausible, fields: Sequence[str]) -> Plausible | None:
    """The sampler of some of its fields; None of none."""
    kept = tuple(each for each in plausible.document.fields if each.field in fields)
    if not kept:
        return None
    return Plausible(plausible.document.model_copy(update={"fields": kept}))
