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

from bellwether_contract.datasets import RowFault
from bellwether_contract.encode import Encoder
from bellwether_contract.fields import BooleanField, Field, NumberField

# What a cell of text must be to be a number: no "nan", no "inf", no underscores.
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)

# How tables say yes and no, in any case of letters.
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

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
    bounded = field if to_learn and isinstance(field, NumberField) else None

    def read(cells: Sequence[Any]) -> list[float | str]:
        codes, unfit = encoder.distinct(field.name, [value(cell) for cell in cells])
        if bounded is not None:
            for position, code in enumerate(codes):
                if (reason := bounded.refused(code)) is not None:
                    unfit[position] = f"is refused, so no model learns from it: {reason}"
        return [unfit.get(position, code) for position, code in enumerate(codes)]

    return read


def header(
    names: Sequence[str], required: Mapping[str, bool], *, others: bool, line: int | None = None
) -> list[RowFault]:
    """What is wrong with a table's columns, each fault in ``line``.

    ``required`` are the columns that it may have, and whether it must; ``others`` says whether
    it may have more.
    """
    faults = [
        RowFault(line, name, "is a column that is missing")
        for name, needed in required.items()
        if needed and name not in names
    ]
    for name, times in Counter(names).items():
        if times > 1 and (name in required or not others):
            faults.append(RowFault(line, name[:64], "is a column that stands twice"))
        elif name not in required and not others:
            faults.append(
                RowFault(line, name[:64], "is a column that this predictor does not know")
            )
    return faults


def words(value: str | int | bool) -> list[str]:
    """How a table may say a declared value; unquoted, YAML has read Yes as true."""
    if isinstance(value, bool):
        return [word for word, truth in _YES_NO.items() if truth is value]
    return [str(value)]


def matcher(known: list[str]) -> Callable[[Any], str]:
    """A cell as one of ``known``, however a program may have written it; else as it stands."""
    exact, alike = set(known), {_plain(word): word for word in known}

    def match(cell: Any) -> str:
        text = str(cell)
        return text if text in exact else alike.get(_plain(text), text)

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
        return lambda cell: (
            float(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell
        )
    if isinstance(field, BooleanField):
        word = matcher([*_YES_NO, *unknown])
        return lambda cell: _YES_NO.get(word(cell), word(cell))
    word = matcher([choice.value for choice in field.choices] + unknown)
    return lambda cell: cell if cell != cell else word(cell)  # NaN is unknown already


def _plain(text: str) -> str:
    """What is left of a code when a program has taken it for a number or for a truth."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", text.strip()).lower()
