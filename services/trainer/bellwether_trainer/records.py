"""What the steps of a training hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle import CalibrationKind, Size
from bellwether_contract.encode import Matrix
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import Stage

Labels = npt.NDArray[np.int8]
Probabilities = npt.NDArray[np.float64]

# The fold of each row, [rows] or [repeats, rows]; -1: in none, always learned from.
Folds = npt.NDArray[np.int8]

# Told the stage, how much of the whole is done (0 to 1) and what is going on.
Progress = Callable[[Stage, float, str | None], None]

# Told how much of a step is done (0 to 1) and what is going on.
Told = Callable[[float, str], None]


def quiet(share: float, doing: str) -> None:
    """Tells nobody how far a step is."""


class TrainingError(BellwetherError):
    """A training cannot succeed with these rows, this declaration or this volume."""


class JobCancelled(BellwetherError):
    """An operator has cancelled the job."""


class Model(Protocol):
    """A classifier, as far as the steps use one."""

    def predict_proba(self, matrix: Matrix) -> Probabilities:
        """Probabilities of both classes, [rows, 2], of float32 [rows, fields]."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set of a training: ``initial`` or the SHA-256 under which it was uploaded."""

    name: str
    sha256: str
    rows: int
    positives: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Encoded rows: float32 [rows, fields], 0/1 labels [rows], and the data set of each [rows]."""

    matrix: Matrix
    labels: Labels
    origins: npt.NDArray[np.int16]
    sets: tuple[DataSet, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The rows on which champions and challengers meet; small predictors have ``folds``."""

    id: str
    matrix: Matrix
    labels: Labels
    folds: Folds | None


@dataclass(frozen=True, slots=True)
class Split:
    """What measures a model, and what it learns from.

    ``training_hashes`` [rows] tell equal inputs. Where the size is small, ``training_folds``
    [repeats, rows] says in which fold of the anchor a training row lies. ``new`` are the
    held-out rows of data sets other than the first, empty where the size is small.
    """

    size: Size
    anchor: Anchor
    training: Matrix
    training_labels: Labels
    training_hashes: npt.NDArray[np.uint64]
    training_folds: Folds | None
    new: Matrix
    new_labels: Labels


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is made: what it takes to make it again from the same rows."""

    candidate: str
    hyperparameters: Mapping[str, Any]
    calibration: CalibrationKind


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
    """How a training ended; ``stability``: how far each field is from the champion's rows."""

    version: str
    accepted: bool
    reasons: tuple[str, ...]
    stability: Mapping[str, float | None]
