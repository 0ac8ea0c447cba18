"""Cells of a table -> the Encoder's codes and labels; each distinct cell is read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow

from bellwether_contract.coded import coded
from bellwether_contract.declaration.parts import Target
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding import cells
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_contract.encoding.values import REQUIRED
from bellwether_contract.errors import FAULTS_LISTED, RowFault
from bellwether_trainer.records import Labels, Marks
from bellwether_trainer.rows.roles import RoleColumns

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
    """Reads the columns of one table of a predictor, a batch of rows at a time.

    ``hashed`` says that people stand in it as salted hashes. A value that no model is asked about
    is a fault where a model is ``to_learn`` from it.
    """

    def __init__(
        self, predictor: Predictor, *, hashed: bool = False, to_learn: bool = True
    ) -> None:
        encoder = Encoder(predictor)
        self.known_as = predictor.known_as
        self._headings = predictor.headings
        self.names = (*encoder.names, predictor.target.column, *predictor.roles.columns)
        self._columns = [
            _Column(field.name, cells.inputs(encoder, field, to_learn=to_learn))
            for field in predictor.fields
        ]
        self._target = _Column(predictor.target.column, _outcomes(predictor.target))
        self._roles = RoleColumns(predictor, hashed=hashed)

    def header(self, names: Sequence[str], *, others: bool) -> list[RowFault]:
        """What is wrong with a table's columns; ``others`` says whether it may have more.

        It names no column that is nowhere declared: what is wrong is kept.
        """
        required = dict.fromkeys(self.names, True)
        return cells.header(names, required, others=others, headings=self._headings, kept=True)

    def read(
        self, table: pyarrow.Table, lines: Numbers, faults: Faults, others: Sequence[RowFault] = ()
    ) -> tuple[Matrix, Labels, Marks]:
        """Encode rows that stand in ``lines``: float32 [rows, fields], int8 [rows] and roles.

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
        marks, wrong_marks = self._roles.read(table)
        count += len(wrong_marks)
        found += [
            RowFault(int(lines[row]), name, why) for name, row, why in wrong_marks[:FAULTS_LISTED]
        ]
        if count:
            faults.add(found, count)
        matrix = np.column_stack(columns[:-1]).astype(np.float32)
        return matrix, np.nan_to_num(columns[-1], nan=-1).astype(np.int8), marks


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
    """One column, read by its dictionary."""

    def __init__(self, name: str, read: cells.Read) -> None:
        self.name = name
        self._memory = cells.Memory(read)

    def read(self, column: pyarrow.ChunkedArray) -> tuple[Codes, _Wrong]:
        """The codes of a column [rows], NaN where unknown, and which rows do not fit."""
        array = column.combine_chunks()
        if not pyarrow.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        # One more for the empty cell, which is in no dictionary.
        distinct = [*array.dictionary.to_pylist(), None]
        meanings = self._memory.meanings(distinct)
        why = {key: said for key, said in enumerate(meanings) if isinstance(said, str)}
        codes = np.array([np.nan if isinstance(said, str) else said for said in meanings])
        indices = array.indices.cast(pyarrow.int64()).fill_null(len(distinct) - 1)
        keys: Numbers = indices.to_numpy(zero_copy_only=False)
        if not why:
            return codes[keys], _Wrong(np.empty(0, dtype=np.int64), keys, why)
        unfit = np.zeros(len(distinct), dtype=bool)
        unfit[list(why)] = True
        return codes[keys], _Wrong(np.flatnonzero(unfit[keys]), keys, why)


def _outcomes(target: Target) -> cells.Read:
    codes: dict[str, float | str] = dict.fromkeys(cells.words(target.negative), 0.0)
    codes |= dict.fromkeys(cells.words(target.positive), 1.0)
    word = cells.matcher(list(codes))
    one, other = _written(target.positive), _written(target.negative)
    wrong = coded(f"must be {one} or {other}", "one_of", values=f"{one}, {other}")

    def read(column: Sequence[Any]) -> list[float | str]:
        return [REQUIRED if cell is None else codes.get(word(cell), wrong) for cell in column]

    return read


def _written(value: str | int | bool) -> str:
    return f'"{cells.words(value)[0]}"'
