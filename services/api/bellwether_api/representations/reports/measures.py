"""How good a model is on some rows. Intervals cover 95 %; null: these rows do not tell it."""

from __future__ import annotations

from bellwether_api.http.documents import Count
from bellwether_api.representations.reports.part import Older, Part, People, Span
from bellwether_api.representations.validations import Figure


class Estimate(Part):
    """An estimate with its interval."""

    estimate: float
    low: float
    high: float


class Confusion(Part):
    """How many people were rightly and wrongly called positive and negative."""

    tn: People
    fp: People
    fn: People
    tp: People


class MeasureIntervals(Part):
    """The interval of each measure that has one."""

    auroc: Span
    auprc: Span
    log_loss: Span
    brier: Span
    accuracy: Span
    precision: Span
    recall: Span
    specificity: Span


class Measures(Part):
    """How good probabilities are on ``n`` rows with ``events`` positive ones.

    Where people have several rows they are of so many ``people``, whom ``events`` and the intervals
    count. ``threshold`` null: nobody is called positive.
    """

    n: Count
    events: Count
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
    people: Count | None = None


class NamedMeasures(Part):
    """A baseline that has a label."""

    label: str
    metrics: Measures


class CalibrationGroup(Part):
    """Mean prediction and observed share, with its interval, of ``n`` people alike in it."""

    predicted: float
    observed: float
    low: float
    high: float
    n: Count


class CalibrationReport(Part):
    """Whether what was predicted happened.

    Perfect are an ``intercept`` of 0, a ``slope`` of 1 and as many observed as expected.
    Cross-validation makes the first and the last true by itself: they have no interval then.
    """

    intercept: Figure | None
    slope: Estimate | None
    expected_calibration_error: float
    observed_expected: Figure | None
    groups: list[CalibrationGroup]


class ThresholdReport(Part):
    """The probability from which on a result is positive, and what that does on these rows.

    ``interval`` null: it is declared, not estimated. ``net_benefit`` is per person, null where
    nobody is pointed out.
    """

    policy: str
    value: float
    interval: Span | None
    sensitivity: Estimate
    specificity: Estimate
    flagged: Estimate
    net_benefit: Estimate | None = None


class DecisionCurve(Part):
    """Net benefit per person at each threshold; null where it would tell of one to four people.

    From ``model_low`` to ``model_high`` reaches the interval of the model's at each threshold
    alone; null where nobody is pointed out.
    """

    thresholds: list[float]
    model: list[float | None]
    model_low: Older[list[float | None]] = None
    model_high: Older[list[float | None]] = None
    treat_all: list[float]
    prevalence: float
