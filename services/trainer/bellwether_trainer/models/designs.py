"""Which columns a predictor's fields become, for linear models and for trees, and their signs.

Trees get raw numbers, because scaling moves values across split points when a graph rounds to
float32; linear models get scaled ones, the forms and the pairs that the declaration asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field, NumberField
from bellwether_contract.declaration.policy import Direction
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.models.basis_expansions import KNOT_QUANTILES, BasisExpansions, Unknown
from bellwether_trainer.models.interactions import Alone, Basis, Together

SIGN: dict[Direction, int] = {"up": 1, "down": -1}


@dataclass(slots=True)
class Design:
    """How the Encoder's matrix becomes columns, and which way each may go.

    ``signs``: 1, the risk may not fall with the column; -1, it may not rise; 0, either. Those of
    a linear design are of its last columns, those of trees of all of them.
    """

    # Columns that nearly repeat each other: forms and pairs. float32 is too coarse for them.
    collinear: bool = False
    parts: list[tuple[str, Any, list[int]]] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)

    @property
    def transformer(self) -> ColumnTransformer:
        """Unfitted."""
        return ColumnTransformer(self.parts)


def linear(predictor: Predictor, flagged: Sequence[str] = ()) -> Design:
    """Numbers scaled or in their forms, one column a category, and the products of pairs.

    ``flagged`` fields have a column that says whether they are unknown.

    What goes one way comes last, in as many columns whatever the rows are.
    """
    free = [at for at, each in enumerate(predictor.fields) if each.name not in predictor.monotone]
    numbers, categories, codes = by_kind(predictor, free)
    formed = {column: asked for column in numbers if (asked := _forms(predictor, column))}
    design = Design(collinear=bool(predictor.monotone or predictor.interactions or formed))
    if plain := [column for column in numbers if column not in formed]:
        design.parts.append(("numbers", _scaled(), plain))
    design.parts.extend(
        (f"forms of {column}", BasisExpansions(**dict.fromkeys(asked, True)), [column])
        for column, asked in formed.items()
    )
    if categories:
        design.parts.append(("categories", one_hot(predictor, categories), categories))
    if codes:
        design.parts.append(("codes", impute("most_frequent"), codes))
    _flag(design, predictor, flagged)
    pairs = [
        (predictor.column(left), predictor.column(right)) for left, right in predictor.interactions
    ]
    bound = [column for column in range(len(predictor.fields)) if column not in free]
    for left, right in pairs:
        if left not in bound and right not in bound:
            design.parts.append(_pair(predictor, left, right))
    for column in bound:
        _one_way(design, predictor, column)
    for left, right in pairs:
        if left in bound or right in bound:
            name, transformer, columns = _pair(predictor, left, right)
            design.parts.append((name, transformer, columns))
            sign = _sign(predictor, left if left in bound else right)
            design.signs.extend([sign] * transformer.width)
    return design


def trees(predictor: Predictor, flagged: Sequence[str] = ()) -> Design:
    """Raw numbers and codes, one column a category that has no order.

    Trees cut the order of an ordered category wherever they like, and meet pairs by themselves.
    """
    numbers, categories, codes = by_kind(predictor, range(len(predictor.fields)))
    ordered = [column for column in categories if _is_ordered(predictor.fields[column])]
    categories = [column for column in categories if column not in ordered]
    codes = sorted(codes + ordered)
    design = Design()
    if numbers:
        design.parts.append(("numbers", impute("median"), numbers))
        design.signs.extend(_sign(predictor, column) for column in numbers)
    if categories:
        design.parts.append(("categories", one_hot(predictor, categories), categories))
        design.signs.extend([0] * sum(_choices(predictor.fields[each]) for each in categories))
    if codes:
        design.parts.append(("codes", impute("most_frequent"), codes))
        design.signs.extend(_sign(predictor, column) for column in codes)
    design.signs.extend([0] * _flag(design, predictor, flagged))
    return design


def _flag(design: Design, predictor: Predictor, flagged: Sequence[str]) -> int:
    """Adds a column for each of the ``flagged`` fields that there are; returns how many."""
    columns = [at for at, field in enumerate(predictor.fields) if field.name in flagged]
    if columns:
        design.parts.append(("unknown", Unknown(), columns))
    return len(columns)


def by_kind(predictor: Predictor, columns: Iterable[int]) -> tuple[list[int], list[int], list[int]]:
    """Which of the columns are numbers, categories, and codes of yes and no."""
    numbers, categories, codes = [], [], []
    for column in columns:
        field = predictor.fields[column]
        if isinstance(field, NumberField):
            numbers.append(column)
        elif isinstance(field, CategoryField):
            categories.append(column)
        else:
            codes.append(column)
    return numbers, categories, codes


def impute(strategy: str) -> SimpleImputer:
    """Fills unknown values."""
    # A column that is unknown in every row of a fold must not vanish: the graph has its place.
    return SimpleImputer(strategy=strategy, keep_empty_features=True)


def one_hot(predictor: Predictor, columns: list[int]) -> Pipeline:
    """One column for each category of these fields."""
    choices = [
        np.arange(_choices(predictor.fields[column]), dtype=np.float32) for column in columns
    ]
    encoder = OneHotEncoder(
        categories=choices, handle_unknown="ignore", sparse_output=False, dtype=np.float32
    )
    return Pipeline([("impute", impute("most_frequent")), ("one_hot", encoder)])


def _one_way(design: Design, predictor: Predictor, column: int) -> None:
    """Adds the columns of a field that only raises or only lowers the risk."""
    field, sign = predictor.fields[column], _sign(predictor, column)
    if isinstance(field, NumberField) and (asked := _forms(predictor, column)):
        ramps, missing = "spline" in asked, "missing" in asked
        forms = BasisExpansions(missing=missing, ramps=ramps)
        design.parts.append((f"forms of {column}", forms, [column]))
        lines = len(KNOT_QUANTILES) + 1 if ramps else 1
        design.signs.extend([sign] * lines + [0] * missing)
    else:
        alone = Alone(_basis(field, one_way=True))
        design.parts.append((f"one way of {column}", alone, [column]))
        design.signs.extend([sign] * alone.width)


def _pair(predictor: Predictor, left: int, right: int) -> tuple[str, Together, list[int]]:
    """Where one of the two goes one way, it does at every value of the other.

    Its coefficient there is a sum of the other's columns, which are none of them negative.
    """
    one_way = [predictor.fields[each].name in predictor.monotone for each in (left, right)]
    bases = [
        _basis(predictor.fields[each], one_way=mine, beside_one_way=other)
        for each, mine, other in zip((left, right), one_way, reversed(one_way), strict=True)
    ]
    return f"{left} with {right}", Together(*bases), [left, right]


def _basis(field: Field, *, one_way: bool, beside_one_way: bool = False) -> Basis:
    if isinstance(field, CategoryField):
        return Basis("steps" if one_way else "categories", count=len(field.choices))
    if isinstance(field, BooleanField):
        return Basis("ends") if beside_one_way else Basis("code")
    if beside_one_way:
        return Basis("ends", low=field.minimum, high=field.maximum)
    return Basis("number")


def _scaled() -> Pipeline:
    return Pipeline([("impute", impute("median")), ("scale", StandardScaler())])


def _sign(predictor: Predictor, column: int) -> int:
    direction = predictor.monotone.get(predictor.fields[column].name)
    return 0 if direction is None else SIGN[direction]


def _is_ordered(field: Field) -> bool:
    return isinstance(field, CategoryField) and field.ordered


def _choices(field: Field) -> int:
    return len(field.choices) if isinstance(field, CategoryField) else 1


def _forms(predictor: Predictor, column: int) -> tuple[str, ...]:
    field = predictor.fields[column]
    return field.forms if isinstance(field, NumberField) else ()
