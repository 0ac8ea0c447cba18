"""Cells of text -> the codes of the Encoder; each distinct cell of a column is read once.

What a table may write where a request says true, a number or a code: the same for rows that are
learned from, checked or predicted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bellwether_contract import spelling
from bellwether_contract.coded import and_more, coded
from bellwether_contract.declaration.fields import BooleanField, Field, NumberField
from bellwether_contract.encoding import numerals
from bellwether_contract.encoding.advice import advice
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.errors import RowFault

# How tables say yes and no, in any case of letters.
_YES = ("yes", "true", "1", "y", "t", "ja", "j", "oui", "o", "si", "sí", "sì", "s", "sim")
_NO = ("no", "false", "0", "n", "f", "nein", "nej", "non", "não", "nao")
YES_NO = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}

# A column of measurements may hold millions of distinct cells; so many are remembered.
REMEMBERED = 200_000

# Distinct cells -> of each its code, or in words why it does not fit.
Read = Callable[[Sequence[Any]], list[float | str]]


class Memory:
    """Remembers what the cells of one column mean from one block of rows to the next."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[Any, float | str] = {}

    def codes(self, cells: Sequence[Any]) -> npt.NDArray[np.float64] | None:
        """The codes of cells [rows], known ones without a look at each; None where one is wrong."""
        known = self._known
        try:
            try:
                return np.fromiter(map(known.__getitem__, cells), np.float64, len(cells))
            except KeyError:
                self.meanings(list(set(cells)))
                return np.fromiter(map(known.__getitem__, cells), np.float64, len(cells))
        except ValueError:  # why it is wrong is text
            return None

    def meanings(self, cells: Sequence[Any]) -> list[float | str]:
        """Of each of some distinct cells its code, or why it does not fit."""
        known = self._known
        new = [cell for cell in cells if cell not in known]
        if new:
            if len(known) + len(new) > REMEMBERED:
                known.clear()
                new = list(cells)
            # Two NaN are two keys, of which neither is found again: they count as the empty cell.
            known.update(zip(new, self._read(new), strict=True))
        return [known[cell] for cell in cells]


def inputs(encoder: Encoder, field: Field, *, to_learn: bool = False) -> Read:
    """Reads the cells of an input column; an empty cell is unknown.

    A value that no model is asked about does not fit where a model is ``to_learn`` from it.
    """
    value = values(field)
    number = field if isinstance(field, NumberField) else None
    bounded = number if to_learn else None

    def read(cells: Sequence[Any]) -> list[float | str]:
        taken = [value(cell) for cell in cells]
        codes, unfit = encoder.distinct(field.name, taken)
        if number is not None:
            for position in unfit:
                if isinstance(cells[position], str):
                    unfit[position] = and_more(unfit[position], advice(cells[position], number))
        if bounded is not None:
            for position, code in enumerate(codes):
                if (reason := bounded.refused(code)) is not None:
                    said = f"is refused, so no model learns from it: {reason}"
                    unfit[position] = coded(said, "refused", reason=reason)
        return [unfit.get(position, code) for position, code in enumerate(codes)]

    return read


_NO_HEADINGS: Mapping[str, str] = {}


def header(
    names: Sequence[str],
    required: Mapping[str, bool],
    *,
    others: bool,
    line: int | None = None,
    headings: Mapping[str, str] = _NO_HEADINGS,
    kept: bool = False,
) -> list[RowFault]:
    """What is wrong with a table's columns, each fault in ``line``.

    ``required`` are the columns that it may have, and whether it must; ``others`` says whether
    it may have more. ``headings`` are what else columns may be called. Where the faults are to be
    ``kept``, a column that is nowhere declared is told by its place: without a header its name is
    somebody's cell. The name of one that was misspelt is told all the same.
    """
    called = {name: f"; it may also be called {title!r}" for name, title in headings.items()}
    faults = [
        RowFault(
            line,
            name,
            coded(f"is a column that is missing{called.get(name, '')}", "missing_column"),
        )
        for name, needed in required.items()
        if needed and name not in names
    ]
    for name, times in Counter(names).items():
        if not name and not others:
            place = names.index(name) + 1
            detail = f"has no name for column {place}; leave the column out"
            if place == 1:
                # What writes the number of each row along.
                detail += " (in pandas index=False, in R row.names=FALSE)"
            faults.append(RowFault(line, None, coded(detail, "no_name", place=place)))
        elif times > 1 and kept and name not in required and not others:
            first, second, *_ = (n for n, each in enumerate(names, 1) if each == name)
            detail = f"has the same name for the columns {first} and {second}"
            faults.append(RowFault(line, None, detail))
        elif times > 1 and (name in required or not others):
            twice = coded("is a column that stands twice", "twice")
            faults.append(RowFault(line, name[:64], twice))
        elif name not in required and not others:
            meant = spelling.hint(name, required) if len(faults) < spelling.COMPARED else ""
            if kept and not meant:
                place = names.index(name) + 1
                detail = f"has a column that this predictor does not know: column {place}"
                faults.append(RowFault(line, None, coded(detail, "unknown_column", place=place)))
                continue
            detail = f"is a column that this predictor does not know{meant}"
            faults.append(RowFault(line, name[:64], coded(detail, "unknown_column", place=None)))
    return faults


def words(value: str | int | bool) -> list[str]:
    """How a table may say a declared value; unquoted, YAML has read Yes as true."""
    if isinstance(value, bool):
        return [word for word, truth in YES_NO.items() if truth is value]
    return [str(value)]


def matcher(known: list[str]) -> Callable[[Any], str]:
    """A cell as one of ``known``, however a program may have written it; else as it stands."""
    exact, alike = set(known), {plain(word): word for word in known}

    def match(cell: Any) -> str:
        text = str(cell)
        return text if text in exact else alike.get(plain(text), text)

    return match


def values(field: Field) -> Callable[[Any], Any]:
    """A cell as the value that ``field`` takes, None where it is empty.

    One that is no such value stays as it is, for the Encoder to say so.
    """
    value = _written(field)
    return lambda cell: None if cell is None or cell == "" else value(cell)


def _written(field: Field) -> Callable[[Any], Any]:
    unknown = [str(value) for value in field.missing.values] if field.missing else []
    if isinstance(field, NumberField):
        return _number(field, unknown)
    if isinstance(field, BooleanField):
        word = matcher([*unknown, *(each for each in YES_NO if each not in unknown)])
        truths = {each: truth for each, truth in YES_NO.items() if each not in unknown}
        return lambda cell: truths.get(word(cell), word(cell))
    word = matcher([choice.value for choice in field.choices] + unknown)
    return lambda cell: cell if cell != cell else word(cell)  # NaN is unknown already


def _number(field: NumberField, unknown: list[str]) -> Callable[[Any], Any]:
    unit, decimal = field.unit, field.decimal
    half = field.below_detection == "half"
    word = matcher(unknown)

    def read(cell: Any) -> Any:
        if not isinstance(cell, str):
            return cell
        try:
            value = numerals.read(cell, unit, decimal)
            if value is None and half and cell.lstrip()[:1] == "<":
                limit = numerals.read(cell.lstrip()[1:].removeprefix("="), unit, decimal)
                value = None if limit is None else limit / 2
        except numerals.Ambiguous:
            return cell
        return word(cell) if value is None else value

    return read


def plain(text: str) -> str:
    """What is left of a code when a program has taken it for a number or for a truth."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", text.strip()).lower()
