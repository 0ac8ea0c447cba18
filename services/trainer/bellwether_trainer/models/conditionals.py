"""Fits what ``plausible.json`` holds: how likely each level of an optional field is.

Nobody's row goes into a version: a level of a number is the mean of a bin of at least LEVEL_ROWS
people, a category of fewer is none, and the coefficients are of all rows together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from bellwether_contract.bundle.plausible import Conditional, Document, Plausible, Shape
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import People
from bellwether_trainer.rows.people import of_people

# A number has about so many levels (a value that many hold is one more), and so many people share
# each level of any field.
LEVELS, LEVEL_ROWS = 10, 20

# So many rows are fitted, and so many tell how strongly the coefficients are held back.
FITTED_ROWS, SEARCHED_ROWS = 10_000, 3_000
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
FOLDS = 3
# A number's levels are pushed about by so many powers of their place.
POWERS = 2
STEPS = 100

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
        scores = _scores(field, len(levels))
        if field.name not in used:
            used[field.name] = _search(others[known], target, scores)
        solution = _solved(others[known], target, scores, used[field.name])
        found.append(_conditional(field.name, levels, scores, solution))
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


def _scores(field: Field, levels: int) -> Floats:
    """By how much each level counts in each direction that others may push, [levels, directions].

    Of categories each goes its own way. Of numbers the first powers of the level's place do: others
    push it up, to the middle or to the ends, and few rows tell that far better than a weight for
    each level of each column.
    """
    if not isinstance(field, NumberField):
        return np.eye(levels)
    places = np.linspace(-1.0, 1.0, levels)
    powers = np.vander(places, min(levels, POWERS + 1), increasing=True)
    orthogonal, _ = np.linalg.qr(powers)
    directions: Floats = orthogonal[:, 1:] * math.sqrt(levels)
    return directions


def _search(columns: Floats, target: Codes, scores: Floats) -> float:
    """The strength that says most of rows which were not fitted."""
    columns, target = columns[:SEARCHED_ROWS], target[:SEARCHED_ROWS]
    folds = np.arange(len(target)) % FOLDS
    losses = dict.fromkeys(STRENGTHS, 0.0)
    for fold in range(FOLDS):
        rest = folds != fold
        found = None
        for strength in STRENGTHS:
            found = _solved(columns[rest], target[rest], scores, strength, found)
            losses[strength] += _loss(found, columns[~rest], target[~rest], scores)[0]
    return min(STRENGTHS, key=lambda strength: losses[strength])


@dataclass(frozen=True, slots=True)
class _Solution:
    """Intercepts [levels], and how each column pushes in each direction [columns, directions]."""

    intercepts: Floats
    pushes: Floats


def _solved(
    columns: Floats, target: Codes, scores: Floats, strength: float, start: _Solution | None = None
) -> _Solution:
    """The penalised multinomial logistic regression of ``target`` [rows] on ``columns``.

    The log-odds of a level are its intercept plus columns @ pushes @ its scores; ``strength`` is
    the inverse of the ridge, as scikit-learn has it.
    """
    levels, directions = scores.shape
    width = columns.shape[1]
    if start is None:
        shares = (np.bincount(target, minlength=levels) + 0.5) / (len(target) + 0.5 * levels)
        start = _Solution(np.log(shares), np.zeros((width, directions)))

    def unpacked(flat: Floats) -> _Solution:
        return _Solution(flat[:levels], flat[levels:].reshape(width, directions))

    def objective(flat: Floats) -> tuple[float, Floats]:
        at = unpacked(flat)
        loss, off = _loss(at, columns, target, scores)
        slope = columns.T @ (off @ scores) + at.pushes / strength
        held = float((at.pushes**2).sum()) / (2 * strength)
        return loss + held, np.concatenate([off.sum(axis=0), slope.ravel()])

    packed = np.concatenate([start.intercepts, start.pushes.ravel()])
    found = optimize.minimize(
        objective, packed, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "ftol": 1e-7}
    )
    return unpacked(found.x)


def _loss(at: _Solution, columns: Floats, target: Codes, scores: Floats) -> tuple[float, Floats]:
    """The log loss of all rows, and its slope by the log-odds of each level, [rows, levels]."""
    odds = at.intercepts + columns @ at.pushes @ scores.T
    odds -= special.logsumexp(odds, axis=1, keepdims=True)
    rows = np.arange(len(target))
    loss = -float(odds[rows, target].sum())
    off: Floats = np.exp(odds)
    off[rows, target] -= 1.0
    return loss, off


def _conditional(
    name: str, levels: Sequence[float], scores: Floats, found: _Solution
) -> Conditional:
    weights = found.pushes @ scores.T
    return Conditional(
        field=name,
        levels=tuple(levels),
        intercepts=tuple(map(_rounded, found.intercepts.tolist())),
        weights=tuple(tuple(map(_rounded, each)) for each in weights.tolist()),
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
