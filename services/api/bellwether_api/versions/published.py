"""Versions as a list shows them, and the pages of that list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bellwether_api.versions import disclosure
from bellwether_contract.bundle.manifest import VERSION_PATTERN, Manifest
from bellwether_contract.coded import codes, with_codes
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.history import ENDS
from bellwether_contract.vocabulary import Effort, Outcome

# Where the versions of a page end: at the number of a publication, or at a name, where no history
# tells of that version.
CURSOR = re.compile(rf"[0-9]{{1,12}}|{VERSION_PATTERN.pattern}")


@dataclass(frozen=True, slots=True)
class Published:
    """What a list shows of a version, of its manifest and of its report.

    ``datasets`` are those that it has learned from. ``accepted`` is what the gate has said, which
    passed it in so many of so many ``checks``, ``outcome`` what became of the version then and for
    which ``reasons``.
    """

    version: str
    created: datetime
    candidate: str
    candidate_label: str
    threshold: float
    job: str
    rows: int
    effort: Effort
    datasets: tuple[str, ...]
    accepted: bool
    checks_passed: int
    checks: int
    outcome: Outcome
    reasons: tuple[str, ...]
    measures: dict[str, Any]

    @classmethod
    def of(cls, manifest: Manifest, report: dict[str, Any]) -> Published:
        """The version of a manifest; raises KeyError, TypeError, ValueError for half a report."""
        outcome, reasons = ending(report)
        checks = list(report["gate"].get("checks") or ())
        return cls(
            manifest.version,
            manifest.created,
            manifest.candidate.name,
            manifest.candidate.label,
            manifest.threshold.value,
            manifest.job,
            manifest.rows,
            manifest.effort,
            tuple(each.name for each in manifest.datasets),
            bool(report["gate"]["accepted"]),
            sum(map(_passed, checks)),
            len(checks),
            outcome,
            reasons,
            disclosure.measures(dict(report["evaluation"]["winner"])),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some versions, each whole or with what is wrong with it, of ``total`` that there are.

    ``next`` is the cursor of the page after this one, None: it is the last.
    """

    versions: list[tuple[str, Published | RefusedBundle]]
    next: str | None
    total: int


def ending(report: dict[str, Any]) -> tuple[Outcome, tuple[str, ...]]:
    """What became of the version of a report when it was made, and why.

    Before there were candidates the gate alone decided. Raises KeyError, TypeError, ValueError.
    """
    recorded = report.get("ending")
    if recorded is None:
        gate = report["gate"]
        return "promoted" if gate["accepted"] else "rejected", tuple(gate.get("reasons") or ())
    if recorded["outcome"] not in ENDS:
        raise ValueError("this ending is not known here")
    reasons = [str(each) for each in recorded["reasons"]]
    return recorded["outcome"], with_codes(reasons, codes(recorded.get("reason_codes")))


def _passed(check: dict[str, Any]) -> bool:
    """Older reports know passed and not passed alone."""
    return bool(check["found"] == "passed" if "found" in check else check["passed"])


def cursor_of(version: str, order: Callable[[str], int | None]) -> str:
    """Where a page ends whose last version this is."""
    place = order(version)
    return version if place is None else str(place)


def after(names: list[str], cursor: str, order: Callable[[str], int | None]) -> int:
    """How many of the names come before what follows a cursor: their order alone counts.

    The version that it stands for may have been removed since.
    """

    def comes_after(version: str) -> bool:
        place = order(version)
        if cursor.isdecimal():
            return place is not None and place < int(cursor)
        return place is not None or version < cursor

    return bisect_left(names, True, key=comes_after)
