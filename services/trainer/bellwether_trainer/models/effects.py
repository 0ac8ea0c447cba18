"""What the exported model makes of each value of a field, the others being as they are.

Partial dependence (Friedman, Annals of Statistics 29, 2001) over the made background rows: no
person's row has a part in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding import numerals
from bellwether_trainer.records import Exported
from bellwether_trainer.rows import bins
from bellwether_trainer.rows.describe import DataReport, Summary

# Values of a number that are looked at, at even distances between its ends.
VALUES = 25


@dataclass(frozen=True, slots=True)
class EffectPoint:
    """The mean probability where the field has this value; ``value`` None: a choice, or unknown."""

    label: str
    value: float | None
    risk: float


@dataclass(frozen=True, slots=True)
class FieldEffect:
    """The values of a field, a number's in rising order and its being unknown last."""

    name: str
    points: tuple[EffectPoint, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """Each field in declared order, over so many made ``rows``."""

    rows: int
    fields: tuple[FieldEffect, ...]


def effects(exported: Exported, described: DataReport, predictor: Predictor) -> Effects:
    """Every value of the choices, and of numbers those between the ends that five people share."""
    background = exported.background
    scorer = Scorer(exported.model, background.shape[1])
    found = []
    for column, (field, report) in enumerate(zip(predictor.fields, described.fields, strict=True)):
        values = list(_values(field, report.summary))
        rows = np.tile(background, (len(values), 1))
        rows[:, column] = np.repeat([code for _, _, code in values], len(background))
        risks = scorer.probabilities(rows).reshape(len(values), -1).mean(axis=1)
        points = tuple(
            EffectPoint(label, value, round(float(risk), 6))
            for (label, value, _), risk in zip(values, risks, strict=True)
        )
        found.append(FieldEffect(field.name, points))
    return Effects(len(background), tuple(found))


def _values(field: Field, summary: Summary | None) -> Iterator[tuple[str, float | None, float]]:
    """Label, value and code of what is looked at."""
    if isinstance(field, NumberField):
        low, high = (summary.low, summary.high) if summary else (None, None)
        if low is not None and high is not None:
            even = np.linspace(low, high, VALUES)
            if field.type == "integer":
                even = np.round(even)
            for value in np.unique(bins.as_typed(even.astype(np.float32))).tolist():
                yield numerals.for_people(value), value, value
    elif isinstance(field, CategoryField):
        for code, choice in enumerate(field.choices):
            yield choice.label, None, float(code)
    else:
        yield "No", None, 0.0
        yield "Yes", None, 1.0
    if field.missing is not None:
        yield field.missing.label, None, float("nan")
