"""Cells of a table -> the Encoder's codes and labels; each distinct cell is read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow

from bellwether_contract.datasets import RowFault
from bellwether_contract.encode import REQUIRED, Encoder, Matrix
from bellwether_contract.errors import FAULTS_LISTED
from bellwether_contract.fields import BooleanField, Field, NumberField
from bellwether_contract.spec import Predictor, Target
from bellwether_trainer.records import Labels

# What a cell of text must be to be a number: no "nan", no "inf", no underscores.
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)

# How tables say yes and no, in any case of letters.
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

# A column of measurements may hold millions of distinct cells; so many are remembered.
REMEMBERED = 200_000

Codes = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class Faults:
    """What is wrong with a table: all of it counted, the first faults kept, in their order."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[RowFault] = []

    def add(self, faults: Iterable[RowFault], count: int | None = None) -> None:
        """Add faults of rows behind those that were added before; ``count`` where there are more.

        What is left out must stand behind those given.
        """
        found = sorted(faults, key=lambda fault: fault.row or 0)
        self.count += len(found) if count is None else count
        self.first.extend(found[: FAULTS_LISTED - len(self.first)])


class Cells:
    """Reads the columns of a predictor's tables, a batch of rows at a time."""

    def __init__(self, predictor: Predictor) -> None:
        encoder = Encoder(predictor)
        self.names = (*encoder.names, predictor.target.column)
        self._columns = [_Column(field.name, _inputs(encoder, field)) for field in predictor.fields]
        self._target = _Column(predictor.target.column, _outcomes(predictor.target))

    def header(self, names: Sequence[str], *, others: bool) -> list[RowFault]:
        """What is wrong with a table's columns; ``others`` says whether it may have more."""
        faults = [
            RowFault(None, name, "is a column that is missing")
            for name in self.names
            if name not in names
        ]
        for name, times in Counter(names).items():
            if times > 1 and (name in self.names or not others):
                faults.append(RowFault(None, name[:64], "is a column that stands twice"))
            elif name not in self.names and not others:
                faults.append(
                    RowFault(None, name[:64], "is a column that this predictor does not know")
                )
        return faults

    def read(
        self, table: pyarrow.Table, lines: Numbers, faults: Faults, others: Sequence[RowFault] = ()
    ) -> tuple[Matrix, Labels]:
        """Encode rows that stand in ``lines``: float32 [rows, fields] and int8 [rows].

        What is wrong, ``others`` included, is added to ``faults``; the codes of a row that is
        wrong mean nothing.
        """
        found, count = list(others), len(others)
        columns = []
        for column in (*self._columns, self._target):
            codes, wrong = column.read(table[column.name])
            columns.append(codes)
            count += len(wrong)
            found += [
                RowFault(int(lines[row]), column.name, detail)
                for row, detail in wrong.first(FAULTS_LISTED)
            ]
        if count:
            faults.add(found, count)
        matrix = np.column_stack(columns[:-1]).astype(np.float32)
        return matrix, np.nan_to_num(columns[-1], nan=-1).astype(np.int8)


class _Wrong:
    """The rows of a column that do not fit, and why."""

    def __init__(self, rows: Numbers, keys: Numbers, why: dict[int, str]) -> None:
        self._rows = rows
        self._keys = keys
        self._why = why

    def __len__(self) -> int:
        return len(self._rows)

    def first(self, limit: int) -> list[tuple[int, str]]:
        rows = self._rows[:limit].tolist()
        return [(row, self._why[int(self._keys[row])]) for row in rows]


class _Column:
    """One column: remembers what its cells mean from one batch to the next."""

    def __init__(self, name: str, read: _Read) -> None:
        self.name = name
        self._read = read
        self._known: dict[Any, float | str] = {}

    def read(self, column: pyarrow.ChunkedArray) -> tuple[Codes, _Wrong]:
        """The codes of a column [rows], NaN where unknown, and which rows do not fit."""
        array = column.combine_chunks()
        if not pyarrow.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        # One more for the empty cell, which is in no dictionary.
        cells = [*array.dictionary.to_pylist(), None]
        meanings = self._meanings(cells)
        why = {key: said for key, said in enumerate(meanings) if isinstance(said, str)}
        codes = np.array([np.nan if isinstance(said, str) else said for said in meanings])
        indices = array.indices.cast(pyarrow.int64()).fill_null(len(cells) - 1)
        keys: Numbers = indices.to_numpy(zero_copy_only=False)
        if not why:
            return codes[keys], _Wrong(np.empty(0, dtype=np.int64), keys, why)
        unfit = np.zeros(len(cells), dtype=bool)
        unfit[list(why)] = True
        return codes[keys], _Wrong(np.flatnonzero(unfit[keys]), keys, why)

    def _meanings(self, cells: list[Any]) -> list[float | str]:
        known = self._known
        new = [cell for cell in cells if cell not in known]
        if new:
            if len(known) + len(new) > REMEMBERED:
                known.clear()
                new = cells
            # Two NaN are two keys, of which neither is found again: they count as the empty cell.
            known.update(zip(new, self._read(new), strict=True))
        return [known[cell] for cell in cells]


# Distinct cells -> of each its code, or in words why it does not fit.
_Read = Callable[[Sequence[Any]], list[float | str]]


def _inputs(encoder: Encoder, field: Field) -> _Read:
    value = _values(field)

    def read(cells: Sequence[Any]) -> list[float | str]:
        values = [None if cell is None or cell == "" else value(cell) for cell in cells]
        codes, unfit = encoder.distinct(field.name, values)
        return [unfit.get(position, code) for position, code in enumerate(codes)]

    return read


def _outcomes(target: Target) -> _Read:
    codes: dict[str, float | str] = dict.fromkeys(_words(target.negative), 0.0)
    codes |= dict.fromkeys(_words(target.positive), 1.0)
    word = _matcher(list(codes))
    wrong = f"must be {_written(target.positive)} or {_written(target.negative)}"

    def read(cells: Sequence[Any]) -> list[float | str]:
        return [REQUIRED if cell is None else codes.get(word(cell), wrong) for cell in cells]

    return read


def _values(field: Field) -> Callable[[Any], Any]:
    """A cell as the value that ``field`` takes; one that is none stays, for the Encoder to name."""
    unknown = [str(value) for value in field.missing.values] if field.missing else []
    if isinstance(field, NumberField):
        return lambda cell: (
            float(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell
        )
    if isinstance(field, BooleanField):
        word = _matcher([*_YES_NO, *unknown])
        return lambda cell: _YES_NO.get(word(cell), word(cell))
    word = _matcher([choice.value for choice in field.choices] + unknown)
    return lambda cell: cell if cell != cell else word(cell)  # NaN is unknown already


def _matcher(words: list[str]) -> Callable[[Any], str]:
    """A cell as one of ``words``, however a program may have written it; else as it stands."""
    exact, alike = set(words), {_plain(word): word for word in words}

    def match(cell: Any) -> str:
        text = str(cell)
        return text if text in exact else alike.get(_plain(text), text)

    return match


def _plain(text: str) -> str:
    """What is left of a code when a program has taken it for a number or for a truth."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", text.strip()).lower()


def _words(value: str | int | bool) -> list[str]:
    """How a table may say a declared value; unquoted, YAML has read Yes as true."""
    if isinstance(value, bool):
        return [word for word, truth in _YES_NO.items() if truth is value]
    return [str(value)]


def _written(value: str | int | bool) -> str:
    return f'"{_words(value)[0]}"'
