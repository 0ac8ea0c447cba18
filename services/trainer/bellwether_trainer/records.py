"""What the steps of a training hand to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bellwether_contract.encode import Matrix
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import Stage

Labels = npt.NDArray[np.int8]
Probabilities = npt.NDArray[np.float64]

# Told the stage, how much of the whole is done (0 to 1) and what is going on.
Progress = Callable[[Stage, float, str | None], None]


class TrainingError(BellwetherError):
    """A training cannot succeed with these rows, this declaration or this volume."""


class JobCancelled(BellwetherError):
    """An operator has cancelled the job."""


class Model(Protocol):
    """A scikit-learn classifier, as far as the steps use one."""

    def fit(self, matrix: Matrix, labels: Labels) -> Any:
        """Learn from float32 [rows, fields] and 0/1 labels [rows]."""

    def predict_proba(self, matrix: Matrix) -> Probabilities:
        """Probabilities of both classes, [rows, 2]."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A data set, encoded: float32 [rows, fields] and labels [rows], with what the check found."""

    matrix: Matrix
    labels: Labels
    sha256: str
    duplicates: int
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class Split:
    """Training rows and held-out rows; ``folds`` is the fold [training rows] of each, -1: none."""

    training: Matrix
    training_labels: Labels
    holdout: Matrix
    holdout_labels: Labels
    folds: npt.NDArray[np.int8]
    fold_count: int


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What a candidate said of rows that it had not been fitted on."""

    candidate: str
    label: str
    hyperparameters: dict[str, Any]
    labels: Labels
    probabilities: Probabilities
    seconds: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts at a threshold."""

    tn: int
    fp: int
    fn: int
    tp: int


@dataclass(frozen=True, slots=True)
class Measures:
    """How good probabilities are on ``n`` rows with ``events`` positive ones.

    ``log_loss`` is in nats per row. ``threshold`` None: nobody is called positive.
    """

    n: int
    events: int
    threshold: float | None
    accuracy: float
    precision: float
    recall: float
    f1: float
    auroc: float
    auprc: float
    log_loss: float
    brier: float
    confusion: Confusion


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """Mean prediction and observed share among ``n`` rows of similar prediction."""

    predicted: float
    observed: float
    n: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate with its out-of-fold measures."""

    candidate: str
    label: str
    hyperparameters: dict[str, Any]
    seconds: float
    measures: Measures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the held-out rows say of the challenger, and of whom it is measured against.

    Where there is no ``champion`` to measure, ``no_champion`` says why.
    """

    challenger: Measures
    always_no: Measures
    champion: Measures | None
    no_champion: str | None
    calibration: tuple[CalibrationGroup, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the challenger becomes champion, with every reason in words and numbers."""

    accepted: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The model as an ONNX file, proven to say what scikit-learn says.

    ``largest_difference`` is the largest difference of a probability on ``parity_rows`` rows.
    """

    model: bytes
    background: Matrix
    golden: tuple[tuple[tuple[float | None, ...], float], ...]
    parity_rows: int
    largest_difference: float


@dataclass(frozen=True, slots=True)
class Published:
    """How a training ended."""

    version: str
    accepted: bool
    reasons: tuple[str, ...]
