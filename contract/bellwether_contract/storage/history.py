"""What became of a predictor's versions: the lines of its history, and what follows from them.

The history on the champions' volume is what is true of a version after any restart and in every
process; job records are forgotten one day, and reports are written before anybody decides again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from bellwether_contract.coded import Code, codes
from bellwether_contract.vocabulary import Outcome

# Forced: an operator has promoted what the gate had rejected. Withdrawn: an operator has taken a
# version out of use, for good. Held, released: nobody may remove it until it is released.
# Collected: its files were removed.
EventName = Literal[
    "promoted",
    "kept as candidate",
    "rejected",
    "rolled back",
    "forced",
    "withdrawn",
    "held",
    "released",
    "collected",
]

# What a training's end is called in the history.
ENDS: dict[Outcome, EventName] = {
    "promoted": "promoted",
    "candidate": "kept as candidate",
    "rejected": "rejected",
}

# After one of these the version was the champion.
PROMOTIONS: frozenset[EventName] = frozenset({"promoted", "rolled back", "forced"})

# What was decided of whether a version answers; the first such line of a version publishes it.
DECISIONS: frozenset[EventName] = PROMOTIONS | frozenset(ENDS.values())


@dataclass(frozen=True, slots=True)
class Facts:
    """What stays known of a version that was collected; None: its files did not say it.

    ``created`` is ISO 8601, ``auroc`` and ``log_loss`` are those that its training measured.
    """

    candidate: str | None = None
    candidate_label: str | None = None
    created: str | None = None
    rows: int | None = None
    auroc: float | None = None
    log_loss: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a predictor's history.

    The gate's decisions name the ``anchor`` that they used and the champion that the version was
    measured ``against``; None: there was none, nobody measured, or the line is from before that
    was written down. ``reasons`` are those of a training's end, one by one; ``reason`` joins them,
    ``reason_codes`` say them to those who say them in other words.
    A publication names its ``job``, and the version's ``log_loss`` on the anchor, since that was
    written down. ``facts`` are of a version that was collected.
    """

    at: str
    event: EventName
    version: str
    by: str
    reason: str
    anchor: str | None = None
    against: str | None = None
    reasons: tuple[str, ...] | None = None
    job: str | None = None
    log_loss: float | None = None
    facts: Facts | None = None
    reason_codes: tuple[Code | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a version was taken out of use: when (ISO 8601), by whom and why."""

    at: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """That a version must not be removed: since when (ISO 8601), by whom and why."""

    at: str
    by: str
    reason: str


def event(document: dict[str, Any]) -> Event:
    """A line as it was written, by whatever release; raises ValueError, TypeError.

    A later writer may say more than is known here.
    """
    known = {name: value for name, value in document.items() if name in Event.__slots__}
    if known.get("reasons") is not None:
        known["reasons"] = tuple(map(str, known["reasons"]))
    known["reason_codes"] = codes(known.get("reason_codes"))
    if known.get("facts") is not None:
        facts = known["facts"]
        known["facts"] = Facts(**{name: facts[name] for name in Facts.__slots__ if name in facts})
    return Event(**known)


def rejected(events: Iterable[Event], version: str) -> bool:
    """Whether the gate has decided against a version."""
    return any(each.version == version and each.event == "rejected" for each in events)
