"""The rows of a CSV file as tables of Arrow, in blocks.

Arrow parses a block at a time, with cells as text. Where a block does not come out as it should,
each of its lines is looked at alone, so that every one that is wrong can be named.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt
import pyarrow
from pyarrow import csv as arrow

from bellwether_contract.errors import RowFault
from bellwether_contract.tables import csv_rows
from bellwether_contract.tables.csv_lines import UNPACKED_BYTES, CsvLines, Unreadable

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows: a table of dictionary-encoded text, and the line of the file of each of its rows.

    ``faults`` are of lines that are no rows, and are not in the table.
    """

    table: pyarrow.Table
    lines: Lines
    faults: Sequence[RowFault]


class CsvFile:
    """A CSV of ``size`` bytes, or gzip of one; raises Unreadable where there is no header.

    ``names`` are the cells of the header, as ``known_as`` has them.
    """

    def __init__(
        self,
        raw: BinaryIO,
        size: int,
        limit: int = UNPACKED_BYTES,
        *,
        known_as: Callable[[Sequence[str]], Sequence[str]] = tuple,
    ) -> None:
        self._raw = raw
        self._size = size
        buffered = (
            raw
            if isinstance(raw, io.BufferedReader)
            else io.BufferedReader(cast("io.RawIOBase", raw))
        )
        self._text = CsvLines(buffered, limit=limit)
        self.names = known_as(self._text.names)
        # A quote that is neither at an end of its cell nor beside another quote.
        comma = self._text.delimiter.encode()
        self._odd_quote = re.compile(rb'"(?<=[^%b\n"]")(?=[^%b\r\n"])' % (comma, comma))

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return self._raw.tell() / self._size if self._size else 1.0

    def blocks(self, columns: Sequence[str], *, others: bool = False) -> Iterator[Block]:
        """The rows, of these columns alone; each name stands in the header once.

        ``others`` says whether columns without a name may hold something. Raises Unreadable.
        """
        for text, first in self._text.blocks():
            yield self._parse(text, first, columns, others=others)

    def _parse(self, text: bytes, first: int, columns: Sequence[str], *, others: bool) -> Block:
        count = text.count(b"\n")
        lines = np.arange(first, first + count, dtype=np.int64)
        # Arrow takes an empty line for a row of empty cells; it is no row.
        empty = text[:1] in b"\r\n" or b"\n\n" in text or b"\n\r\n" in text
        long = csv_rows.line_too_long(text, csv_rows.CELL_CHARACTERS) is not None
        if not empty and not long and self._odd_quote.search(text) is None:
            table = self._table(text, columns, others=others)
            if table is not None and table.num_rows == count:
                return Block(table, lines, ())
        good, lines, faults = self._line_by_line(text, first, others=others)
        table = self._table(good, columns, others=others)
        if table is None or table.num_rows != len(lines):
            detail = f"or one of the {count:,} after it cannot be read as CSV"
            raise Unreadable(RowFault(first, None, detail))
        return Block(table, lines, faults)

    def _table(self, text: bytes, columns: Sequence[str], *, others: bool) -> pyarrow.Table | None:
        """The lines as Arrow reads them, or None where it cannot."""
        names = _distinct([*self.names, *[""] * self._text.spare])
        looked_at = [*columns, *([] if others else names[len(self.names) :])]
        words = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        if not text:
            return pyarrow.table({name: pyarrow.array([], words) for name in columns})
        try:
            table = arrow.read_csv(
                pyarrow.py_buffer(text),
                read_options=arrow.ReadOptions(
                    # One block: codes and their words once for each column.
                    column_names=names,
                    block_size=len(text) + 1,
                ),
                parse_options=arrow.ParseOptions(
                    delimiter=self._text.delimiter, ignore_empty_lines=False
                ),
                # An empty cell is unknown in every column; in no column is a word of any kind.
                convert_options=arrow.ConvertOptions(
                    include_columns=looked_at,
                    column_types=dict.fromkeys(looked_at, words),
                    null_values=[""],
                    strings_can_be_null=True,
                    check_utf8=False,  # we have
                ),
            )
        except pyarrow.ArrowInvalid:
            return None
        empty = all(table[name].null_count == table.num_rows for name in looked_at[len(columns) :])
        return table.select(list(columns)) if empty else None

    def _line_by_line(
        self, text: bytes, first: int, *, others: bool
    ) -> tuple[bytes, Lines, list[RowFault]]:
        """The lines that are rows, where they stand, and what is wrong with the others."""
        good: list[bytes] = []
        numbers: list[int] = []
        faults: list[RowFault] = []
        wanted, width = len(self.names), len(self.names) + self._text.spare
        written = text.split(b"\n")
        for number, cells in csv_rows.rows(text, first, self._text.delimiter):
            if isinstance(cells, str):
                faults.append(RowFault(number, None, cells))
                continue
            row = cells if others and len(cells) == width else csv_rows.fitted(cells, wanted)
            if len(row) not in (wanted, width if others else wanted):
                detail = csv_rows.uneven(len(cells), wanted, self._text.delimiter)
                faults.append(RowFault(number, None, detail))
                continue
            line = written[number - first]
            # Arrow would take a CR before the last for the end of a row.
            whole = row is cells and len(row) == width and b"\r" not in line[:-1]
            good.append(line + b"\n" if whole else self._line(row, width))
            numbers.append(number)
        return b"".join(good), np.array(numbers, dtype=np.int64), faults

    def _line(self, cells: Sequence[str], width: int) -> bytes:
        """A row again as a line, with as many cells as Arrow waits for."""
        text = io.StringIO()
        # All in quotes: Python leaves a cell with a CR without them, which ends the row for Arrow.
        writer = csv.writer(
            text, delimiter=self._text.delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL
        )
        writer.writerow([*cells[:width], *[""] * (width - len(cells))])
        return text.getvalue().encode()


def _distinct(names: Sequence[str]) -> list[str]:
    """Names for Arrow, which takes each once: of columns that nobody asks for, any will do."""
    times = Counter(names)
    return [name if times[name] == 1 else f"{name}\n{i}" for i, name in enumerate(names)]
