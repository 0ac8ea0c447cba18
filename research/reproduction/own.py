"""Bellwether's own version, trained by the code as it stands, as its report tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """A report's measures of one way to answer; None where it has none."""

    accuracy: float
    f1: float
    recall: float
    auroc: float | None
    log_loss: float


@dataclass(frozen=True, slots=True)
class Own:
    """What ``report.json`` says of a version: how it was measured, on what, and beside what."""

    label: str
    how: str
    n: int
    events: int
    policy: str
    threshold: float
    winner: Measured
    always_no: Measured
    plain_logistic: Measured


def read(report: dict[str, Any]) -> Own:
    """The figures that the page on published results needs, out of a version's report."""
    evaluation = report["evaluation"]
    winner = evaluation["winner"]
    return Own(
        label=report["winner_label"],
        how=evaluation["how"],
        n=winner["n"],
        events=winner["events"],
        policy=report["threshold"]["policy"],
        threshold=report["threshold"]["value"],
        winner=_measured(winner),
        always_no=_measured(evaluation["always_no"]),
        plain_logistic=_measured(evaluation["plain_logistic"]),
    )


def _measured(measures: dict[str, Any]) -> Measured:
    return Measured(
        **{name: measures[name] for name in ("accuracy", "f1", "recall", "auroc", "log_loss")}
    )
