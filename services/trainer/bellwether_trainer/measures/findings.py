"""What evaluation finds: the records that measuring and the report hand to each other.

An interval covers 95 %. None stands where a figure cannot be told from the rows at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts at a threshold; of repeated predictions their rounded mean.

    Where people have several rows, each cell counts the people with such a row.
    """

    tn: int
    fp: int
    fn: int
    tp: int


@dataclass(frozen=True, slots=True)
class MeasureIntervals:
    """The 95 % interval (low, high) of each measure that has one."""

    auroc: Pair
    auprc: Pair
    log_loss: Pair
    brier: Pair
    accuracy: Pair
    precision: Pair
    recall: Pair
    specificity: Pair


@dataclass(frozen=True, slots=True)
class Measures:
    """How good probabilities are on ``n`` rows with ``events`` positive ones.

    Where somebody has several rows, they are of so many ``people``, ``events`` counts the people
    with a positive one, and every interval is by person; None: each row is a person. ``log_loss``
    is in nats per row. ``threshold`` None: nobody is called positive. Of cross-validated
    predictions AUROC, AUPRC, log loss and Brier score are means over the folds.
    """

    n: int
    events: int
    threshold: float | None
    accuracy: float
    balanced_accuracy: float
    precision: float
    recall: float
    specificity: float
    f1: float
    mcc: float
    auroc: float
    auprc: float
    log_loss: float
    brier: float
    confusion: Confusion
    intervals: MeasureIntervals
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """The measures of a baseline that has a label."""

    label: str
    metrics: Measures


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """Mean prediction and observed share, with its interval, of rows alike in prediction.

    They are of ``n`` people.
    """

    predicted: float
    observed: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether what was predicted happened.

    ``intercept`` is calibration in the large (0 is perfect, negative: predictions are too high),
    ``slope`` that of the logistic recalibration (1 is perfect, below: too extreme); None where
    the predictions do not tell them.
    """

    intercept: Interval | None
    slope: Interval | None
    expected_calibration_error: float
    observed_expected: Interval | None
    groups: tuple[CalibrationGroup, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Discrimination and calibration of one part of the rows; log loss in nats per row."""

    auroc: Interval | None
    log_loss: Interval
    slope: Interval | None
    intercept: Interval | None
    observed_expected: Interval | None


@dataclass(frozen=True, slots=True)
class Site:
    """One site: ``n`` people with rows there, of whom ``events`` had the outcome.

    ``within`` is the version's own on the measuring rows there, ``left_out`` that of the same
    recipe learned from all other sites and measured on all rows of this one; None: too few.
    """

    site: str
    n: int
    events: int
    within: Figures | None
    left_out: Figures | None


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites with the most people; ``others`` have too few, or are more than are looked at."""

    column: str
    groups: tuple[Site, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Later:
    """The recipe learned from what came before ``begins`` and measured on what came after.

    ``learned`` rows before; ``n`` people with rows after, of whom ``events`` had the outcome then.
    ``later`` None: ``why`` says what was too little. ``random`` is the version's own, on the rows
    that measure it.
    """

    column: str
    begins: str
    learned: int
    n: int
    events: int
    later: Figures | None
    random: Figures | None
    why: str | None


@dataclass(frozen=True, slots=True)
class DecisionCurve:
    """Net benefit per person at each threshold; that of treating nobody is 0.

    That of the ``model`` is None where it would tell the prediction of one to four people.
    """

    thresholds: tuple[float, ...]
    model: tuple[float | None, ...]
    treat_all: tuple[float, ...]
    prevalence: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A threshold by the declared policy; ``interval`` None where it is declared, not estimated."""

    policy: str
    value: float
    interval: Pair | None


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """A chosen threshold and what it does on the measured rows."""

    policy: str
    value: float
    interval: Pair | None
    sensitivity: Interval
    specificity: Interval
    flagged: Interval


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the rows, ``mask`` [n]: ``group`` is its label within the field called ``label``."""

    field: str
    label: str
    group: str
    mask: Mask


@dataclass(frozen=True, slots=True)
class SubgroupFound:
    """How good probabilities are within a group; no figures where ``too_few`` are positive.

    ``n`` and ``events`` count people. ``recall`` is that at the threshold that finds the common
    share of all positive rows.
    """

    field: str
    label: str
    group: str
    n: int
    events: int
    too_few: bool
    auroc: Interval | None
    recall: Interval | None
    observed_expected: Interval | None


@dataclass(frozen=True, slots=True)
class Subgroups:
    """All groups, with the overall ``recall`` at which they are compared."""

    recall: float
    groups: tuple[SubgroupFound, ...]


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """Of people with this score (points of 100), which share was positive.

    ``observed``, ``low`` and ``high`` are shares of 1; ``near`` is how many people had a score
    within two points of this one. All None where that are fewer than five.
    """

    score: int
    observed: float | None
    low: float | None
    high: float | None
    near: int | None


@dataclass(frozen=True, slots=True)
class RefitPoint:
    """Between which probabilities 95 % of the refits put a person with this score."""

    score: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Refits:
    """How far ``count`` refits on bootstrap samples differ about the same people.

    ``median_range`` is the median person's 95 % range in points of 100, ``mean_difference`` how
    far a refit is from the model on average (Riley and Collins 2023), in points of 100.
    """

    count: int
    median_range: float
    mean_difference: float
    band: tuple[RefitPoint, ...]
