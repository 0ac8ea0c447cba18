"""Columns of text -> fields of a declaration, with every doubt in words."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from drafting import suspicions
from drafting.outcome import Outcome
from drafting.suspicions import UNKNOWN_WORDS, Floats
from drafting.table import Table

# A column with more different words than this is text, not a category.
CHOICES = 30

# A category in fewer rows than this teaches a model nothing.
RARE = 10

# Whole numbers with so few different values may be codes.
CODES = 5

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

YES_NO = ({"yes", "no"}, {"true", "false"}, {"0", "1"}, {"0.0", "1.0"})
YES = frozenset(["yes", "true", "1", "1.0"])

# Words whose order means something, from one end to the other.
SCALES = (
    ("never", "rarely", "sometimes", "often", "usually", "always"),
    ("none", "trace", "mild", "moderate", "severe"),
    ("very low", "low", "medium", "middling", "moderate", "high", "very high"),
    ("very poor", "poor", "fair", "good", "very good", "excellent"),
    ("small", "medium", "large"),
    ("never", "former", "current"),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A field as the declaration writes it, and what to look at before believing it."""

    field: dict[str, Any]
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class Guesses:
    """All fields; columns that became none, with the reason."""

    fields: list[Guess] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def fields(table: Table, outcome: Outcome) -> Guesses:
    """A field for each column that can be one."""
    guesses = Guesses()
    for name, cells in table.columns.items():
        if name == outcome.column:
            continue
        unknown = {cell for cell in set(cells) if not cell or cell.lower() in UNKNOWN_WORDS}
        known = [cell for cell in cells if cell not in unknown]
        title = table.titles[name]
        reason = _no_field(title, known)
        if reason:
            guesses.left_out[name] = reason
            continue
        made = _field(name, title, known, unknown)
        alone = suspicions.auroc_alone(_codes(cells, made.field), outcome.labels)
        if alone is not None and alone >= suspicions.LEAK_AUROC:
            guesses.left_out[name] = (
                f"it tells the outcome nearly by itself (AUROC {alone:.3f}), so it was probably "
                "known after it, or is another name for it; put it back if not"
            )
        else:
            guesses.fields.append(made)
    return guesses


def _no_field(title: str, known: list[str]) -> str | None:
    """Why a column cannot be a field, or None."""
    distinct = set(known)
    if not known:
        return "no row knows it"
    if len(distinct) == 1:
        return "it is the same in every row that knows it"
    if suspicions.looks_like_an_id(title, known):
        return "it names the rows (nearly all values differ)"
    if not all(map(NUMBER.fullmatch, distinct)) and len(distinct) > CHOICES:
        return f"it is text with {len(distinct):,} different values, more than {CHOICES}"
    return None


def _field(name: str, title: str, known: list[str], unknown: set[str]) -> Guess:
    distinct = {cell.lower() for cell in set(known)}
    base: dict[str, Any] = {"name": name, "label": _label(title)}
    missing: list[Any] = sorted(unknown - {""})
    if any(distinct <= pair for pair in YES_NO):
        common = Counter(known).most_common(1)[0][0].lower() in YES
        made = {**base, "type": "boolean", "example": common}
        return Guess(_with_missing(made, missing, bool(unknown)))
    if all(map(NUMBER.fullmatch, distinct)) and len(distinct) > 2:
        return _number(base, known, missing, bool(unknown))
    return _category(base, known, missing, bool(unknown))


def _number(base: dict[str, Any], known: list[str], missing: list[Any], optional: bool) -> Guess:
    values = np.array([float(cell) for cell in known])
    doubts = []
    codes = suspicions.sentinels(values)
    for code in codes:
        times = int((values == code).sum())
        doubts.append(
            f"{times:,} rows hold {code:g}, far from all others: taken as unknown. If it is a real "
            f"value, take it out of missing"
        )
    values = values[~np.isin(values, codes)]
    whole = bool((values == np.rint(values)).all())
    low, high = _range(values, whole=whole, positive=0.0 in codes)
    if whole and len(np.unique(values)) <= CODES:
        doubts.append("few different values: if they are codes, make it a category with labels")
    made: dict[str, Any] = {
        **base, "type": "integer" if whole else "number", "unit": None, "minimum": low,
        "maximum": high,
    }  # fmt: skip
    if not whole:
        made["step"] = 10.0 ** -max(_decimals(cell) for cell in set(known))
    made["example"] = _plain(float(np.quantile(values, 0.5, method="nearest")))
    unknown = [*map(_plain, codes), *missing]
    return Guess(_with_missing(made, unknown, optional or bool(codes)), tuple(doubts))


