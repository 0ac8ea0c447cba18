"""What the rows look like, field by field: all that a data report shows before any model.

It draws nothing and decides nothing. Every number that it hands on is finite, or None where the
rows say nothing (a constant column has no correlation).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from bellwether_contract import disclosure
from bellwether_contract.declaration.fields import Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels, People
from bellwether_trainer.rows import bins, correlate
from bellwether_trainer.rows.bins import Bin, Floats
from bellwether_trainer.rows.correlate import Correlation
from bellwether_trainer.rows.people import one_of_each

# Tukey's fences: a value further than this many interquartile ranges from the box is an outlier.
FENCE = 1.5


@dataclass(frozen=True, slots=True)
class Outliers:
    """How many values lie beyond the fences (the quartiles -/+ 1.5 interquartile ranges)."""

    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Known values of a number, in its unit; ``sd`` is the sample's (n - 1).

    At least ``disclosure.LEAST`` people lie at or beyond ``low`` and ``high`` each; None where
    there are too few to tell.
    """

    low: float | None
    q1: float
    median: float
    q3: float
    high: float | None
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Association:
    """Pearson's chi-square test of choice against label (known values), and Cramer's V."""

    chi2: float
    df: int
    p: float
    cramers_v: float


@dataclass(frozen=True, slots=True)
class FieldReport:
    """One field; ``missing`` counts unknown values."""

    name: str
    label: str
    unit: str | None
    type: str
    missing: int
    outliers: Outliers | None
    summary: Summary | None
    bins: tuple[Bin, ...]
    association: Association | None


@dataclass(frozen=True, slots=True)
class DataReport:
    """Every field in declared order, and how the numeric ones go together."""

    fields: tuple[FieldReport, ...]
    correlation: Correlation


def describe(
    matrix: Matrix, labels: Labels, predictor: Predictor, people: People | None = None
) -> DataReport:
    """Describe encoded rows, float32 [rows, fields] with NaN for unknown, and 0/1 labels [rows].

    Where ``people`` [rows] have several rows, one of each is described: every count is of people.
    """
    if people is not None:
        some = one_of_each(people)
        matrix, labels = matrix[some], labels[some]
    positive = np.asarray(labels == 1)
    reports = tuple(
        _field(field, matrix[:, column], positive) for column, field in enumerate(predictor.fields)
    )
    return DataReport(fields=reports, correlation=correlate.correlation(matrix, predictor))


def as_document(report: DataReport) -> dict[str, Any]:
    """``data.fields`` and ``data.correlation`` of a version's report."""
    return asdict(report)


def _field(field: Field, column: Matrix, positive: npt.NDArray[np.bool_]) -> FieldReport:
    unknown = np.isnan(column)
    known = column[~unknown]
    number = isinstance(field, NumberField)
    # In float64, rounded back to what was typed: 27.4 is 27.399999618530273 as a float32.
    values = bins.as_typed(known) if number else known.astype(np.float64)
    labels, lows, highs = bins.edges(field, values)
    places = bins.places(values, lows) if number else known.astype(np.intp)
    of_positive = positive[~unknown]
    table = np.stack(
        [np.bincount(places[side], minlength=len(labels)) for side in (of_positive, ~of_positive)],
        axis=1,
    )
    counted = [
        Bin(label, low, high, int(row[0]), int(row[1]))
        for label, low, high, row in zip(labels, lows, highs, table, strict=True)
    ]
    if field.missing is not None:
        events = int((unknown & positive).sum())
        counted.append(Bin(field.missing.label, None, None, events, int(unknown.sum()) - events))
    return FieldReport(
        name=field.name,
        label=field.label,
        unit=field.unit if isinstance(field, NumberField) else None,
        type=field.type,
        missing=int(unknown.sum()),
        outliers=_outliers(values) if number else None,
        summary=_summary(values) if number else None,
        bins=tuple(counted),
        association=None if number else _association(table),
    )


def _summary(values: Floats) -> Summary | None:
    if not len(values):
        return None
    low, high = disclosure.ends(values) or (None, None)
    q1, median, q3 = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    sd = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return Summary(low, q1, median, q3, high, float(values.mean()), sd)


def _outliers(values: Floats) -> Outliers | None:
    if not len(values):
        return None
    q1, q3 = np.quantile(values, (0.25, 0.75)).tolist()
    # Without the last digits of the arithmetic: 13.85, not 13.849999999999998.
    low, high = (round(end, 9) for end in (q1 - FENCE * (q3 - q1), q3 + FENCE * (q3 - q1)))
    return Outliers(int(((values < low) | (values > high)).sum()), low, high)


def _association(table: npt.NDArray[np.intp]) -> Association | None:
    """The test on counts [choices, 2], choices that nobody gave left out.

    Without Yates' correction, so that chi-square and V belong together:
    V = sqrt(chi2 / (n * (min(rows, columns) - 1))) (Cramer 1946), and columns are two.
    """
    seen = table[table.sum(axis=1) > 0]
    if len(seen) < 2 or (seen.sum(axis=0) == 0).any():
        return None
    found = stats.chi2_contingency(seen, correction=False)
    chi2 = float(found.statistic)
    return Association(chi2, int(found.dof), float(found.pvalue), math.sqrt(chi2 / seen.sum()))
