"""Parts of the rows, groups of people and scores, each with what was measured there."""

from __future__ import annotations

from bellwether_api.http.documents import Count
from bellwether_api.representations.reports.measures import Estimate
from bellwether_api.representations.reports.part import Older, Part, People


class PartFigures(Part):
    """Discrimination and calibration of a part of the rows; log loss in nats per row."""

    auroc: Estimate | None
    log_loss: Estimate
    slope: Estimate | None
    intercept: Estimate | None
    observed_expected: Estimate | None


class Subgroup(Part):
    """Some of the people: ``group`` is their label within the field called ``label``.

    ``too_few`` had it for the gate to judge the group; of fewer than 20, and in older reports of
    these, there are no figures.
    ``recall`` is that at the threshold that finds the common share of all who had it.
    """

    field: str
    label: str
    group: str
    n: People
    events: People
    too_few: bool
    auroc: Estimate | None
    recall: Estimate | None
    observed_expected: Estimate | None


class Subgroups(Part):
    """The groups, and the overall ``recall`` at which they are compared."""

    recall: float
    groups: list[Subgroup]


class SiteReport(Part):
    """``left_out`` is the recipe learned from all other sites, ``within`` the version itself."""

    site: str
    n: People
    events: People
    within: PartFigures | None
    left_out: PartFigures | None


class SitesReport(Part):
    """The sites with the most people; ``others`` are not shown."""

    column: str
    groups: list[SiteReport]
    others: Count


class LaterReport(Part):
    """The recipe learned from what came before ``begins`` and measured on what came after.

    ``random`` is the version itself, ``why`` says what was too little for ``later``.
    """

    column: str
    begins: str
    learned: Count
    n: People
    events: People
    later: PartFigures | None
    random: PartFigures | None
    why: str | None


class Period(Part):
    period: str
    n: People
    events: People
    within: PartFigures | None


class Periods(Part):
    """Rows by when they were taken, first to last."""

    column: str
    groups: list[Period]


class ScorePoint(Part):
    """Which share of the people with this score, in points of 100, had it.

    ``near`` of them have a score within two points.
    """

    score: Count
    observed: float | None
    low: float | None
    high: float | None
    near: Count | None = None


class ScoreBin(Part):
    """People with a probability from ``low`` up to ``high``, by outcome."""

    low: float
    high: float
    positive: People
    negative: People


class OperatingPoint(Part):
    """What pointing out from ``threshold`` on does; ``flagged`` is the share pointed out.

    ``net_benefit`` is per person.
    """

    threshold: float
    sensitivity: Estimate
    specificity: Estimate
    precision: Estimate
    flagged: Estimate
    net_benefit: Estimate | None = None


class Operating(Part):
    """The scores by outcome, and a point at each border between two bins, both rising.

    ROC and precision-recall curve go through the points. Of an outcome nobody stands in a bin, or
    five people and more: where they would be fewer, bins are joined.
    """

    bins: list[ScoreBin]
    points: list[OperatingPoint]


class BootstrapPoint(Part):
    """Between which probabilities 95 % of the refits put a person with this score."""

    score: Count
    low: float | None
    high: float | None


class BootstrapModels(Part):
    """How far ``count`` refits on bootstrap samples differ about the same people, in points of 100.

    ``median_range`` is what 95 % of them leave of the median person, ``mean_difference`` how far
    one of them is from the model.
    """

    count: Count
    median_range: float
    mean_difference: Older[float] = None
    band: list[BootstrapPoint]
