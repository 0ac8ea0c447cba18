"""The column that is predicted: its two values, and which of them is the positive one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from bellwether_contract.encoding import cells, numerals
from bellwether_trainer.records import Labels
from tools.drafting.suspicions import UNKNOWN_WORDS
from tools.drafting.table import Table

# What the target's positive value is mostly called; where none of these, the rarer one is taken.
POSITIVE = frozenset(
    ["1", "yes", "y", "true", "t", "pos", "positive", "present", "case", "event", "disease", "sick",
     "ill", "dead", "died", "death", "deceased", "malignant", "abnormal", "readmitted", "relapse",
     "ja", "oui", "si", "sí", "sim", "positiv", "krank", "tot", "verstorben", "positif", "malade",
     "mort", "décédé", "positivo", "enfermo", "muerto", "fallecido", "malato", "morto", "doente"]
)  # fmt: skip

# Named at most, where values or rows are listed.
LISTED = 6
# And of a value so many characters.
LONGEST = 30


class NoTarget(Exception):
    """The target column cannot be predicted; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The target's two values as they are declared, with the labels [rows] that follow from them.

    ``spellings`` names spellings that are one value.
    """

    column: str
    positive: str | bool
    negative: str | bool
    labels: Labels
    why: str
    spellings: tuple[str, ...] = ()


def read(table: Table, column: str, positive: str | None = None) -> Outcome:
    """The target in ``column``, whose ``positive`` value may be named; raises NoTarget."""
    written = table.columns[column]
    _refuse_unknown(table, written)
    spelt = _spellings(written)
    counts = Counter(spelt[cell] for cell in written)
    if len(counts) != 2:
        few = (
            f" ({', '.join(_short(value) for value in sorted(counts))})"
            if len(counts) <= LISTED
            else ""
        )
        raise NoTarget(
            f"it has {len(counts):,} different values{few}, and two are needed: one, and its "
            "opposite"
        )
    if positive is not None:
        named = spelt.get(positive, positive)
        if named not in counts:
            raise NoTarget(
                f"POSITIVE={positive} is none of its values: {' and '.join(sorted(counts))}"
            )
        found, why = named, "as you said"
    else:
        found, why = _guessed(counts)
    (negative,) = set(counts) - {found}
    labels = np.array([spelt[cell] == found for cell in written], dtype=np.int8)
    spellings = tuple(
        f"{', '.join(sorted(those))} are one value"
        for value in counts
        if len(those := {cell for cell in spelt if spelt[cell] == value}) > 1
    )
    truths = {value: cells.YES_NO.get(cells.plain(value)) for value in (found, negative)}
    if any(cells.plain(cell) != cells.plain(spelt[cell]) for cell in spelt):
        # Yes, Y and 1 beside each other: declared as a truth, for which tables have all of them.
        return Outcome(column, bool(truths[found]), bool(truths[negative]), labels, why, spellings)
    return Outcome(column, found, negative, labels, why, spellings)


def _refuse_unknown(table: Table, written: list[str]) -> None:
    """Raise NoTarget where the outcome of some rows is not known, and name these."""
    rows = [
        (line, cell)
        for line, cell in zip(table.lines, written, strict=True)
        if not cell or cell.lower() in UNKNOWN_WORDS
    ]
    if not rows:
        return
    named = ", ".join(f"{line:,}" for line, _ in rows[:LISTED])
    more = f" and {len(rows) - LISTED:,} more" if len(rows) > LISTED else ""
    words = sorted({cell for _, cell in rows if cell})
    said = f" ({', '.join(words)} is no outcome)" if words else ""
    if len(rows) == 1:
        raise NoTarget(f"row {named} (the header is row 1) has none{said}; take that row out")
    raise NoTarget(f"rows {named}{more} (the header is row 1) have none{said}; take such rows out")


def _spellings(written: list[str]) -> dict[str, str]:
    """Of each cell the spelling that stands for all that a table reads alike."""
    counts = Counter(written)
    alike: dict[str | bool, str] = {}
    truths = {cells.plain(cell): cells.YES_NO.get(cells.plain(cell)) for cell in counts}
    # Y is yes beside No and 0, and a value of its own beside Z.
    all_truths = len(truths) > 2 and None not in truths.values()
    spelt = {}
    for cell, _ in counts.most_common():
        plain = cells.plain(cell)
        key = bool(truths[plain]) if all_truths else plain
        spelt[cell] = alike.setdefault(key, cell)
    return spelt


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}..."


def _guessed(counts: Counter[str]) -> tuple[str, str]:
    """Which of two values is the positive one, and why; raises NoTarget where nothing tells."""
    telling = [value for value in counts if cells.plain(value) in POSITIVE]
    numbers = [value for value in counts if numerals.PLAIN.fullmatch(value)]
    if len(numbers) == 2:
        low, high = sorted(numbers, key=float)
        if float(low) not in (0, -1) or float(high) != 1:
            raise NoTarget(
                f"its values are the codes {low} and {high}, and nothing in the rows says which of "
                f"them is the event. Mostly it is {high} (in survival data 1 is alive or censored, "
                f"2 is dead): look it up, and say POSITIVE={high} or POSITIVE={low}"
            )
    if len(telling) == 1:
        return telling[0], "its name says so"
    return min(counts, key=lambda value: (counts[value], value)), "it is the rarer one"
