"""The published diabetes protocol on our rows, and the same algorithm over many splits."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyarrow import csv
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    recall_score,
    roc_auc_score,
)
from sklearn.model_selection import RepeatedStratifiedKFold, train_test_split

Table = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# The published notebook's seed and share.
SEED = 40
TEST_SHARE = 0.3
# What it asks its model in the end: pregnancies, glucose, blood pressure, skin fold, insulin, BMI,
# family history, age.
EXAMPLE = (1.0, 103.0, 30.0, 38.0, 83.0, 43.3, 0.183, 33.0)

TARGET = "Outcome"
# Columns in which a zero can only mean that nobody measured.
ZERO_IS_MISSING = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")

SPLITS = 100
FOLDS = 5
REPEATS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a classification report, for one label."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Report:
    """A classification report on one test part, and the label that ``EXAMPLE`` gets."""

    lines: tuple[Line, Line]
    accuracy: float
    always_no: float
    example: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The accuracy and the recall that other seeds of the same split would have reported."""

    splits: int
    accuracy: tuple[float, float, float]
    recall: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Honest:
    """Means over the test folds of a repeated cross-validation, every row tested in each repeat."""

    accuracy: float
    f1: float
    recall: float
    auroc: float
    log_loss: float
    always_no: float


def read(path: Path) -> tuple[tuple[str, ...], Table, Codes]:
    """Names of the inputs, the raw inputs [rows, 8] and the labels [rows]."""
    table = csv.read_csv(path)
    names = tuple(name for name in table.column_names if name != TARGET)
    inputs = np.column_stack([table[name].to_numpy().astype(np.float64) for name in names])
    return names, inputs, table[TARGET].to_numpy().astype(np.int64)


def zeros(names: tuple[str, ...], inputs: Table) -> dict[str, int]:
    """How many values are missing, written as zero."""
    return {name: int((inputs[:, names.index(name)] == 0).sum()) for name in ZERO_IS_MISSING}


def published(inputs: Table, labels: Codes) -> Report:
    """The published split, model, report and example."""
    return _report(inputs, labels, SEED)


def spread(inputs: Table, labels: Codes) -> Spread:
    """2.5 %, 50 % and 97.5 % of what the seeds from 0 on give under the same protocol."""
    reports = [_report(inputs, labels, seed) for seed in range(SPLITS)]
    return Spread(
        splits=SPLITS,
        accuracy=_middle([report.accuracy for report in reports]),
        recall=_middle([report.lines[1].recall for report in reports]),
    )


def honest(inputs: Table, labels: Codes) -> Honest:
    """The published model in ten repeats of stratified five-fold cross-validation."""
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED)
    scores = []
    for training, test in folds.split(inputs, labels):
        model, _ = _fit(inputs[training], labels[training])
        truth, called = labels[test], model.predict(inputs[test])
        probabilities = model.predict_proba(inputs[test])[:, 1]
        scores.append(
            (
                accuracy_score(truth, called),
                f1_score(truth, called),
                recall_score(truth, called),
                roc_auc_score(truth, probabilities),
                log_loss(truth, probabilities),
            )
        )
    accuracy, f1, recall, auroc, loss = (float(mean) for mean in np.mean(scores, axis=0))
    return Honest(accuracy, f1, recall, auroc, loss, always_no=float((labels == 0).mean()))


def _report(inputs: Table, labels: Codes, seed: int) -> Report:
    training, test, training_labels, truth = train_test_split(
        inputs, labels, test_size=TEST_SHARE, random_state=seed
    )
    model, converged = _fit(training, training_labels)
    called = model.predict(test)
    columns = precision_recall_fscore_support(truth, called, labels=[0, 1])
    negative, positive = (
        Line(float(precision), float(recall), float(f1), int(support))
        for precision, recall, f1, support in zip(*columns, strict=True)
    )
    return Report(
        lines=(negative, positive),
        accuracy=float(accuracy_score(truth, called)),
        always_no=float((truth == 0).mean()),
        example=int(model.predict([list(EXAMPLE)])[0]),
        converged=converged,
    )


def _fit(inputs: Table, labels: Codes) -> tuple[LogisticRegression, bool]:
    """The default model, and whether its hundred iterations were enough on unscaled values."""
    model = LogisticRegression()
    with warnings.catch_warnings():
        # Part of the protocol: the notebook fits unscaled values and goes on.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(inputs, labels)
    return model, bool(model.n_iter_.max() < model.max_iter)


def _middle(values: list[float]) -> tuple[float, float, float]:
    low, middle, high = np.percentile(values, [2.5, 50, 97.5])
    return float(low), float(middle), float(high)
