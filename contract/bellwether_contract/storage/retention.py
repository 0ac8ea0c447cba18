"""Which versions stay, and why: pure, a situation and a policy in, a decision for each version out.

What is not kept for any reason may go. Nothing here looks at a volume or at a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from bellwether_contract.storage.timeline import Past, Timeline

# Why a version stays.
Reason = Literal[
    "champion",
    "best",
    "newest",
    "rollback",
    "recent",
    "held",
    "candidate",
    "unrecorded",
    "in use",
    "named",
    "no champion",
    "altered history",
]

WORDS: Mapping[Reason, str] = {
    "champion": "it is the champion",
    "best": "it is the best version ever, which new ones are measured against",
    "newest": "it is one of the newest",
    "rollback": "it was one of the last champions, and can be rolled back to",
    "recent": "it was champion not long ago",
    "held": "it is under legal hold",
    "candidate": "it is a candidate, which waits for a person",
    "unrecorded": "no history tells of it: it is being published, or somebody has put it there",
    "in use": "a process answers with it, or tries it",
    "named": "a job or a validation that is not over names it",
    "no champion": "the champion cannot be read, so whoever answers in its place must stay",
    "altered history": "a line of the history was changed or is lost, and may have told of a hold",
}


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How much is kept in any case.

    The ``newest`` that were published, the champion and the ``promotions`` champions before it, and
    whoever was champion within so many ``days``.
    """

    newest: int
    promotions: int = 10
    days: int = 90


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a predictor's versions when it is decided.

    ``there`` are those on the volume. ``champion`` is whom the pointer names, None: nobody;
    ``sound`` is False where that cannot be said. ``losses`` are anchor and log loss of those ever
    promoted, as far as they are known, ``named`` those that a job or a validation names, and
    ``altered`` says that the history is not what was written.
    """

    there: Sequence[str]
    timeline: Timeline
    champion: str | None
    sound: bool
    now: datetime
    losses: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    in_use: Collection[str] = ()
    named: Collection[str] = ()
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A version, and why it is kept; for no ``reasons`` it may go."""

    version: str
    reasons: tuple[Reason, ...]

    @property
    def goes(self) -> bool:
        """Whether it may be removed."""
        return not self.reasons


def decide(situation: Situation, policy: RetentionPolicy) -> list[Decided]:
    """What becomes of each version that is there, in their order."""
    timeline = situation.timeline
    recorded = [each for each in situation.there if each in timeline.versions]
    recorded.sort(key=lambda version: timeline.versions[version].sequence, reverse=True)
    sets: list[tuple[Reason, Collection[str]]] = [
        ("champion", {situation.champion or ""}),
        ("best", best(situation.losses, timeline)),
        ("rollback", set(_former(situation, policy))),
        (
            "recent",
            {each for each in recorded if _recent(timeline.versions[each], situation, policy)},
        ),
        ("newest", set(recorded[: policy.newest])),
        ("held", timeline.held.keys()),
        ("candidate", {each for each in recorded if _waits(each, timeline)}),
        ("in use", situation.in_use),
        ("named", situation.named),
        ("unrecorded", set(situation.there).difference(recorded)),
        ("no champion", () if situation.sound else situation.there),
        ("altered history", situation.there if situation.altered else ()),
    ]
    return [
        Decided(version, tuple(reason for reason, those in sets if version in those))
        for version in situation.there
    ]


def best(losses: Mapping[str, tuple[str, float]], timeline: Timeline) -> set[str]:
    """Of each anchor the version of the smallest log loss that was ever promoted and is in use."""
    found: dict[str, tuple[float, str]] = {}
    for version in timeline.promoted():
        if version in losses:
            anchor, loss = losses[version]
            found[anchor] = min(found.get(anchor, (loss, version)), (loss, version))
    return {version for _, version in found.values()}


def kept_for(decided: Iterable[Decided]) -> dict[Reason, int]:
    """How many versions are kept for each reason."""
    counted: dict[Reason, int] = {}
    for each in decided:
        for reason in each.reasons:
            counted[reason] = counted.get(reason, 0) + 1
    return counted


def _former(situation: Situation, policy: RetentionPolicy) -> list[str]:
    """Those that can be rolled back to: the last champions that are in use, but the present one."""
    former = [each for each in situation.timeline.promoted() if each != situation.champion]
    return former[: policy.promotions]


def _recent(past: Past, situation: Situation, policy: RetentionPolicy) -> bool:
    """Whether a version was champion within the days; one of the future counts as well."""
    if past.left is None:
        return False
    try:
        left = datetime.fromisoformat(past.left)
    except ValueError:
        return True
    left = left if left.tzinfo is not None else left.replace(tzinfo=UTC)
    return situation.now - left < timedelta(days=policy.days)


def _waits(version: str, timeline: Timeline) -> bool:
    past = timeline.versions[version]
    waits = past.ended == "kept as candidate" and not past.promoted
    return waits and version not in timeline.withdrawn
