"""Columns that name people, visits or samples, and how often each name comes again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from drafting import titles

# An identifier by its title alone has more values than codes of a few kinds have.
KINDS = 30
SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Repeated:
    """Why a column of identifiers is no field, and what its repetition means."""

    reason: str
    warning: str


def repeated(name: str, title: str, known: list[str]) -> Repeated | None:
    """An identifier in ``known`` cells whose values come again; None where it is none."""
    if not known or not titles.identifies(title):
        return None
    counts = Counter(known)
    theirs = bool(titles.PEOPLE & set(titles.words(title)))
    if not theirs and len(counts) <= max(KINDS, SHARE * len(known)):
        return None
    often = Counter(counts.values())
    if set(often) == {1}:
        return None
    who = "people" if titles.of_people(title) else "of its values"
    least, most = min(often), max(often)
    each = f"{most} rows each" if least == most else f"{least} to {most} rows each"
    told = f"{len(counts):,} {who} have {each}"
    return Repeated(
        f"it names {who if who == 'people' else 'what the rows are of'}, and {told}",
        f"{told} ({name}). Rows of one person are alike: where some are learned from and others "
        f"measure, every figure looks better than it is. Is {name} who a row is about (the group)? "
        f"Then write roles: {{group: {name}}} in predictor.yaml, and everything is measured by "
        "person",
    )
