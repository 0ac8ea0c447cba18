"""How a column writes its numbers, read by the one rule for cells of tables.

Whatever is found here is declared for the field (``decimal``, ``unit``, ``below_detection``), so
that a training, a check of rows and a table to predict read each cell as the draft has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bellwether_contract.declaration.fields import FLOAT32_MAX
from bellwether_contract.encoding import numerals
from bellwether_contract.encoding.numerals import Decimal

# Where so large a share of the rows is a number, the rest is a mistake rather than a word.
MOSTLY = 0.9
# A column of fewer different numbers, with a word among them, is one of categories.
DISTINCT_NEEDED = 10

THOUSAND = 1000
_GROUPED = re.compile(r"\d[^\d]\d{2,3}(?!\d)")
_UNIT = re.compile(r"[^\W\d_][^,;<>]{0,19}|[%°‰][^,;<>]{0,9}")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The ``values`` of a column's cells, with what is declared so that they are read so.

    ``unread`` are the cells that are no number; ``notation`` says how they are written otherwise
    than by a program, ``doubts`` what to look at.
    """

    values: dict[str, float]
    unread: tuple[str, ...]
    decimal: Decimal | None
    unit: str | None
    below: bool
    notation: tuple[str, ...]
    doubts: tuple[str, ...]


def numbers(known: list[str]) -> Numbers | None:
    """A column's ``known`` cells as numbers; None where they are words."""
    counts = Counter(known)
    if all(map(numerals.PLAIN.fullmatch, counts)):
        unit, below = None, dict[str, str]()
    else:
        below = {
            cell: limit
            for cell in counts
            if cell[:1] == "<" and (limit := cell[1:].removeprefix("=").strip())
        }
        unit = _unit(Counter({below.get(cell, cell): times for cell, times in counts.items()}))
    decimal, doubts = _decimal([below.get(cell, cell) for cell in counts], unit)
    values: dict[str, float] = {}
    unread = []
    for cell in counts:
        value = _value(below.get(cell, cell), unit, decimal)
        if value is None or abs(value) > FLOAT32_MAX:
            unread.append(cell)
        else:
            values[cell] = value / 2 if cell in below else value
    read = sum(counts[cell] for cell in values)
    if unread and (read < MOSTLY * len(known) or len(set(values.values())) < DISTINCT_NEEDED):
        return None
    used = [cell for cell in below if cell in values]
    if used:
        rows = sum(counts[cell] for cell in used)
        doubts.append(
            f"{_rows(rows)} less than a limit (as <0.01): half of the limit is taken, also in "
            "later tables; take below_detection out and such cells are faults"
        )
    bare = sum(
        times for cell, times in counts.items() if cell in values and not _has_unit(cell, unit)
    )
    if unit and bare:
        doubts.append(f"{_rows(bare)} a number without {unit}: taken as {unit}, too")
    return Numbers(
        values, tuple(unread), decimal, unit, bool(used), tuple(_in_words(values, unit, below)),
        tuple(doubts),
    )  # fmt: skip


def _rows(count: int) -> str:
    return "1 row holds" if count == 1 else f"{count:,} rows hold"


def _value(cell: str, unit: str | None, decimal: Decimal | None) -> float | None:
    try:
        return numerals.read(cell, unit, decimal)
    except numerals.Ambiguous:
        return None


def _has_unit(cell: str, unit: str | None) -> bool:
    found = numerals.measured(cell.lstrip("<= "))
    return unit is None or (found is not None and numerals.bare(found[1]) == numerals.bare(unit))


def _unit(counts: Counter[str]) -> str | None:
    """The unit that stands behind most of the numbers, as it is mostly written."""
    units: Counter[str] = Counter()
    for cell, times in counts.items():
        found = numerals.measured(cell)
        if found is not None and _UNIT.fullmatch(found[1]):
            units[found[1]] += times
    if not units:
        return None
    alike: Counter[str] = Counter()
    for unit, times in units.items():
        alike[numerals.bare(unit)] += times
    common, times = alike.most_common(1)[0]
    if 2 * times < sum(counts.values()):
        return None
    return next(unit for unit, _ in units.most_common() if numerals.bare(unit) == common)


def _decimal(cells: list[str], unit: str | None) -> tuple[Decimal | None, list[str]]:
    """The sign for decimals, None where every cell says by itself what it means; and doubts."""
    comma, point, either = 0, 0, []
    for cell in cells:
        if not ("," in cell or "." in cell):
            continue
        by_comma, by_point = numerals.read(cell, unit, ","), numerals.read(cell, unit, ".")
        comma += by_comma is not None and by_point is None
        point += by_point is not None and by_comma is None
        if by_comma is not None and by_point is not None and by_comma != by_point:
            either.append(cell)
    with_comma = [cell for cell in either if "," in cell]
    if comma and not point and either:
        return ",", []
    if point and not comma and with_comma:
        return ".", []
    if not comma and not point and with_comma and len(with_comma) == len(either):
        # Digits by threes behind every comma: decimals would have come out shorter somewhere.
        doubt = 'commas are taken to stand between thousands (1,200 is 1200); decimal: "," if not'
        return ".", [doubt]
    if not comma and not point and len(either) > 2:
        doubt = (
            "every value with a point has three digits behind it: taken as decimals (1.200 is "
            '1.2); if points stand between thousands, declare decimal: ","'
        )
        return None, [doubt]
    return None, []


def _in_words(values: dict[str, float], unit: str | None, below: dict[str, str]) -> list[str]:
    """In words, with an example each, what a program would have written otherwise."""
    kinds: dict[str, str] = {}
    for cell, value in values.items():
        if numerals.PLAIN.fullmatch(cell) and value == float(cell):
            continue
        number = numerals.without_unit(cell, unit)
        if cell in below:
            kind = "less than a limit"
        elif number != cell and numerals.PLAIN.fullmatch(number) and value == float(number):
            kind = "percent signs" if unit == "%" else "a unit in its cells"
        elif _GROUPED.search(number) and abs(value) >= THOUSAND:
            kind = "signs between thousands"
        else:
            kind = "decimal commas" if "," in number else "other signs than a program's"
        kinds.setdefault(kind, f"{cell} is read as {value:.12g}")
    return [f"{kind} ({example})" for kind, example in kinds.items()]
