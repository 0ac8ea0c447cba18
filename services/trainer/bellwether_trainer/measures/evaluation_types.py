"""A challenger against its incumbents: what the gate weighs, and what it says.

Differences are positive where the challenger is worse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bellwether_trainer.measures.group_types import Subgroups
from bellwether_trainer.measures.metric_types import (
    AtThreshold,
    Calibration,
    DecisionCurve,
    Measures,
    Named,
    Pair,
)
from bellwether_trainer.measures.score_types import BootstrapIntervals, Operating, ScorePoint

# What rows say of a version in one respect, and what the gate makes of all of it.
Found = Literal["passed", "too little", "failed"]
Outcome = Literal["accepted", "undecided", "rejected"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A paired difference, positive where the challenger is worse.

    ``upper`` is the upper one-sided 95 % bound.
    """

    mean: float
    standard_error: float
    upper: float


@dataclass(frozen=True, slots=True)
class RecallLost:
    """Reference minus challenger: recall within a group, both at the same overall recall.

    ``standard_error`` is the paired one of the group's events.
    """

    label: str
    group: str
    events: int
    lost: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A challenger against a reference on the same ``n`` rows with ``events`` positive ones.

    ``auroc`` is None where fewer than two rows have either label. ``recall_lost`` names the
    groups with enough events only.
    """

    n: int
    events: int
    log_loss: Difference
    auroc: Difference | None
    recall_lost: tuple[RecallLost, ...] = ()


@dataclass(frozen=True, slots=True)
class Incumbent:
    """An earlier version, and how the challenger compares with it.

    ``anchor`` is the comparison on the evaluation set, ``fresh`` that on the held-out rows of newly
    added data sets, if any. Where the evaluation set cannot compare them, ``incomparable`` says why
    ("it was trained with other fields") and the others are None.
    """

    version: str
    measures: Measures | None
    anchor: Comparison | None
    fresh: Comparison | None = None
    incomparable: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the measured rows say of the challenger, and of whom it is measured against.

    ``to_prevalence`` compares the challenger with giving everybody the prevalence, as
    ``always_no`` does. ``by_folds``: the rows that measure have taught as well, through folds;
    ``prevalence_error`` is the standard error of the log-odds of the share of positive training
    rows where others teach, else 0. ``reference`` is the baseline of the declared few fields.
    ``best`` is the best version ever promoted, which may be the champion. Where there is no
    ``champion``, ``no_champion`` says why.
    """

    challenger: Measures
    always_no: Measures
    to_prevalence: Comparison
    calibration: Calibration
    by_folds: bool = False
    prevalence_error: float = 0.0
    champion: Incumbent | None = None
    no_champion: str | None = None
    best: Incumbent | None = None
    reference: Named | None = None
    plain_logistic: Measures | None = None
    threshold: AtThreshold | None = None
    decision_curve: DecisionCurve | None = None
    operating: Operating | None = None
    subgroups: Subgroups | None = None
    score_band: tuple[ScorePoint, ...] = ()
    refits: BootstrapIntervals | None = None


@dataclass(frozen=True, slots=True)
class PairedLoss:
    """Mean log-loss difference to the best candidate, with its Nadeau-Bengio standard error."""

    log_loss: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Which candidate was chosen and why; ``differences`` by candidate, to the best of them."""

    winner: str
    best: str
    why: str
    differences: dict[str, PairedLoss] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What the gate tolerates. Log loss in nats per row; recall lost in a group as a share of 1.

    The margins ``log_loss`` and ``auroc`` hold for 6,000 measuring events and widen with fewer.
    """

    log_loss: float
    auroc: float
    slope: Pair
    intercept: float
    recall_lost: float = 0.05


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the gate has looked at; ``value`` None: it could not be computed.

    Between ``low`` and ``high`` is tolerated; None: there is no such end. ``interval`` is what the
    rows leave open of the value. A truth below ``shown_below`` or above ``shown_above`` they would
    have shown in four of five cases. ``holds_back``: whether a version waits for a person where
    the rows tell too little.
    """

    name: str
    against: str
    value: float | None
    low: float | None
    high: float | None
    found: Found
    words: str
    interval: Pair | None = None
    shown_below: float | None = None
    shown_above: float | None = None
    holds_back: bool = False

    @property
    def passed(self) -> bool:
        """Whether the rows speak for the version."""
        return self.found == "passed"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate says of the challenger, with every reason in words and numbers.

    ``accepted`` may become champion, ``undecided`` is kept for a person to decide on;
    ``promotion.py`` says what becomes of either. ``comparisons`` counts those made on this
    ``anchor`` so far, with this one.
    """

    outcome: Outcome
    reasons: tuple[str, ...]
    checks: tuple[Check, ...]
    anchor: str
    comparisons: int

    @property
    def accepted(self) -> bool:
        """Whether it becomes champion by itself."""
        return self.outcome == "accepted"
