"""Rows of the same people: they say less than as many rows of different people.

Sums over a person's rows are independent of each other, rows are not. Every error here is one of
such sums (Liang and Zeger, Biometrika 73, 1986), and is the usual one where each person has one
row. ``people`` [n] tells whose each row is; None: nobody has two.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from bellwether_trainer.records import Labels

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Whose = npt.NDArray[Any]


def codes(people: Whose | None) -> Codes | None:
    """0, 1, ... for each person, [n]; None where nobody has two rows."""
    if people is None:
        return None
    distinct, found = np.unique(people, return_inverse=True)
    return None if len(distinct) == len(people) else found


def sums(values: npt.NDArray[Any], people: Whose) -> Floats:
    """The sum over the rows of each person, [people] or [people, k], of ``values`` [n(, k)]."""
    found = _codes(people)
    if values.ndim == 1:
        return np.bincount(found, weights=values).astype(np.float64)
    return np.stack([np.bincount(found, weights=column) for column in values.T], axis=1)


def _codes(people: Whose) -> Codes:
    """0, 1, ... for each person, [n]; codes are kept as they are, for sorting takes longest."""
    whole = people.dtype == np.intp and people.size > 0 and people.min() == 0
    if whole and people.max() < people.size and np.bincount(people).all():
        return people
    found: Codes = np.unique(people, return_inverse=True)[1]
    return found


def count(people: Whose | None, n: int) -> int:
    """How many people ``n`` rows are of."""
    return n if people is None else len(np.unique(people))


def events(labels: Labels, people: Whose | None) -> int:
    """How many people have a positive row."""
    return int(labels.sum()) if people is None else len(np.unique(people[labels == 1]))


def correction(people: int) -> float:
    """G / (G - 1): what of the spread of G sums their own mean has taken."""
    return people / max(people - 1, 1)


def mean_error(values: Floats, people: Whose | None) -> float:
    """The standard error of the mean of ``values`` [n]."""
    if people is None:
        return float(values.std(ddof=1)) / math.sqrt(len(values))
    spread = sums(values - values.mean(), people)
    return math.sqrt(correction(len(spread)) * float(spread @ spread)) / len(values)


def effective(values: Floats, weights: Floats, people: Whose) -> tuple[float, float]:
    """A share, and of how many independent rows it is worth as much.

    sum(values) / sum(weights), both [n], values between 0 and the weights. Rows of one person
    count as fewer the more they are alike (Kish 1965, design effect); they never count as more
    than they are. Where all are the same it is the number of people.
    """
    whole = float(weights.sum())
    if whole <= 0:
        return 0.0, 0.0
    share = float(values.sum()) / whole
    counted = float((sums(weights, people) > 0).sum())
    if not 0 < share < 1:
        return share, min(counted, whole)
    spread = sums(values - share * weights, people)
    variance = correction(int(counted)) * float(spread @ spread) / whole**2
    if variance <= 0:
        return share, min(counted, whole)
    return share, min(share * (1 - share) / variance, whole)


def together(labels: Labels, people: Whose | None) -> float:
    """How many positive rows come at a time: sum of squares over sum, of each person's.

    Where there are none, as many as a person has rows.
    """
    if people is None:
        return 1.0
    of_person = sums(labels, people)
    found = float(of_person.sum())
    return float(of_person @ of_person) / found if found else len(labels) / len(of_person)
