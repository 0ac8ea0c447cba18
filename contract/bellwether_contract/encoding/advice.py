"""What to do about a cell that is no number of its field; in no case is it repeated."""

from __future__ import annotations

import re

from bellwether_contract.coded import coded
from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.encoding import numerals

COMMA_ADVICE = coded(
    "; write it with a point and nothing between thousands, as 1.2 or 1200", "with_a_point"
)
_TWO_ADVICE = coded(
    "; it may mean two numbers, as 1,200 may: write it with a point and nothing between thousands, "
    'as 1.2 or 1200, or declare the field\'s decimal: "," or "."',
    "two_numbers",
)
_LESS_ADVICE = coded(
    "; below_detection: half, declared for the field, takes <0.01 for 0.005", "below_detection"
)
_MORE_ADVICE = coded("; more than a value is no value: write a number", "more_than")

_GROUPED = re.compile(r",\d{3}(?!\d)|\.\d{3},")


def advice(cell: str, field: NumberField) -> str:
    """What to do about a cell that is no number of its field; it is not repeated."""
    said = cell.strip()
    if said[:1] in ("<", "≤"):
        return "" if field.below_detection else _LESS_ADVICE
    if said[:1] in (">", "≥"):
        return _MORE_ADVICE
    try:
        value = numerals.read(said, field.unit, field.decimal)
    except numerals.Ambiguous:
        return _TWO_ADVICE
    if value is not None:
        # It was read, and lies beyond the field: maybe it was not meant so.
        return COMMA_ADVICE if _GROUPED.search(said) else ""
    if field.decimal is not None and re.search(r"\d[.,]\d", said):
        other = "a point" if field.decimal == "," else "a comma"
        return coded(
            f"; decimal: {field.decimal!r} is declared, so {other} stands between thousands alone",
            "decimal_declared",
        )
    if re.fullmatch(r"[\d.,]*,[\d.,]*", said):
        return COMMA_ADVICE
    if numerals.PLAIN.fullmatch(said):
        return coded("; it is larger than any number that a computer holds", "too_large")
    if numerals.measured(said) is not None:
        own = f"the unit of its field, {field.unit}," if field.unit else "a declared unit"
        return coded(f"; nothing but {own} may follow a number", "only_its_unit")
    return ""
