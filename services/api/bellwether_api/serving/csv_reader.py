"""A CSV in, blocks of encoded rows out: any number of rows in constant memory."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from operator import itemgetter
from typing import Any, cast

import numpy as np

from bellwether_api.http.errors import ApiError
from bellwether_api.serving import score_format
from bellwether_api.serving.kept_columns import Keep
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.encoding import cells
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import FAULTS_LISTED, RowFault
from bellwether_contract.tables import csv_rows
from bellwether_contract.tables.csv_lines import CsvLines, Unreadable

# Enough rows for the model to be fast, few enough for memory not to matter.
BLOCK_ROWS = 4_000

# So much text is taken apart at a time: cells in Python take up to 50 times as much.
TEXT_BYTES = 1 << 18

Row = tuple[int, list[str]]


class FaultyTable(ApiError):
    """Rows do not fit the declared fields; of ``count`` faults the first are listed.

    Where they are more than ``counted``, there may be others that nobody has looked for. ``rows``
    were read.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(
        self,
        faults: Sequence[RowFault],
        count: int | None = None,
        counted: int | None = None,
        rows: int = 0,
    ) -> None:
        self.rows = rows
        self.count = len(faults) if count is None else count
        message = "1 fault" if self.count == 1 else f"{self.count:,} faults"
        if counted is not None and self.count > counted:
            message = f"More than {counted:,} faults; the rest was not read"
        super().__init__(message)
        self.faults = tuple(faults[:FAULTS_LISTED])


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, float32 [rows, fields], and by position what is wrong with some of them.

    The codes of a row that is wrong mean nothing. ``kept`` are the columns that are handed through,
    each with a cell for each row.
    """

    matrix: Matrix
    faults: dict[int, list[RowFault]]
    kept: Sequence[Sequence[str]]


class Table:
    """A CSV whose header names fields in any order; columns of what may be unknown may be left out.

    ``kept`` are the names of the columns that are handed through. Raises FaultyTable where the
    header is wrong or the file is no CSV.
    """

    def __init__(self, stream: io.BufferedReader[Any], bundle: Bundle, keep: Keep) -> None:
        try:
            self._text = CsvLines(stream, block=TEXT_BYTES)
        except Unreadable as error:
            raise FaultyTable([error.fault]) from error
        self._columns = _Columns(bundle, self._text, keep)
        self.kept = self._columns.kept

    def blocks(self) -> Iterator[Block]:
        """The rows, block by block; an empty line is no row. Raises FaultyTable."""
        rows = itertools.chain.from_iterable(
            _sound(csv_rows.rows(text, first, self._text.delimiter))
            for text, first in self._text.blocks()
        )
        try:
            while some := list(itertools.islice(rows, BLOCK_ROWS)):
                yield self._columns.encode(some)
        except Unreadable as error:
            raise FaultyTable([error.fault]) from error


def _sound(rows: Iterable[tuple[int, list[str] | str]]) -> list[Row]:
    """The rows of a piece of text; raises Unreadable where a line of it is none."""
    found = list(rows)
    # Looked at one by one only where there is something to find.
    if set(map(type, map(itemgetter(1), found))) - {list}:
        for number, row in found:
            if isinstance(row, str):
                raise Unreadable(RowFault(number, None, row))
    return cast("list[Row]", found)


class _Columns:
    """Where each field stands in a row, what its cells mean, and what is handed through."""

    def __init__(self, bundle: Bundle, text: CsvLines, keep: Keep) -> None:
        predictor, header = bundle.predictor, text.names
        fields, names = predictor.fields, predictor.known_as(header)
        required = {field.name: field.missing is None for field in fields}
        looked_at = [
            name
            for name, title in zip(names, header, strict=True)
            if name in required or title not in keep
        ]
        faults = cells.header(
            looked_at,
            required,
            others=False,
            line=text.header_line,
            headings=predictor.headings,
        )
        faults += keep.faults(header, text.header_line, score_format.of(bundle).columns)
        if faults:
            raise FaultyTable(faults)
        self._delimiter = text.delimiter
        self._width = len(header)
        self._fields = len(fields)
        self._kept = keep.places(header)
        self.kept = [header[place] for place in self._kept]
        self._known = [
            (column, names.index(field.name), field.name,
             cells.Memory(cells.inputs(bundle.encoder, field)))
            for column, field in enumerate(fields)
            if field.name in names
        ]  # fmt: skip

    def encode(self, numbered: list[Row]) -> Block:
        rows = [row for _, row in numbered]
        faults: dict[int, list[RowFault]] = {}
        if set(map(len, rows)) != {self._width}:
            rows = [csv_rows.fitted(row, self._width) for row in rows]
            for position, row in enumerate(rows):
                if len(row) != self._width:
                    line = numbered[position][0]
                    detail = csv_rows.uneven(len(row), self._width, self._delimiter)
                    faults[position] = [RowFault(line, None, detail)]
                    rows[position] = [*row[: self._width], *[""] * (self._width - len(row))]
        uneven = frozenset(faults)
        across = list(zip(*rows, strict=True))
        matrix = np.full((len(numbered), self._fields), math.nan, dtype=np.float32)
        for column, place, name, memory in self._known:
            said = across[place]
            codes = memory.codes(said)
            if codes is not None:
                matrix[:, column] = codes
                continue
            distinct = list(set(said))
            meanings = dict(zip(distinct, memory.meanings(distinct), strict=True))
            for position, cell in enumerate(said):
                meaning = meanings[cell]
                if not isinstance(meaning, str):
                    matrix[position, column] = meaning
                elif position not in uneven:
                    fault = RowFault(numbered[position][0], name, meaning)
                    faults.setdefault(position, []).append(fault)
        return Block(matrix, faults, [across[place] for place in self._kept])
