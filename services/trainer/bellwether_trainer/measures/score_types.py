"""What is measured along the score: the observed share, and how far refits differ."""

from __future__ import annotations

from dataclasses import dataclass

from bellwether_trainer.measures.metric_types import Interval


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
class BootstrapPoint:
    """Between which probabilities 95 % of the refits put a person with this score."""

    score: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class BootstrapIntervals:
    """How far ``count`` refits on bootstrap samples differ about the same people.

    ``median_range`` is the median person's 95 % range in points of 100, ``mean_difference`` how
    far a refit is from the model on average (Riley and Collins 2023), in points of 100.
    """

    count: int
    median_range: float
    mean_difference: float
    band: tuple[BootstrapPoint, ...]


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """People with a probability from ``low`` up to ``high``, by outcome: nobody, or five or more.

    Of repeated predictions their rounded mean. Whoever has several rows counts in each bin and
    outcome that one of them falls into.
    """

    low: float
    high: float
    positive: int
    negative: int


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What pointing out from ``threshold`` on does; ``flagged`` is the share pointed out.

    ``net_benefit`` is per person.
    """

    threshold: float
    sensitivity: Interval
    specificity: Interval
    precision: Interval
    flagged: Interval
    net_benefit: Interval | None


@dataclass(frozen=True, slots=True)
class Operating:
    """The scores by outcome, and a point at each border between two bins, both rising."""

    bins: tuple[ScoreBin, ...]
    points: tuple[OperatingPoint, ...]
