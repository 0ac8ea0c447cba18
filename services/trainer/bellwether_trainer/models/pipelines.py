"""From the Encoder's matrix to an estimator: columns of a design, and what is fitted on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from bellwether_contract.declaration.fields import Field
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.models import designs
from bellwether_trainer.models.candidates import Candidate
from bellwether_trainer.models.designs import by_kind, impute, one_hot

# The hyper-parameter of every candidate that names, with spaces between, the fields which have a
# column that says whether they are unknown.
FLAGS = "unknown_flags"


def build(
    candidate: Candidate,
    predictor: Predictor,
    threads: int,
    hyperparameters: Mapping[str, Any] | None = None,
) -> Pipeline:
    """The unfitted pipeline of a candidate, from the Encoder's float32 matrix to probabilities.

    What goes one way in the declaration does in the estimator: ``candidate`` must be one that can.
    """
    given = hyperparameters or {}
    flagged = tuple(str(given.get(FLAGS) or "").split())
    parameters = {**candidate.hyperparameters, **estimators(given), **candidate.fixed}
    if candidate.parallel:
        parameters["n_jobs"] = threads
    linear = candidate.preprocessing == "linear"
    design = designs.linear(predictor, flagged) if linear else designs.trees(predictor, flagged)
    if predictor.monotone or predictor.interactions or design.collinear:
        signs = tuple(design.signs) if predictor.monotone else ()
        parameters |= candidate.declared(signs, bool(predictor.interactions))
    steps: list[tuple[str, Any]] = [("preprocessing", design.transformer)]
    if predictor.preparation.select != "all":
        steps.append(("select", SelectKBest(f_classif, k=predictor.preparation.select)))
    return Pipeline([*steps, ("estimator", candidate.estimator(**parameters))])


def estimators(hyperparameters: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the hyper-parameters that are the estimator's own."""
    return {name: value for name, value in hyperparameters.items() if name != FLAGS}


def plain_logistic(predictor: Predictor, fields: tuple[str, ...] | None = None) -> Pipeline:
    """The baseline that everybody can build: one column a category, numbers as they are.

    An unknown number stands as the value that marks it in the rows, often zero; ``fields``
    alone are used where they are given.
    """
    numbers, categories, codes = by_kind(
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
        marked = SimpleImputer(strategy="constant", fill_value=mark, keep_empty_features=True)
        scaled = Pipeline([("impute", marked), ("scale", StandardScaler())])
        parts.append((f"numbers, {mark:g}", scaled, columns))
    if categories:
        parts.append(("categories", one_hot(predictor, categories), categories))
    if codes:
        parts.append(("codes", impute("most_frequent"), codes))
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
