"""What a report says of rows and fields."""

from __future__ import annotations

from typing import Literal

from bellwether_api.http.documents import Absent, Count
from bellwether_api.representations.datasets import KnownPeople, SamePeople
from bellwether_api.representations.reports.part import Part, People

Matrix = list[list[float | None]]


class Bin(Part):
    """Rows whose value lies from ``low`` up to ``high``; null: an open end, or no number."""

    label: str
    low: float | None
    high: float | None
    positive: People
    negative: People


class Outliers(Part):
    """Values more than 1.5 interquartile ranges below or above the quartiles."""

    count: People
    low: float
    high: float


class Summary(Part):
    """Known values of a number; at least five people lie at or beyond ``low`` and ``high``."""

    low: float | None = None
    q1: float
    median: float
    q3: float
    high: float | None = None
    mean: float
    sd: float


class Association(Part):
    """The chi-square test of choice against outcome, and Cramér's V."""

    chi2: float
    df: Count
    p: float
    cramers_v: float


class FieldReport(Part):
    """One field. ``stability`` compares the new rows with the champion's, all in older reports.

    It is the population stability index, of which chance explains ``stability_limit``.
    """

    name: str
    label: str
    unit: str | None
    type: Literal["number", "integer", "category", "boolean"]
    missing: People
    outliers: Outliers | None
    summary: Summary | None
    bins: list[Bin]
    association: Association | None
    stability: float | None
    stability_limit: float | None = None


class Correlation(Part):
    """Square matrices over ``fields``; null where a coefficient would mean nothing."""

    fields: list[str]
    pearson: Matrix
    spearman: Matrix


class Shift(Part):
    """A stability index, and what chance explains of it."""

    index: float
    limit: float


class Drift(Part):
    """``rows`` that the champion had not learned from, against its own."""

    rows: Count
    against: Count
    outcome: Shift | None


class MeasuredRows(Part):
    """Rows and fields. Where people have several rows, the fields describe one row of each."""

    rows: Count
    people: Absent[Count] = None
    positives: Count
    prevalence: float
    duplicates: People
    missing: dict[str, People]
    drift: Drift | None = None
    fields: list[FieldReport]
    correlation: Correlation


class RepeatedPeople(KnownPeople):
    """Rows that look like people who were known, and what a person has answered."""

    answer: SamePeople | None


class LearnedDataSet(Part):
    """``again`` is null where nobody was asked."""

    name: str
    sha256: str
    rows: Count
    positives: Count
    again: RepeatedPeople | None = None


class DataReport(MeasuredRows):
    """The rows of a training: ``sha256`` is that of the first data set."""

    sha256: str
    datasets: list[LearnedDataSet]
