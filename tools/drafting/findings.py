"""What a check finds, in the three weights that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Weight = Literal["fault", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a predictor's folder: where, what, and what to do.

    A fault stops a training or misleads people; a warning is for somebody to judge who knows the
    rows; a note only tells.
    """

    weight: Weight
    where: str
    what: str


def fault(where: str, what: str) -> Finding:
    """It must be put right."""
    return Finding("fault", where, what)


def warning(where: str, what: str) -> Finding:
    """It may be wrong."""
    return Finding("warning", where, what)


def note(where: str, what: str) -> Finding:
    """It is good to know."""
    return Finding("note", where, what)


def as_text(name: str, findings: Sequence[Finding]) -> str:
    """All findings as text, the heaviest first."""
    lines = []
    for weight in ("fault", "warning", "note"):
        for finding in findings:
            if finding.weight == weight:
                lines.append(f"{weight:<8} {finding.where}\n         {finding.what}")
    counts = [_counted(findings, weight) for weight in ("fault", "warning")]
    return "\n".join([*lines, f"predictors/{name}: {' and '.join(counts)}."])


def _counted(findings: Sequence[Finding], weight: Weight) -> str:
    count = sum(finding.weight == weight for finding in findings)
    return f"{count or 'no'} {weight}{'' if count == 1 else 's'}"
