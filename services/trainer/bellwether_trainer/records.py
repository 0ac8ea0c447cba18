"""What the steps of a training hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import Stage
from bellwether_contract.vocabulary import CalibrationKind, Outcome, Size

Labels = npt.NDArray[np.int8]
Probabilities = npt.NDArray[np.float64]

# Salted hashes of who each row is of, [rows].
People = npt.NDArray[np.uint64]

# The fold of each row, [rows] or [repeats, rows]; -1: in none, always learned from.
Folds = npt.NDArray[np.int8]

# Told the stage, how much of the whole is done (0 to 1) and what is going on.
Progress = Callable[[Stage, float, str | None], None]

# Told how much of a step is done (0 to 1) and what is going on.
OnProgress = Callable[[float, str], None]


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
class RowSet:
    """One data set of a training: ``initial`` or the SHA-256 under which it was uploaded.

    ``again`` says how many of its rows are people who were known, and what a person has answered;
    None where nobody was asked.
    """

    name: str
    sha256: str
    rows: int
    positives: int
    again: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What the columns with a role say of rows [rows], None where none is declared.

    ``people`` are salted hashes of who, ``sites`` words of where, ``times`` numbers of when: as
    written, or days since 1970 where they are ``dated``.
    """

    people: People | None = None
    sites: npt.NDArray[np.object_] | None = None
    times: npt.NDArray[np.float64] | None = None
    dated: bool = False

    def some(self, chosen: np.ndarray) -> Marks:
        """Those of the rows that are ``chosen``: a mask [rows], or places."""
        people, sites, times = (
            None if each is None else each[chosen] for each in (self.people, self.sites, self.times)
        )
        return Marks(people, sites, times, self.dated)

    @classmethod
    def together(cls, parts: Sequence[Marks]) -> Marks:
        """The marks of some tables with the same roles, one after another; of one as they are."""
        if len(parts) == 1:
            return parts[0]
        columns = zip(*((each.people, each.sites, each.times) for each in parts), strict=True)
        people, sites, times = (
            None if each[0] is None else np.concatenate(each) for each in columns
        )
        return cls(people, sites, times, parts[0].dated)


@dataclass(frozen=True, slots=True)
class Rows:
    """Encoded rows: float32 [rows, fields], 0/1 labels [rows], and the data set of each [rows].

    ``marks`` are what the columns with a role say of them. ``stands_for`` [rows, fields] are the
    inputs of the known row that each one repeats, its own where it repeats none; None: no row
    repeats another with other values.
    """

    matrix: Matrix
    labels: Labels
    origins: npt.NDArray[np.int16]
    sets: tuple[RowSet, ...]
    marks: Marks = Marks()
    stands_for: Matrix | None = None

    @property
    def people(self) -> People | None:
        """Who the rows are of, None where nothing tells."""
        return self.marks.people


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """The rows on which champions and challengers meet; small predictors have ``folds``."""

    id: str
    matrix: Matrix
    labels: Labels
    folds: Folds | None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows of known people examined again, and what keeps them from measuring what they taught.

    ``from_learning``: the person's known row measures. ``from_measuring``: it is learned from.
    ``in_its_fold``: both stay, in the same fold.
    """

    from_learning: int = 0
    from_measuring: int = 0
    in_its_fold: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """What measures a model, and what it learns from.

    ``training_hashes`` [rows] tell equal inputs, or ``by_person`` whose rows they are: what has the
    same hash is never on two sides. Where the size is small, ``training_folds``
    [repeats, rows] says in which fold of the evaluation set a training row lies. ``new`` are the
    held-out rows of data sets other than the first, empty where the size is small. A row that
    repeats another lies on no side but that one's, or is ``set_aside``.
    """

    size: Size
    anchor: EvaluationSet
    training: Matrix
    training_labels: Labels
    training_hashes: npt.NDArray[np.uint64]
    training_folds: Folds | None
    new: Matrix
    new_labels: Labels
    set_aside: SetAside = SetAside()
    by_person: bool = False
    training_marks: Marks = Marks()
    new_marks: Marks = Marks()

    @property
    def training_people(self) -> People | None:
        """Who the training rows are of, [rows], None where nothing tells."""
        return self.training_marks.people


@dataclass(frozen=True, slots=True)
class CandidateRecipe:
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
    """How a training ended.

    ``stability``: how far each field of the new rows lies from the champion's rows; ``shifted``:
    which of them, and of the outcome, by more than chance explains. None: no new rows.
    """

    version: str
    outcome: Outcome
    reasons: tuple[str, ...]
    stability: Mapping[str, float | None]
    shifted: tuple[str, ...] | None

    @property
    def accepted(self) -> bool:
        """Whether the version has become champion."""
        return self.outcome == "promoted"
