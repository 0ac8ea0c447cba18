"""The text of a CSV, plain or gzip: its header, and blocks of whole lines whose numbers are exact.

Rows that are drafted from, learned from, checked or predicted are all read so. A cell holds no line
break: then a row is a line, as an editor numbers it. And no line is longer than LINE_BYTES, so that
memory stays bounded whatever is sent.

What programs add of their own is taken: a byte order mark, UTF-16 that has one, Windows-1252 where
it is clear (``windows1252.py``), line ends of the old Mac, a line ``sep=;`` before the header,
columns without name or cells at the right, and lines without cells at the end.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Literal, cast

from bellwether_contract.errors import RowFault
from bellwether_contract.tables import csv_rows, windows1252

# Large enough for Arrow to be fast, small enough for memory not to matter.
BLOCK_BYTES = LINE_BYTES = 4 << 20

# What a table may be after unpacking. A gzip that grows beyond is none.
UNPACKED_BYTES = 2 << 30

# Far more than any predictor has fields, and few enough to name what is wrong with each.
COLUMNS = 10_000

# How spreadsheets separate cells. Where each gives as many, it is the comma.
DELIMITERS = ",;\t"

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

# How Excel says in the first line what separates cells.
_SEPARATOR = re.compile(rb'"?sep=([,;\t])"?\s*', re.IGNORECASE)

# A line that ends as on the old Mac. What stands behind CR must have been read to tell.
_OLD_MAC = re.compile(rb"\r[^\r\n]")


class Unreadable(Exception):
    """The file cannot be read beyond ``fault``."""

    def __init__(self, fault: RowFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class CsvLines:
    """A CSV, or gzip of one, which its first bytes tell; ``names`` are the cells of its header.

    The ``delimiter`` is the one that gives the header the most cells, or that a line ``sep=``
    before it names; ``header_line`` is where the header stands. ``spare`` columns at the right have
    no name and are not in ``names``: their cells must be empty. ``notes`` say in words what was
    taken that is no plain CSV. So many bytes as ``block`` are read at a time, and after unpacking
    at most ``limit``. Raises Unreadable where there is no header.
    """

    def __init__(
        self, raw: io.BufferedReader[Any], *, limit: int = UNPACKED_BYTES, block: int | None = None
    ) -> None:
        packed = raw.peek(len(GZIP))[: len(GZIP)] == GZIP
        self._file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
        self._limit = limit
        self._block = block or BLOCK_BYTES
        self._unpacked = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self._encoding: Literal["utf-8", "cp1252"] | None = None  # None: all of it was ASCII
        self._old_mac = False
        # What was read and not yet handed on, and the line that it begins with.
        self._rest = b""
        self._line = 1
        self.notes: list[str] = ["it is no longer packed"] if packed else []
        self.header_line = 1
        self.spare = 0
        self._begin()
        self.names, self.delimiter = self._header()

    def blocks(self) -> Iterator[tuple[bytes, int]]:
        """Whole lines, each with its line break, and the number of the first; it is all UTF-8.

        Lines at the end that are empty, or hold nothing but separators, do not count. Raises
        Unreadable.
        """
        while text := self._whole_lines():
            first = self._line
            if (long := csv_rows.line_too_long(text, LINE_BYTES)) is not None:
                raise Unreadable(_too_long(first + text.count(b"\n", 0, long)))
            self._line += text.count(b"\n")
            yield self._text(text, first), first

    def _begin(self) -> None:
        """Read as far as the first line goes, and take away what is before it."""
        first = self._read()
        while len(first) < len(BOM) and (piece := self._read()):
            first += piece
        if (encoding := UTF16.get(first[:2])) is not None:
            self._decoder = codecs.getincrementaldecoder(encoding)()
            self._rest = self._decoded(first[2:])
            self.notes.append("UTF-16 became UTF-8")
        else:
            self._rest = first.removeprefix(BOM)
            if len(self._rest) < len(first):
                self.notes.append("the byte order mark is gone")
        while b"\n" not in self._rest and not _OLD_MAC.search(self._rest):
            if len(self._rest) > LINE_BYTES or not (piece := self._read()):
                break
            self._rest += piece
        line, found, _ = self._rest.partition(b"\n")
        if _OLD_MAC.search(line) or (not found and b"\r" in line):
            self._old_mac = True
            self._rest = self._rest.replace(b"\r", b"\n")
            self.notes.append("line ends of the old Mac became those of today")

    def _header(self) -> tuple[tuple[str, ...], str]:
        delimiters, text, found = DELIMITERS, *self._first_line()
        if (said := _SEPARATOR.fullmatch(text.encode())) is not None and found:
            delimiters = said[1].decode()
            self.notes.append("the line sep= is gone")
            self.header_line = 2
            text, found = self._first_line()
        if not text.strip() and not found and not self._rest:
            raise Unreadable(RowFault(None, None, csv_rows.EMPTY))
        read = [(delimiter, csv_rows.cells(text, delimiter)) for delimiter in delimiters]
        right = [
            (row, delimiter)
            for delimiter, row in read
            # What separates nothing proves nothing, but a column may stand alone.
            if not isinstance(row, str) and (len(row) > 1 or delimiter == delimiters[0])
        ]
        if not right:
            raise Unreadable(RowFault(self.header_line, None, cast("str", read[0][1])))
        names, delimiter = max(right, key=lambda each: len(each[0]))
        while len(names) > 1 and not names[-1].strip():
            self.spare += 1
            names.pop()
        if len(names) > COLUMNS or self.spare > COLUMNS:
            raise Unreadable(RowFault(self.header_line, None, f"has more than {COLUMNS:,} columns"))
        return tuple(names), delimiter

    def _first_line(self) -> tuple[str, bool]:
        """The next line without its end, and whether it has one; raises Unreadable."""
        while b"\n" not in self._rest and len(self._rest) <= LINE_BYTES:
            if not (piece := self._read()):
                break
            self._rest += piece
        line, found, self._rest = self._rest.partition(b"\n")
        if len(line) > LINE_BYTES:
            raise Unreadable(_too_long(self._line))
        text = self._text(line, self._line)
        self._line += 1
        return text.decode().removesuffix("\r"), bool(found)

    def _text(self, lines: bytes, first: int) -> bytes:
        """Some lines in UTF-8; raises Unreadable where they are no text."""
        if b"\0" in lines:
            line = first + lines.count(b"\n", 0, lines.index(b"\0"))
            raise Unreadable(RowFault(line, None, csv_rows.NUL))
        if lines.isascii():
            return lines
        wrong: int | None = None
        if self._encoding != "cp1252":
            try:
                lines.decode()
            except UnicodeDecodeError as error:
                wrong = error.start
            else:
                self._encoding = "utf-8"
                return lines
        if self._encoding is None and windows1252.is_clear(lines):
            self._encoding = "cp1252"
            shown = windows1252.example(lines)
            self.notes.append(f"Windows-1252 became UTF-8 (is {shown} written so?)")
        if self._encoding == "cp1252":
            try:
                return lines.decode("cp1252").encode()
            except UnicodeDecodeError as error:
                wrong = error.start
        line = first + lines.count(b"\n", 0, wrong)
        raise Unreadable(RowFault(line, None, csv_rows.NOT_UTF8))

    def _read(self) -> bytes:
        """The next bytes of the text, in UTF-8 and with line ends of today; raises Unreadable."""
        piece = self._piece()
        if self._decoder is not None:
            text = self._decoded(piece)
            # Half a character is no end.
            while piece and not text:
                piece = self._piece()
                text = self._decoded(piece)
            piece = text
        return piece.replace(b"\r", b"\n") if self._old_mac else piece

    def _piece(self) -> bytes:
        """The next bytes of the file, unpacked; raises Unreadable."""
        try:
            piece = self._file.read(self._block)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(
                RowFault(None, None, "is damaged: it begins as gzip and does not end as one")
            ) from error
        self._unpacked += len(piece)
        if self._unpacked > self._limit:
            detail = f"is larger than {self._limit >> 20:,} MiB once it is unpacked"
            raise Unreadable(RowFault(None, None, detail))
        return piece

    def _decoded(self, piece: bytes) -> bytes:
        assert self._decoder is not None
        try:
            return self._decoder.decode(piece, final=not piece).encode()
        except UnicodeDecodeError as error:
            detail = "begins as UTF-16 and does not go on so; save it as CSV in UTF-8"
            raise Unreadable(RowFault(None, None, detail)) from error

    def _whole_lines(self) -> bytes:
        """The next whole lines; empty at the end, before which empty lines do not count."""
        while True:
            piece = self._read()
            text = self._rest + piece
            # Lines without cells wait: the file may end with them.
            filled = len(text.rstrip(self._blank))
            end = max(text.rfind(b"\n", 0, filled), text.find(b"\n", filled)) + 1
            if not piece:
                self._rest = b""
                if not filled:
                    return b""
                return text[:end] if end > filled else text + b"\n"
            if end and filled:
                self._rest = text[end:]
                return text[:end]
            self._rest = text
            if len(text) > LINE_BYTES:
                raise Unreadable(_too_long(self._line))

    @property
    def _blank(self) -> bytes:
        """What a line without cells is made of."""
        return b"\r\n" if len(self.names) + self.spare == 1 else b"\r\n " + self.delimiter.encode()


def _too_long(line: int) -> RowFault:
    return RowFault(line, None, f"is longer than {LINE_BYTES >> 20} MiB, or only empty lines")
