"""A version's report: everything that its training has measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bellwether_api.http.documents import Count
from bellwether_api.representations.reports.data import DataReport
from bellwether_api.representations.reports.measures import (
    CalibrationReport,
    DecisionCurve,
    Measures,
    NamedMeasures,
    ThresholdReport,
)
from bellwether_api.representations.reports.part import Older, Part, Span
from bellwether_api.representations.reports.parts import (
    BootstrapModels,
    LaterReport,
    Operating,
    ScorePoint,
    SitesReport,
    Subgroups,
)
from bellwether_api.representations.reports.training import (
    BaselineMeasures,
    CandidateReport,
    ChosenBasis,
    Comparison,
    Effects,
    Importance,
    OptionalField,
    PreparationReport,
    Question,
    RecipeReport,
    SampleSize,
    SplitReport,
)
from bellwether_contract.coded import Code
from bellwether_contract.storage.history import Withdrawal
from bellwether_contract.vocabulary import Effort, Outcome, Size

# Without these a report is damaged, and not handed on.
NEEDED: Mapping[str, type] = {"predictor": str, "evaluation": dict, "gate": dict}


class EvaluationReport(Part):
    """The version on the rows that measure it, beside others; ``no_champion`` says why it lacks."""

    on: Literal["holdout", "cross-validation"]
    how: str
    winner: Measures
    always_no: Measures
    reference: NamedMeasures | None
    plain_logistic: Measures | None
    champion: Measures | None
    no_champion: str | None


class GateCheck(Part):
    """One thing that the gate has looked at; from ``low`` to ``high`` is tolerated, null: no end.

    ``interval`` is what the rows leave open of the value. A truth below ``shown_below`` or above
    ``shown_above`` they would have shown in four of five cases. ``holds_back``: a version waits
    for a person where they tell too little. Older reports know passed and not passed alone.
    """

    name: str
    against: str
    value: float | None
    low: float | None
    high: float | None
    passed: bool
    words: str
    found: Older[Literal["passed", "too little", "failed"]] = None
    interval: Span | None = None
    shown_below: float | None = None
    shown_above: float | None = None
    holds_back: Older[bool] = None


class MetChampion(Part):
    """Whom the gate has measured it against, and how many versions were ever promoted."""

    champion: str | None
    promoted: Count
    withdrawn: Count


class GateReport(Part):
    """What the gate has said, on the evaluation set ``anchor``; older reports have no outcome."""

    accepted: bool
    outcome: Older[Literal["accepted", "undecided", "rejected"]] = None
    reasons: list[str]
    checks: list[GateCheck]
    anchor: str
    comparisons: Count
    against: Older[MetChampion] = None


class Ending(Part):
    """What became of a version when it was made; of older ones the reasons have no codes."""

    outcome: Outcome
    reasons: list[str]
    reason_codes: Older[list[Code | None] | None] = None


class Parity(Part):
    """How far the exported model is from the fitted one on ``rows`` rows, in probability."""

    rows: Count
    largest_difference: float


class PeerLevelReport(Part):
    """A ``value``, or numbers from ``low`` up to under ``high``; null where there is no end."""

    field: str
    value: str | bool | None
    low: float | None
    high: float | None


class PeerCount(Part):
    """Of ``n`` people who are alike in some fields, ``events`` had it."""

    levels: list[PeerLevelReport]
    n: Count
    events: Count


class Report(Part):
    """Everything that was measured, in format 2; what is not required older reports lack.

    A count of one to four people reads "fewer than 5", and no smallest or largest value is told.
    ``score_band`` is the observed risk by score. ``sites`` and ``later`` are there where columns
    say where and when rows were taken. ``durations`` are in seconds, by step. ``withdrawn`` is no
    part of what was measured: the version is out of use since.
    """

    format: Count
    predictor: str
    title: str
    created: str
    effort: Effort
    size: Size
    data: DataReport
    preparation: PreparationReport
    split: SplitReport
    comparison: Comparison
    candidates: list[CandidateReport]
    baselines: BaselineMeasures
    winner: str
    winner_label: str
    why: str
    recipe: RecipeReport
    out_of_fold: Measures
    evaluation: EvaluationReport
    threshold: ThresholdReport
    calibration: CalibrationReport
    decision_curve: DecisionCurve
    operating: Older[Operating] = None
    subgroups: Subgroups
    score_band: list[ScorePoint]
    refits: BootstrapModels | None
    sample_size: SampleSize | None = None
    forms: ChosenBasis | None = None
    gate: GateReport
    ending: Older[Ending] = None
    parity: Parity
    importance: Importance | None = None
    effects: Older[Effects] = None
    optional: Older[list[OptionalField]] = None
    peers: Older[list[PeerCount]] = None
    sites: SitesReport | None = None
    later: LaterReport | None = None
    questions: Older[list[Question]] = None
    durations: dict[str, float]
    withdrawn: Withdrawal | None
