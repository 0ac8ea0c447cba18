"""A column of words -> a category: its choices, their order, and spellings that are one."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bellwether_contract.encoding import cells as contract_cells
from bellwether_contract.encoding.numerals import PLAIN
from tools.drafting.guessed import Guess, with_missing

# A category in fewer rows than this teaches a model nothing.
RARE = 10

# Words whose order means something, from one end to the other.
SCALES = (
    ("never", "rarely", "sometimes", "often", "usually", "always"),
    ("none", "trace", "mild", "moderate", "severe"),
    ("very low", "low", "medium", "middling", "moderate", "high", "very high"),
    ("very poor", "poor", "fair", "good", "very good", "excellent"),
    ("small", "medium", "large"),
    ("never", "former", "current"),
)


def category(base: dict[str, Any], known: list[str], missing: list[Any], optional: bool) -> Guess:
    """A category of a column's ``known`` cells; spellings that a table reads alike are one choice.

    ``missing`` are the words that mean unknown, ``optional`` whether any row knows nothing.
    """
    counts = Counter(known)
    # Of spellings that the contract reads alike, the commonest stands for all.
    spelt: dict[str, str] = {}
    for cell, _ in counts.most_common():
        spelt.setdefault(contract_cells.plain(cell), cell)
    rows = Counter(dict.fromkeys(spelt.values(), 0))
    for cell, times in counts.items():
        rows[spelt[contract_cells.plain(cell)]] += times
    choices, ordered = _ordered(sorted(rows))
    doubts = []
    rare = [choice for choice in choices if rows[choice] < RARE]
    if rare:
        doubts.append(
            f"in fewer than {RARE} rows: {', '.join(rare)}. Join rare categories to others, in "
            "the rows"
        )
    if all(map(PLAIN.fullmatch, choices)):
        doubts.append("codes: give each a label, {value: ..., label: ...}")
    made: dict[str, Any] = {**base, "type": "category", "choices": choices}
    if ordered:
        made["ordered"] = True
        doubts.append("taken as ordered, from the first to the last")
    made["example"] = rows.most_common(1)[0][0]
    return Guess(with_missing(made, missing, optional), tuple(doubts), spellings(known))


def spellings(known: list[str]) -> tuple[str, ...]:
    """In words, which different spellings are one value."""
    alike: dict[str, set[str]] = {}
    for cell in set(known):
        truth = contract_cells.YES_NO.get(contract_cells.plain(cell))
        alike.setdefault(contract_cells.plain(cell) if truth is None else str(truth), set()).add(
            cell
        )
    return tuple(
        f"spellings of one value ({', '.join(sorted(those))})"
        for those in alike.values()
        if len(those) > 1
    )


def _ordered(choices: list[str]) -> tuple[list[str], bool]:
    """Choices in their natural order, where they have one."""
    words = {choice.lower() for choice in choices}
    for scale in SCALES:
        if len(words) > 2 and words <= set(scale):
            return sorted(choices, key=lambda choice: scale.index(choice.lower())), True
    starts = [re.match(r"\D{0,3}?(\d+)", choice) for choice in choices]
    ranges = [re.search(r"\d\s*(?:-|–|to|\+|or)", choice) for choice in choices]
    if len(choices) > 2 and all(starts) and all(ranges):
        return sorted(choices, key=lambda choice: int(re.findall(r"\d+", choice)[0])), True
    return choices, False
