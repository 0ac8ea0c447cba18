"""The six candidates: what each is, which hyper-parameters it has, and its pipeline.

Every hyper-parameter that matters is written out: the libraries' defaults change.
Trees get raw numbers, because scaling moves values across split points when a graph rounds to
float32; linear models get scaled ones, and the forms that the declaration asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    AdaBoostClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

from bellwether_contract.fields import CategoryField, Field, NumberField
from bellwether_contract.spec import Predictor
from bellwether_trainer.models.forms import NumberForms

SEED = 20200101

# Fewer training rows are few: trees need other bounds.
FEW_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to model: an estimator with its hyper-parameters and preprocessing.

    ``hyperparameters`` are the declared ones, ``grid`` what a search tries instead of some of
    them, the most promising first; ``few`` replaces some where rows are few. ``effort`` is the
    rough share of time that a fit takes, for the progress bar. ``parallel`` estimators use threads
    themselves; ``light`` ones fit few rows faster than a process starts.
    """

    name: str
    label: str
    estimator: type[Any]
    hyperparameters: Mapping[str, Any]
    grid: tuple[Mapping[str, Any], ...]
    preprocessing: Literal["linear", "trees"]
    effort: float
    fixed: Mapping[str, Any] = field(default_factory=dict)
    few: Mapping[str, Any] = field(default_factory=dict)
    parallel: bool = False
    light: bool = False


# The simplest first.
CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        "logistic_regression",
        "Logistic Regression",
        LogisticRegression,
        {"C": 1.0, "solver": "lbfgs", "tol": 1e-4, "max_iter": 1000},
        ({"C": 0.1}, {"C": 0.01}),
        preprocessing="linear",
        effort=2,
        light=True,
    ),
    Candidate(
        "decision_tree",
        "Decision Tree",
        DecisionTreeClassifier,
        {"criterion": "gini", "max_depth": 8, "min_samples_leaf": 20, "ccp_alpha": 0.0},
        (
            {"max_depth": 6, "min_samples_leaf": 50},
            {"max_depth": 10, "min_samples_leaf": 100},
        ),
        preprocessing="trees",
        effort=1,
        fixed={"random_state": SEED},
        light=True,
    ),
    Candidate(
        "adaboost",
        "AdaBoost",
        AdaBoostClassifier,
        {"n_estimators": 50, "learning_rate": 1.0},
        ({"n_estimators": 100, "learning_rate": 0.5},),
        preprocessing="trees",
        effort=12,
        fixed={"random_state": SEED},
    ),
    Candidate(
        "gradient_boosting",
        "Gradient Boosting",
        GradientBoostingClassifier,
        {
            "n_estimators": 150,
            "learning_rate": 0.08,
            "max_depth": 4,
            "min_samples_leaf": 20,
            "subsample": 0.5,
            # Drawn anew for each split: better than all fields, and several times faster.
            "max_features": 0.3,
        },
        ({"learning_rate": 0.04},),
        preprocessing="trees",
        effort=8,
        fixed={"random_state": SEED},
    ),
    Candidate(
        "xgboost",
        "XGBoost",
        XGBClassifier,
        {
            "n_estimators": 800,
            "learning_rate": 0.03,
            "max_depth": 4,
            "min_child_weight": 40.0,
            "subsample": 0.5,
            # Drawn anew for each split, not for each tree.
            "colsample_bynode": 0.3,
            "reg_lambda": 50.0,
            "gamma": 0.0,
            "max_bin": 256,
        },
        (
            {"max_depth": 3, "subsample": 0.8},
            {"n_estimators": 400},
        ),
        preprocessing="trees",
        effort=10,
        fixed={"tree_method": "hist", "objective": "binary:logistic", "random_state": SEED},
        # What holds trees back among many rows keeps them from growing at all among few.
        few={"n_estimators": 200, "max_depth": 2, "min_child_weight": 5.0, "reg_lambda": 5.0},
        parallel=True,
    ),
    Candidate(
        "random_forest",
        "Random Forest",
        RandomForestClassifier,
        {
            "n_estimators": 100,
            "criterion": "gini",
            "max_depth": None,
            "min_samples_leaf": 20,
            "max_features": "sqrt",
            "bootstrap": True,
            "max_samples": 0.5,
        },
        ({"min_samples_leaf": 50},),
        preprocessing="trees",
        effort=6,
        fixed={"random_state": SEED},
        parallel=True,
    ),
)


def declared(candidate: Candidate, rows: int) -> dict[str, Any]:
    """The hyper-parameters that a candidate starts from with so many training rows."""
    return {**candidate.hyperparameters, **(candidate.few if rows < FEW_ROWS else {})}


def named(name: str) -> Candidate:
    """The candidate of this name; raises KeyError."""
    return {candidate.name: candidate for candidate in CANDIDATES}[name]


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