def _category(base: dict[str, Any], known: list[str], missing: list[Any], optional: bool) -> Guess:
    counts = Counter(known)
    choices, ordered = _ordered(sorted(counts))
    doubts = []
    rare = [choice for choice in choices if counts[choice] < RARE]
    if rare:
        doubts.append(
            f"in fewer than {RARE} rows: {', '.join(rare)}. Join rare categories to others, in "
            "the rows"
        )
    if len({choice.lower() for choice in choices}) < len(choices):
        doubts.append(
            "some categories differ only in capital letters: write them alike in the rows"
        )
    if all(map(NUMBER.fullmatch, choices)):
        doubts.append("codes: give each a label, {value: ..., label: ...}")
    made: dict[str, Any] = {**base, "type": "category", "choices": choices}
    if ordered:
        made["ordered"] = True
        doubts.append("taken as ordered, from the first to the last")
    made["example"] = counts.most_common(1)[0][0]
    return Guess(_with_missing(made, missing, optional), tuple(doubts))


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


def _with_missing(made: dict[str, Any], values: list[Any], optional: bool) -> dict[str, Any]:
    if not optional:
        return made
    missing: dict[str, Any] = {"label": "Not known"}
    if values:
        missing["values"] = values
    example = made.pop("example")
    return {**made, "missing": missing, "example": example}


def _range(values: Floats, *, whole: bool, positive: bool) -> tuple[float | int, float | int]:
    """Round ends around ``values``, with a tenth of their range to spare.

    An end where many rows lie is an end of the scale (no days of 30), and so is a zero below.
    """
    low, high = float(values.min()), float(values.max())
    spare = (high - low) / 10
    step = max(_round_step(spare), 1.0 if whole else 0.0)
    bottom = math.floor((low - spare) / step) * step
    top = math.ceil((high + spare) / step) * step
    if low >= 0 and bottom < 0:
        bottom = 0.0
    if positive and bottom <= 0:
        bottom = math.floor(low / 2) if whole else low / 2
    heaped_low, heaped_high = suspicions.heaped(values)
    bottom, top = low if heaped_low else bottom, high if heaped_high else top
    return _plain(bottom), _plain(top)


def _round_step(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-9))


def _plain(value: float) -> float | int:
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded == int(rounded) else rounded


def _decimals(cell: str) -> int:
    mantissa, _, power = cell.lower().partition("e")
    decimals = len(mantissa.partition(".")[2].rstrip("0"))
    return min(max(decimals - int(power or 0), 0), 6)


def _label(title: str) -> str:
    """A column's title as words: BloodPressure and blood_pressure become Blood pressure."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", title.strip()).replace("_", " ")
    words = " ".join(word if word.isupper() else word.lower() for word in words.split())
    return words[:1].upper() + words[1:] if words else title


def _codes(cells: list[str], made: dict[str, Any]) -> Floats:
    """Cells as numbers, or as positions of their words; NaN where unknown."""
    unknown = {"", *map(str, made.get("missing", {}).get("values", ()))}
    if made["type"] in ("number", "integer"):
        values = {
            float(v) for v in made.get("missing", {}).get("values", ()) if not isinstance(v, str)
        }
        read = {c: math.nan if c in unknown or float(c) in values else float(c) for c in set(cells)}
    else:
        words = {cell: float(place) for place, cell in enumerate(sorted(set(cells) - unknown))}
        read = {cell: words.get(cell, math.nan) for cell in set(cells)}
    return np.array([read[cell] for cell in cells])
