"""What is measured of parts of the rows: groups of people, sites, and a later time."""

from __future__ import annotations

from dataclasses import dataclass

from bellwether_trainer.measures.metric_types import Figures, Interval, Mask


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
class Group:
    """Some of the rows, ``mask`` [n]: ``group`` is its label within the field called ``label``."""

    field: str
    label: str
    group: str
    mask: Mask


@dataclass(frozen=True, slots=True)
class SubgroupFound:
    """How good probabilities are within a group.

    ``too_few`` are positive for the gate to judge it; of still fewer there are no figures.
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
