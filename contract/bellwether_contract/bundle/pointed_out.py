"""What a version's threshold does to 100 people, by its report."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PointedOut:
    """Of 100 people whom the version was measured on; the four sum to 100.

    ``found`` had it and were pointed out, ``missed`` had it and were not, ``alarms`` were pointed
    out and had it not, and ``left`` neither.
    """

    found: int
    missed: int
    alarms: int
    left: int


def read(report: bytes) -> PointedOut | None:
    """The four of a report; None of one that does not tell them.

    Whole people out of 100: what is left over goes where the most was cut off. They are shares of
    everybody, so that no count of a few people is told.
    """
    try:
        confusion = json.loads(report)["evaluation"]["winner"]["confusion"]
        counts = [float(confusion[name]) for name in ("tp", "fn", "fp", "tn")]
    except (ValueError, KeyError, TypeError):
        return None
    total = sum(counts)
    if not math.isfinite(total) or total <= 0 or min(counts) < 0:
        return None
    exact = [100 * each / total for each in counts]
    whole = [math.floor(each) for each in exact]
    most = sorted(range(4), key=lambda at: whole[at] - exact[at])
    for at in most[: 100 - sum(whole)]:
        whole[at] += 1
    return PointedOut(*whole)
