"""The six candidates: what each is, and which hyper-parameters it has.

Every hyper-parameter that matters is written out: the libraries' defaults change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sklearn.ensemble import (
    AdaBoostClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

from bellwether_trainer.models.penalised import PenalisedLogistic

SEED = 20200101

# Fewer training rows are few: trees need other bounds.
FEW_ROWS = 5_000

# Beyond so many training rows candidates that are not for ``many`` take no part.
MOST_ROWS = 1_000_000

# How strongly a logistic regression is held back, from strongly to hardly: of half decades the
# best is hardly worse than of finer steps. Then the same, half of it lasso; what holds back hardly
# leaves out no column.
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
ELASTIC_STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


Signs = tuple[int, ...]

# Parameters of an estimator from the signs of its columns (none: no field goes one way), and
# whether fields are declared to act together.
Declared = Callable[[Signs, bool], dict[str, Any]]


def _signs_of_coefficients(signs: Signs, _: bool) -> dict[str, Any]:
    return {"signs": signs}


def _signs_of_splits(signs: Signs, _: bool) -> dict[str, Any]:
    return {"monotonic_cst": list(signs)} if signs else {}


def _signs_of_boosted_splits(signs: Signs, _: bool) -> dict[str, Any]:
    return {"monotone_constraints": signs} if signs else {}


def _signs_of_weak_trees(signs: Signs, together: bool) -> dict[str, Any]:
    # Trees of one split never see two fields act together.
    tree = DecisionTreeClassifier(
        max_depth=2 if together else 1, **_signs_of_splits(signs, together)
    )
    return {"estimator": tree}


def _no_signs(signs: Signs, _: bool) -> dict[str, Any]:
    assert not signs, "a candidate that can promise no direction takes no part"
    return {}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to model: an estimator with its hyper-parameters and preprocessing.

    ``hyperparameters`` are the declared ones, ``grid`` what a search tries instead of some of
    them, the most promising first; ``few`` replaces some where rows are few. ``effort`` is the
    rough share of time that a fit takes, for the progress bar. ``parallel`` estimators use threads
    themselves; ``light`` ones fit few rows faster than a process starts. ``declared`` are the
    parameters by which it keeps to what a declaration says of directions and of pairs; one that
    is not ``one_way`` can promise no direction. One that is not for ``many`` rows takes hours of
    them, or its model grows with them beyond what can be served.
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
    one_way: bool = True
    many: bool = True
    declared: Declared = _signs_of_splits


# The simplest first.
CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        "logistic_regression",
        "Logistic Regression",
        PenalisedLogistic,
        {
            "C": 1.0,
            "l1_ratio": 0.0,
            "standardise": False,
            # The Newton steps come to the same coefficients as L-BFGS in a quarter of the time.
            "solver": "newton-cholesky",
            "tol": 1e-4,
            "max_iter": 100,
        },
        (
            *({"C": each, "l1_ratio": 0.0} for each in STRENGTHS),
            *({"C": each, "l1_ratio": 0.5} for each in ELASTIC_STRENGTHS),
        ),
        preprocessing="linear",
        effort=2,
        # A rare category has as good a claim as a number where the penalty matters.
        few={"standardise": True},
        declared=_signs_of_coefficients,
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
        many=False,
        declared=_signs_of_weak_trees,
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
        one_way=False,
        many=False,
        declared=_no_signs,
    ),
    Candidate(
        "xgboost",
        "XGBoost",
        XGBClassifier,
        {
            # As good as 800 trees of depth 4 at 0.03, and 3.5 times as fast to answer.
            "n_estimators": 200,
            "learning_rate": 0.1,
            "max_depth": 5,
            "min_child_weight": 10.0,
            "subsample": 0.8,
            # Drawn anew for each split, not for each tree.
            "colsample_bynode": 0.3,
            "reg_lambda": 150.0,
            "gamma": 0.0,
            "max_bin": 256,
        },
        (
            {"max_depth": 3},
            {"n_estimators": 100},
        ),
        preprocessing="trees",
        effort=10,
        fixed={"tree_method": "hist", "objective": "binary:logistic", "random_state": SEED},
        # What holds trees back among many rows keeps them from growing at all among few.
        few={
            "learning_rate": 0.03,
            "max_depth": 2,
            "min_child_weight": 5.0,
            "subsample": 0.5,
            "reg_lambda": 5.0,
        },
        parallel=True,
        declared=_signs_of_boosted_splits,
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
        many=False,
    ),
)


def taking_part(
    candidates: Sequence[Candidate], one_way: bool, rows: int = 0
) -> tuple[Candidate, ...]:
    """Those that can keep to a declaration in which a field goes ``one_way``, with so many rows."""
    many = rows > MOST_ROWS
    return tuple(
        each for each in candidates if (each.one_way or not one_way) and (each.many or not many)
    )


def declared(candidate: Candidate, rows: int) -> dict[str, Any]:
    """The hyper-parameters that a candidate starts from with so many training rows."""
    return {**candidate.hyperparameters, **(candidate.few if rows < FEW_ROWS else {})}


def named(name: str) -> Candidate:
    """The candidate of this name; raises KeyError."""
    return {candidate.name: candidate for candidate in CANDIDATES}[name]
