"""What became of a predictor's versions: the lines of its history, and what follows from them.

The history on the champions' volume is what is true of a version after any restart and in every
process; job records are forgotten one day, and reports are written before anybody decides again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bellwether_contract.vocabulary import Outcome

# Forced: an operator has promoted what the gate had rejected. Withdrawn: an operator has taken a
# version out of use, for good.
EventName = Literal[
    "promoted", "kept as candidate", "rejected", "rolled back", "forced", "withdrawn"
]

# What a training's end is called in the history.
ENDS: dict[Outcome, EventName] = {
    "promoted": "promoted",
    "candidate": "kept as candidate",
    "rejected": "rejected",
}

# After one of these the version was the champion.
PROMOTIONS: frozenset[EventName] = frozenset({"promoted", "rolled back", "forced"})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a predictor's history.

    The gate's decisions name the ``anchor`` that they used and the champion that the version was
    measured ``against``; None: there was none, nobody measured, or the line is from before that
    was written down. ``reasons`` are those of a training's end, one by one; ``reason`` joins them.
    """

    at: str
    event: EventName
    version: str
    by: str
    reason: str
    anchor: str | None = None
    against: str | None = None
    reasons: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a version was taken out of use: when (ISO 8601), by whom and why."""

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
    return Event(**known)


def ever_promoted(events: Iterable[Event]) -> list[str]:
    """Every version that was ever champion, in the order of ``events``, withdrawn or not."""
    return list(dict.fromkeys(each.version for each in events if each.event in PROMOTIONS))


def goes_back(events: Sequence[Event], to: str, present: str | None) -> bool:
    """Whether to promote ``to`` is to go back to a former champion, from a newer one, ``present``.

    ``events`` are a history, newest first, and its order alone counts: the time in a version's name
    is that of a clock, which may have been wrong.
    """
    if present is None or not any(
        each.version == to for each in events if each.event in PROMOTIONS
    ):
        return False
    # A version's oldest line tells when it was published.
    published = {each.version: place for place, each in enumerate(events)}
    return to != present and published[to] > published.get(present, -1)


def withdrawals(events: Iterable[Event]) -> dict[str, Withdrawal]:
    """The versions that were taken out of use; who did it first counts."""
    # Newest first, as a history is told: the earliest line of a version is the last one seen.
    return {
        each.version: Withdrawal(each.at, each.by, each.reason)
        for each in events
        if each.event == "withdrawn"
    }


def rejected(events: Iterable[Event], version: str) -> bool:
    """Whether the gate has decided against a version."""
    return any(each.version == version and each.event == "rejected" for each in events)
