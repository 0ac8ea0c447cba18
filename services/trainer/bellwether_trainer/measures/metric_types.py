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
class DecisionCurve:
    """Net benefit per person at each threshold; that of treating nobody is 0.

    That of the ``model`` is None where it would tell the prediction of one to four people; it has
    no interval, from ``model_low`` to ``model_high``, where nobody is flagged either.
    """

    thresholds: tuple[float, ...]
    model: tuple[float | None, ...]
    model_low: tuple[float | None, ...]
    model_high: tuple[float | None, ...]
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
    """A chosen threshold and what it does on the measured rows.

    ``net_benefit`` is per person; None where nobody is flagged.
    """

    policy: str
    value: float
    interval: Pair | None
    sensitivity: Interval
    specificity: Interval
    flagged: Interval
    net_benefit: Interval | None
