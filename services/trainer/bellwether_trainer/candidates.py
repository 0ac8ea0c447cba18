"""Step 3: the six candidates, compared out of fold; then the winner, fitted on all training rows.

Every hyper-parameter that matters is written out: the libraries' defaults change.
Trees get raw numbers, because scaling moves values across split points when a graph rounds to
float32; linear models get scaled ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    AdaBoostClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

from bellwether_contract.spec import CategoryField, NumberField, Predictor
from bellwether_trainer.records import Model, OutOfFold, Progress, Split

SEED = 20200101


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to model: an estimator with its hyper-parameters and preprocessing.

    ``effort`` is the rough share of time that a fit takes, for the progress bar.
    ``calibrated`` puts a logistic calibration behind the estimator, inside the pipeline.
    """

    name: str
    label: str
    estimator: type[Any]
    hyperparameters: dict[str, Any]
    preprocessing: Literal["linear", "trees"]
    effort: float
    calibrated: bool = False
    parallel: bool = False


CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        "logistic_regression",
        "Logistic Regression",
        LogisticRegression,
        {"C": 1.0, "solver": "lbfgs", "tol": 1e-4, "max_iter": 1000},
        preprocessing="linear",
        effort=1,
    ),
    Candidate(
        "decision_tree",
        "Decision Tree",
        DecisionTreeClassifier,
        {
            "criterion": "gini",
            "max_depth": 8,
            "min_samples_leaf": 20,
            "ccp_alpha": 0.0,
            "random_state": SEED,
        },
        preprocessing="trees",
        effort=1,
    ),
    Candidate(
        "random_forest",
        "Random Forest",
        RandomForestClassifier,
        {
            "n_estimators": 200,
            "criterion": "gini",
            "max_depth": None,
            "min_samples_leaf": 20,
            "max_features": "sqrt",
            "bootstrap": True,
            "random_state": SEED,
        },
        preprocessing="trees",
        effort=12,
        parallel=True,
    ),
    Candidate(
        "adaboost",
        "AdaBoost",
        AdaBoostClassifier,
        {"n_estimators": 50, "learning_rate": 1.0, "random_state": SEED},
        preprocessing="trees",
        effort=12,
        # Its scores are votes, not probabilities (log loss 0.433 raw, 0.230 calibrated on
        # heart); the other candidates are harmed by calibration.
        calibrated=True,
    ),
    Candidate(
        "gradient_boosting",
        "Gradient Boosting",
        GradientBoostingClassifier,
        {
            "n_estimators": 100,
            "learning_rate": 0.1,
            "max_depth": 3,
            "min_samples_leaf": 20,
            "subsample": 1.0,
            "random_state": SEED,
        },
        preprocessing="trees",
        effort=12,
    ),
    Candidate(
        "xgboost",
        "XGBoost",
        XGBClassifier,
        {
            "n_estimators": 300,
            "learning_rate": 0.05,
            "max_depth": 4,
            "min_child_weight": 20.0,
            "subsample": 0.7,
            "colsample_bytree": 0.3,
            "reg_lambda": 10.0,
            "gamma": 0.0,
            "max_bin": 256,
            "tree_method": "hist",
            "objective": "binary:logistic",
            "random_state": SEED,
        },
        preprocessing="trees",
        effort=3,
        parallel=True,
    ),
)


def compare(
    split: Split,
    predictor: Predictor,
    threads: int,
    progress: Progress,
    candidates: tuple[Candidate, ...] = CANDIDATES,
) -> tuple[OutOfFold, ...]:
    """Predict the comparison rows out of fold with every candidate, in the order given."""
    compared = split.folds >= 0
    matrix, labels = split.training[compared], split.training_labels[compared]
    folds = split.folds[compared]
    whole = sum(candidate.effort for candidate in candidates) * split.fold_count
    done = 0.0
    results = []
    for candidate in candidates:
        started = time.perf_counter()
        probabilities = np.empty(len(labels), dtype=np.float64)
        for fold in range(split.fold_count):
            progress(
                "candidates",
                done / whole,
                f"{candidate.label}, fold {fold + 1} of {split.fold_count}",
            )
            rest = folds != fold
            model = build(candidate, predictor, threads)
            model.fit(matrix[rest], labels[rest])
            probabilities[~rest] = model.predict_proba(matrix[~rest])[:, 1]
            done += candidate.effort
        results.append(
            OutOfFold(
                candidate=candidate.name,
                label=candidate.label,
                hyperparameters=candidate.hyperparameters,
                labels=labels,
                probabilities=probabilities,
                seconds=time.perf_counter() - started,
            )
        )
    return tuple(results)


def fit(name: str, split: Split, predictor: Predictor, threads: int) -> Model:
    """Fit the candidate called ``name`` on all training rows."""
    candidate = next(candidate for candidate in CANDIDATES if candidate.name == name)
    model = build(candidate, predictor, threads)
    model.fit(split.training, split.training_labels)
    return model


def build(candidate: Candidate, predictor: Predictor, threads: int) -> Model:
    """The unfitted pipeline of a candidate, from the Encoder's float32 matrix to probabilities."""
    parameters = dict(candidate.hyperparameters)
    if candidate.parallel:
        parameters["n_jobs"] = threads
    estimator = candidate.estimator(**parameters)
    if candidate.calibrated:
        # Inside the pipeline, and one estimator: around it, or with an ensemble of three, the
        # ONNX conversion gives other probabilities than scikit-learn.
        estimator = CalibratedClassifierCV(estimator, method="sigmoid", cv=3, ensemble=False)
    model: Model = Pipeline(
        [
            ("preprocessing", _preprocessing(candidate.preprocessing, predictor)),
            ("estimator", estimator),
        ]
    )
    return model


def _preprocessing(kind: Literal["linear", "trees"], predictor: Predictor) -> ColumnTransformer:
    """Impute every column; scale numbers for linear models; one column a category where needed."""
    numbers, categories, codes = [], [], []
    for column, field in enumerate(predictor.fields):
        if isinstance(field, NumberField):
            numbers.append(column)
        elif isinstance(field, CategoryField) and not (field.ordered and kind == "trees"):
            categories.append(column)
        else:
            codes.append(column)
    choices = [
        np.arange(len(field.choices), dtype=np.float32)
        for column in categories
        if isinstance(field := predictor.fields[column], CategoryField)
    ]
    parts: list[tuple[str, Callable[[], Any], list[int]]] = [
        ("numbers", lambda: _numbers(kind), numbers),
        ("categories", lambda: _categories(choices), categories),
        ("codes", lambda: _impute("most_frequent"), codes),
    ]
    return ColumnTransformer([(name, make(), columns) for name, make, columns in parts if columns])


def _impute(strategy: str) -> SimpleImputer:
    # A column that is unknown in every row of a fold must not vanish: the graph has its place.
    return SimpleImputer(strategy=strategy, keep_empty_features=True)


def _numbers(kind: Literal["linear", "trees"]) -> Any:
    if kind == "trees":
        return _impute("median")
    return Pipeline([("impute", _impute("median")), ("scale", StandardScaler())])


def _categories(choices: list[Any]) -> Pipeline:
    encoder = OneHotEncoder(
        categories=choices, handle_unknown="ignore", sparse_output=False, dtype=np.float32
    )
    return Pipeline([("impute", _impute("most_frequent")), ("one_hot", encoder)])
