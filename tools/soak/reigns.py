"""Which version was champion when, and which answers came from another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.soak.predicting import Answer


@dataclass(frozen=True, slots=True)
class Change:
    """The pointer moved to ``version`` after ``asked``, and by ``done`` every process followed.

    Both are of ``time.monotonic``; ``grace`` is for who cannot see when that was.
    """

    version: str
    asked: float
    done: float
    grace: float = 0.0


def strangers(answers: Iterable[Answer], changes: Sequence[Change]) -> list[Answer]:
    """The answers by a version that was champion at no moment while they were asked for."""
    reigns = defaultdict(list)
    for change, end in zip(changes, _ends(changes), strict=True):
        reigns[change.version].append((change.asked, end))
    return [
        answer
        for answer in answers
        if not any(
            since <= answer.received and answer.sent <= end for since, end in reigns[answer.version]
        )
    ]


def followed(answers: Sequence[Answer], changes: Sequence[Change]) -> list[float]:
    """Seconds from each change but the first to the last answer by another version."""
    ends = [*(change.asked for change in changes[2:]), float("inf")]
    received = sorted((answer.received, answer.version) for answer in answers)
    taken, at = [], 0
    for change, end in zip(changes[1:], ends, strict=True):
        last = 0.0
        while at < len(received) and received[at][0] < end:
            when, version = received[at]
            if when > change.asked and version != change.version:
                last = when - change.asked
            at += 1
        taken.append(last)
    return taken


def _ends(changes: Sequence[Change]) -> list[float]:
    return [*(change.done + change.grace for change in changes[1:]), float("inf")]
