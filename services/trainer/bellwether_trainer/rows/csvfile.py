"""A CSV file, plain or gzip, read in blocks of whole lines whose line numbers are exact.

Arrow parses a block at a time, with cells as text. Where a block does not come out as it should,
each of its lines is looked at alone, so that every one that is wrong can be named. A cell holds no
line break: then a row is a line, as an editor numbers it.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt
import pyarrow
from pyarrow import csv as arrow

from bellwether_contract.datasets import UNPACKED_BYTES, RowFault

# Large enough for Arrow to be fast, small enough for memory not to matter.
BLOCK_BYTES = 4 << 20

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"

# A quote that is neither at an end of its cell nor beside another quote.
_ODD_QUOTE = re.compile(rb'"(?<=[^,\n"]")(?=[^,\r\n"])')

Lines = npt.NDArray[np.int64]


class Unreadable(Exception):
    """The file cannot be read beyond ``fault``."""

    def __init__(self, fault: RowFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows: a table of dictionary-encoded text, and the line of the file of each of its rows.

    ``faults`` are of lines that are no rows, and are not in the table.
    """

    table: pyarrow.Table
    lines: Lines
    faults: Sequence[RowFault]


class CsvFile:
    """A CSV of ``size`` bytes, or gzip of one, which its first bytes tell.

    Raises Unreadable where there is no header.
    """

    def __init__(self, raw: BinaryIO, size: int, limit: int = UNPACKED_BYTES) -> None:
        self._raw = raw
        self._size = size
        self._limit = limit
        start = raw.read(len(GZIP))
        raw.seek(0)
        self._file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if start == GZIP else raw
        self._unpacked = 0
        # What was read and not yet handed on, and the line that it begins with.
        self._rest = b""
        self._line = 1
        self.names = self._header()

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return self._raw.tell() / self._size if self._size else 1.0

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """The rows, of these columns alone; each name stands in the header once.

        Raises Unreadable.
        """
        while text := self._whole_lines():
            first = self._line
            self._line += text.count(b"\n")
            yield self._parse(text, first, columns)

    def _header(self) -> tuple[str, ...]:
        self._rest = self._read().removeprefix(BOM)
        line, found, self._rest = self._rest.partition(b"\n")
        self._refuse_what_is_no_text(line, 1)
        self._line = 2
        if not line.strip() and not found and not self._rest:
            raise Unreadable(RowFault(None, None, "is empty"))
        text = line.decode().removesuffix("\r")
        cells = _cells(text)
        if isinstance(cells, str):
            raise Unreadable(RowFault(1, None, cells))
        if len(cells) == 1 and re.search("[;\t]", text):
            raise Unreadable(RowFault(1, None, "has no commas; separate the cells by commas"))
        return tuple(cells)

    def _read(self) -> bytes:
        """The next bytes of the text; raises Unreadable."""
        try:
            piece = self._file.read(BLOCK_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(
                RowFault(None, None, "is damaged: it begins as gzip and does not end as one")
            ) from error
        self._unpacked += len(piece)
        if self._unpacked > self._limit:
            detail = f"is larger than {self._limit >> 20:,} MiB once it is unpacked"
            raise Unreadable(RowFault(None, None, detail))
        return piece

    def _whole_lines(self) -> bytes:
        """The next whole lines; empty at the end, before which empty lines do not count."""
        while True:
            piece = self._read()
            text = self._rest + piece
            # Line breaks at the end wait: the file may end with them.
            filled = len(text.rstrip(b"\r\n"))
            if not piece:
                self._rest = b""
                return text[:filled] + b"\n" if filled else b""
            end = max(text.rfind(b"\n", 0, filled), text.find(b"\n", filled)) + 1
            if end and filled:
                self._rest = text[end:]
                return text[:end]
            self._rest = text
            if len(text) > BLOCK_BYTES:
                detail = f"is longer than {BLOCK_BYTES >> 20} MiB, or nothing but line breaks"
                raise Unreadable(RowFault(self._line, None, detail))

    def _parse(self, text: bytes, first: int, columns: Sequence[str]) -> Block:
        self._refuse_what_is_no_text(text, first)
        count = text.count(b"\n")
        lines = np.arange(first, first + count, dtype=np.int64)
        # Arrow takes an empty line for a row of empty cells.
        empty = text[:1] in b"\r\n" or b"\n\n" in text or b"\n\r\n" in text
        if not empty and _ODD_QUOTE.search(text) is None:
            table = self._table(text, columns)
            if table is not None and table.num_rows == count:
                return Block(table, lines, ())
        good, lines, faults = self._line_by_line(text, first)
        table = self._table(good, columns)
        if table is None or table.num_rows != len(lines):
            detail = f"or one of the {count:,} after it cannot be read as CSV"
            raise Unreadable(RowFault(first, None, detail))
        return Block(table, lines, faults)

    def _table(self, text: bytes, columns: Sequence[str]) -> pyarrow.Table | None:
        """The lines as Arrow reads them, or None where it cannot."""
        words = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        if not text:
            return pyarrow.table({name: pyarrow.array([], words) for name in columns})
        try:
            return arrow.read_csv(
                pyarrow.py_buffer(text),
                read_options=arrow.ReadOptions(
                    # One block: codes and their words once for each column.
                    column_names=_distinct(self.names),
                    block_size=len(text) + 1,
                ),
                parse_options=arrow.ParseOptions(ignore_empty_lines=False),
                # An empty cell is unknown in every column; in no column is a word of any kind.
                convert_options=arrow.ConvertOptions(
                    include_columns=list(columns),
                    column_types=dict.fromkeys(columns, words),
                    null_values=[""],
                    strings_can_be_null=True,
                    check_utf8=False,  # we have
                ),
            )
        except pyarrow.ArrowInvalid:
            return None

    def _line_by_line(self, text: bytes, first: int) -> tuple[bytes, Lines, list[RowFault]]:
        """The lines that are rows, where they stand, and what is wrong with the others."""
        good: list[bytes] = []
        numbers: list[int] = []
        faults: list[RowFault] = []
        wanted = len(self.names)
        for number, line in enumerate(text.split(b"\n")[:-1], first):
            written = line.decode().removesuffix("\r")
            cells = _cells(written) if written else "is empty"
            if isinstance(cells, str):
                faults.append(RowFault(number, None, cells))
            elif len(cells) != wanted:
                detail = f"has {len(cells)} cells, and the header has {wanted}"
                faults.append(RowFault(number, None, detail))
            else:
                good.append(line + b"\n")
                numbers.append(number)
        return b"".join(good), np.array(numbers, dtype=np.int64), faults

    @staticmethod
    def _refuse_what_is_no_text(text: bytes, first: int) -> None:
        if b"\0" in text:
            line = first + text.count(b"\n", 0, text.index(b"\0"))
            raise Unreadable(RowFault(line, None, "holds a NUL byte: this is no text in UTF-8"))
        if text.isascii():
            return
        try:
            text.decode()
        except UnicodeDecodeError as error:
            line = first + text.count(b"\n", 0, error.start)
            raise Unreadable(
                RowFault(line, None, "is not UTF-8; save the file as CSV in UTF-8")
            ) from error


def _cells(line: str) -> list[str] | str:
    """The cells of a line, or why it is none."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return (
            "cannot be read as CSV: a quote stands inside a cell, or is not closed in its line "
            "(cells with line breaks are not taken), or the line ends with CR alone"
        )


def _distinct(names: Sequence[str]) -> list[str]:
    """Names for Arrow, which takes each once: of columns that nobody asks for, any will do."""
    times = Counter(names)
    return [name if times[name] == 1 else f"{name}\n{i}" for i, name in enumerate(names)]
