"""The published heart protocol on our rows, and the same algorithms with the split before SMOTE."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from imblearn.over_sampling import SMOTE
from pyarrow import parquet
from sklearn.ensemble import (
    AdaBoostClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.metrics import accuracy_score, f1_score, recall_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

Table = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# The published notebook's seed, of SMOTE and of the split.
SEED = 23
TEST_SHARE = 0.25

TARGET = "HeartDisease"
AGE = "AgeCategory"
BMI = "BMI"
# Each age band as a number of years, as published.
YEARS = (
    {"18-24": 21.0, "25-29": 27.0}
    | {f"{low}-{low + 4}": low + 2.0 for low in range(30, 80, 5)}
    | {"80 or older": 80.0}
)
# Columns of real numbers; all others hold whole-number codes (and whole years of age).
MEASURED = ("BMI", "PhysicalHealth", "MentalHealth", "SleepTime")

# Default estimators, `n_jobs` unset. The notebook leaves their seeds open; one seed lets a second
# run write the same figures.
ESTIMATORS: dict[str, Callable[[], Any]] = {
    "Decision Tree": lambda: DecisionTreeClassifier(random_state=SEED),
    "Random Forest": lambda: RandomForestClassifier(random_state=SEED),
    "AdaBoost": lambda: AdaBoostClassifier(random_state=SEED),
    "Gradient Boosting": lambda: GradientBoostingClassifier(random_state=SEED),
    "XGBoost": lambda: XGBClassifier(random_state=SEED),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows as the notebook prepares them: ``inputs`` [rows, 17] and ``labels`` [rows].

    ``rows`` is how many there were, ``distinct`` how many of them differ.
    """

    names: tuple[str, ...]
    inputs: Table
    labels: Codes
    rows: int
    distinct: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Training and test rows; ``synthetic`` says which test rows SMOTE has made, [test rows]."""

    training: Table
    training_labels: Codes
    test: Table
    test_labels: Codes
    synthetic: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """How good an algorithm is on a test part; shares from 0 to 1, seconds of its fit alone.

    ``recall_real`` and ``recall_synthetic`` are the recall on people and on rows made by SMOTE;
    None where the test part has none of them.
    """

    accuracy: float
    f1: float
    recall: float
    auroc: float
    recall_real: float | None
    recall_synthetic: float | None
    seconds: float


def prepare(path: Path) -> Prepared:
    """Duplicates dropped, ages as numbers, outlying BMI dropped, words label-encoded."""
    table = parquet.read_table(path)
    names = tuple(name for name in table.column_names if name != TARGET)
    columns = [_numbers(name, table[name]) for name in (*names, TARGET)]
    rows = np.ascontiguousarray(np.column_stack(columns))
    # As bytes: many times faster than row by row, and no value has two forms here.
    whole = rows.view(np.dtype((np.void, rows.strides[0]))).ravel()
    _, first = np.unique(whole, return_index=True)
    distinct = rows[np.sort(first)]
    bmi = distinct[:, names.index(BMI)]
    low, high = np.percentile(bmi, [25, 75])
    reach = 1.5 * (high - low)
    kept = distinct[(bmi >= low - reach) & (bmi <= high + reach)]
    return Prepared(
        names=names,
        inputs=kept[:, :-1],
        labels=kept[:, -1].astype(np.int64),
        rows=len(rows),
        distinct=len(distinct),
    )


def _numbers(name: str, column: Any) -> Table:
    """An Arrow column as numbers; words, which are dictionary-encoded, by their alphabet."""
    if name in MEASURED:
        measured: Table = column.to_numpy().astype(np.float64)
        return measured
    cells = column.cast(column.type.value_type).to_numpy()
    if name == AGE:
        return np.array([YEARS[cell] for cell in cells])
    codes: Table = LabelEncoder().fit_transform(cells).astype(np.float64)
    return codes


def smote(prepared: Prepared, inputs: Table, labels: Codes) -> tuple[Table, Codes]:
    """As many rows of either label; the real ones come first, the synthetic ones after them.

    The notebook hands over a table whose codes are whole numbers, and gets back one of the same
    types: what SMOTE puts between two codes is cut to the lower one.
    """
    more, more_labels = SMOTE(random_state=SEED).fit_resample(inputs, labels)
    codes = [column for column, name in enumerate(prepared.names) if name not in MEASURED]
    more[:, codes] = np.trunc(more[:, codes])
    return more, more_labels


def published(prepared: Prepared) -> Sides:
    """The published order: SMOTE over all rows, then the split."""
    inputs, labels = smote(prepared, prepared.inputs, prepared.labels)
    made = np.arange(len(labels)) >= len(prepared.labels)
    training, test, training_labels, test_labels, _, synthetic = train_test_split(
        inputs, labels, made, test_size=TEST_SHARE, random_state=SEED
    )
    return Sides(training, training_labels, test, test_labels, synthetic)


def honest(prepared: Prepared) -> Sides:
    """The split first, SMOTE over the training part alone: every test row is a person."""
    training, test, training_labels, test_labels = train_test_split(
        prepared.inputs, prepared.labels, test_size=TEST_SHARE, random_state=SEED
    )
    training, training_labels = smote(prepared, training, training_labels)
    return Sides(
        training, training_labels, test, test_labels, np.zeros(len(test_labels), dtype=np.bool_)
    )


def measure(estimator: Any, sides: Sides) -> Figures:
    """Fit on the training rows, count on the test rows at the estimator's own 0.5."""
    started = time.perf_counter()
    estimator.fit(sides.training, sides.training_labels)
    seconds = time.perf_counter() - started
    probabilities = estimator.predict_proba(sides.test)[:, 1]
    called = estimator.predict(sides.test)
    truth, ill = sides.test_labels, sides.test_labels == 1

    def recall(rows: npt.NDArray[np.bool_]) -> float | None:
        return float(called[rows].mean()) if rows.any() else None

    return Figures(
        accuracy=float(accuracy_score(truth, called)),
        f1=float(f1_score(truth, called)),
        recall=float(recall_score(truth, called)),
        auroc=float(roc_auc_score(truth, probabilities)),
        recall_real=recall(ill & ~sides.synthetic),
        recall_synthetic=recall(ill & sides.synthetic),
        seconds=seconds,
    )


def always_no(sides: Sides) -> Figures:
    """What calling nobody ill comes to on the same test rows."""
    accuracy = float((sides.test_labels == 0).mean())
    return Figures(accuracy, 0.0, 0.0, 0.5, 0.0, None, 0.0)
