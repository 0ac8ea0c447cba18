"""A validation's report: the names and meanings of a version's, on the rows that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bellwether_api.http.documents import Absent, Count
from bellwether_api.representations.datasets import KnownPeople
from bellwether_api.representations.reports.data import MeasuredRows
from bellwether_api.representations.reports.measures import (
    CalibrationReport,
    DecisionCurve,
    Measures,
    ThresholdReport,
)
from bellwether_api.representations.reports.part import Older, Part, People
from bellwether_api.representations.reports.parts import (
    Operating,
    Periods,
    ScorePoint,
    SitesReport,
    Subgroups,
)
from bellwether_api.representations.reports.version import EvaluationReport
from bellwether_api.representations.validations import ComparedFigure
from bellwether_contract.vocabulary import Effort, Size

# Without these a report is damaged, and not handed on.
NEEDED: Mapping[str, type] = {
    **dict.fromkeys(("predictor", "validation", "version"), str),
    "warnings": list,
    **dict.fromkeys(("evaluation", "compared", "training"), dict),
}


class OutOfRangeRows(Part):
    """Rows that got no number, and rows that hold what training has not seen, by field too."""

    refused: People
    outside: People
    refused_fields: dict[str, People]
    outside_fields: dict[str, People]


class LearnedRows(Part):
    """What the rows have in common with those that the version has learned from.

    ``file`` is the data set with the same SHA-256. Of ``rows`` distinct ones ``same`` stand among
    those it learned from, where ``chance`` of other people's would, and ``measured`` among those
    that measured it. It has learned of so many of the ``people``, null where no column tells.
    ``unread`` data sets are not there any more.
    """

    file: str | None
    rows: Count
    same: People
    chance: float
    measured: People
    people: People | None
    again: KnownPeople | None
    unread: list[str]


class PairedDifference(Part):
    """Positive where the version is worse; ``upper`` is the upper one-sided 95 % bound."""

    mean: float
    standard_error: float
    upper: float


class RecallLost(Part):
    label: str
    group: str
    events: Count
    lost: float
    standard_error: float


class PairedComparison(Part):
    n: Count
    events: Count
    log_loss: PairedDifference
    auroc: PairedDifference | None
    recall_lost: list[RecallLost]


class ValidationMeasures(Part):
    """``to_prevalence`` compares the version with giving everybody the prevalence."""

    on: Literal["validation"]
    how: str
    winner: Measures
    always_no: Measures
    to_prevalence: PairedComparison


class ComparedFigures(Part):
    how: str
    figures: list[ComparedFigure]


class OwnReport(Part):
    """What the version's own report says of the same, as far as it says it."""

    effort: Absent[Effort] = None
    size: Absent[Size] = None
    created: Absent[str] = None
    evaluation: Absent[EvaluationReport] = None
    calibration: Absent[CalibrationReport] = None
    decision_curve: Absent[DecisionCurve] = None
    threshold: Absent[ThresholdReport] = None
    subgroups: Absent[Subgroups] = None
    winner_label: Absent[str] = None


class ValidationReport(Part):
    """Everything that was measured on rows that nothing learns from.

    ``warnings`` say what speaks against believing the figures, ``roles`` what cannot be told
    because the file lacks a column. ``training`` repeats what the version's own report says.
    """

    format: Count
    predictor: str
    title: str
    validation: str
    version: str
    champion: bool
    candidate: str
    note: str | None
    asked: str
    sha256: str
    warnings: list[str]
    roles: list[str]
    data: MeasuredRows
    beyond: OutOfRangeRows
    learned: LearnedRows
    evaluation: ValidationMeasures
    compared: ComparedFigures
    threshold: ThresholdReport
    calibration: CalibrationReport
    decision_curve: DecisionCurve
    operating: Older[Operating] = None
    subgroups: Subgroups
    score_band: list[ScorePoint]
    sites: SitesReport | None
    periods: Periods | None
    training: OwnReport
