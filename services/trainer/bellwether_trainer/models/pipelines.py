"""From the Encoder's matrix to an estimator: how columns are prepared for each kind of model.

Trees get raw numbers, because scaling moves values across split points when a graph rounds to
float32; linear models get scaled ones, and the forms that the declaration asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from bellwether_contract.fields import CategoryField, Field, NumberField
from bellwether_contract.spec import Predictor
from bellwether_trainer.models.candidates import Candidate
from bellwether_trainer.models.forms import NumberForms


def build(
    candidate: Candidate,
    predictor: Predictor,
    threads: int,
    hyperparameters: Mapping[str, Any] | None = None,
) -> Pipeline:
    """The unfitted pipeline of a candidate, from the Encoder's float32 matrix to probabilities."""
    parameters = {**candidate.hyperparameters, **(hyperparameters or {}), **candidate.fixed}
    if candidate.parallel:
        parameters["n_jobs"] = threads
    steps: list[tuple[str, Any]] = [
        ("preprocessing", _preprocessing(candidate.preprocessing, predictor))
    ]
    if predictor.preparation.select != "all":
        steps.append(("select", SelectKBest(f_classif, k=predictor.preparation.select)))
    return Pipeline([*steps, ("estimator", candidate.estimator(**parameters))])


def plain_logistic(predictor: Predictor, fields: tuple[str, ...] | None = None) -> Pipeline:
    """The baseline that everybody can build: one column a category, numbers as they are.

    An unknown number stands as the value that marks it in the rows, often zero; ``fields``
    alone are used where they are given.
    """
    numbers, categories, codes = _by_kind(
        predictor,
        [
            column
            for column, field in enumerate(predictor.fields)
            if fields is None or field.name in fields
        ],
    )
    marks = {column: _mark(predictor.fields[column]) for column in numbers}
    parts: list[tuple[str, Any, list[int]]] = []
    for mark in sorted(set(marks.values())):
        columns = [column for column in numbers if marks[column] == mark]
        impute = SimpleImputer(strategy="constant", fill_value=mark, keep_empty_features=True)
        scaled = Pipeline([("impute", impute), ("scale", StandardScaler())])
        parts.append((f"numbers, {mark:g}", scaled, columns))
    if categories:
        parts.append(("categories", _categories(predictor, categories), categories))
    if codes:
        parts.append(("codes", _impute("most_frequent"), codes))
    return Pipeline(
        [
            ("preprocessing", ColumnTransformer(parts)),
            ("estimator", LogisticRegression(C=1.0, solver="lbfgs", tol=1e-4, max_iter=1000)),
        ]
    )


def _mark(field: Field) -> float:
    """The number that marks an unknown value in the rows; 0 where there is none."""
    marks = [v for v in (field.missing.values if field.missing else ()) if type(v) is not str]
    return float(marks[0]) if marks else 0.0


def _by_kind(
    predictor: Predictor, columns: Iterable[int]
) -> tuple[list[int], list[int], list[int]]:
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


def _preprocessing(kind: Literal["linear", "trees"], predictor: Predictor) -> ColumnTransformer:
    """Impute every column; scale numbers for linear models; one column a category where needed."""
    numbers, categories, codes = _by_kind(predictor, range(len(predictor.fields)))
    parts: list[tuple[str, Any, list[int]]] = []
    if kind == "trees":
        # Trees cut the order of an ordered category wherever they like.
        ordered = [column for column in categories if _is_ordered(predictor.fields[column])]
        categories = [column for column in categories if column not in ordered]
        codes = sorted(codes + ordered)
        if numbers:
            parts.append(("numbers", _impute("median"), numbers))
    else:
        formed = {column: forms for column in numbers if (forms := _forms(predictor, column))}
        if plain := [column for column in numbers if column not in formed]:
            scaled = Pipeline([("impute", _impute("median")), ("scale", StandardScaler())])
            parts.append(("numbers", scaled, plain))
        parts.extend(
            (f"forms of {column}", NumberForms(**dict.fromkeys(forms, True)), [column])
            for column, forms in formed.items()
        )
    if categories:
        parts.append(("categories", _categories(predictor, categories), categories))
    if codes:
        parts.append(("codes", _impute("most_frequent"), codes))
    return ColumnTransformer(parts)


def _is_ordered(field: Field) -> bool:
    return isinstance(field, CategoryField) and field.ordered


def _forms(predictor: Predictor, column: int) -> tuple[str, ...]:
    field = predictor.fields[column]
    return field.forms if isinstance(field, NumberField) else ()


def _impute(strategy: str) -> SimpleImputer:
    # A column that is unknown in every row of a fold must not vanish: the graph has its place.
    return SimpleImputer(strategy=strategy, keep_empty_features=True)


def _categories(predictor: Predictor, columns: list[int]) -> Pipeline:
    fields = [predictor.fields[column] for column in columns]
    choices = [
        np.arange(len(field.choices), dtype=np.float32)
        for field in fields
        if isinstance(field, CategoryField)
    ]
    encoder = OneHotEncoder(
        categories=choices, handle_unknown="ignore", sparse_output=False, dtype=np.float32
    )
    return Pipeline([("impute", _impute("most_frequent")), ("one_hot", encoder)])
