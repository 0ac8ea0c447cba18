"""What a line of a CSV means, the same to everybody who reads one.

A row is a line: no cell holds a line feed, an empty line is no row, and every other line is either
its cells or the reason why it is none. A CR in quotes is a character like any other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from operator import itemgetter

from bellwether_contract.coded import coded

# What Python's csv takes; a longer cell is no answer of anybody.
CELL_CHARACTERS = 131_072

EMPTY = coded("is empty", "empty")
NUL = coded("holds a NUL byte: this is no text in UTF-8", "not_utf8")
NOT_UTF8 = coded("is not UTF-8; save the file as CSV in UTF-8", "not_utf8")


def rows(text: bytes, first: int, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """The rows in whole lines in UTF-8, each with its line; ``first`` is the number of the first.

    What cannot be read comes as the reason, which completes "this row ...".
    """
    lines = text.decode().split("\n")[:-1]
    found: list[list[str] | str] = []
    with suppress(csv.Error):
        found.extend(csv.reader(lines, delimiter=delimiter, strict=True))
    # Fewer where a quote is not closed in its line.
    if len(found) != len(lines):
        found = [cells(line.removesuffix("\r"), delimiter) for line in lines]
    # Without a word of Python for each row: a table has millions.
    return filter(itemgetter(1), enumerate(found, first))


def cells(line: str, delimiter: str) -> list[str] | str:
    """The cells of a line without its line break, or why it is none; completes "this row ..."."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "field limit" in str(error):
            return f"has a cell of more than {CELL_CHARACTERS:,} characters"
        return coded(
            "cannot be read as CSV: a quote stands inside a cell, or is not closed in its line "
            "(cells with line breaks are not taken), or the line ends with CR alone",
            "not_csv",
        )


def line_too_long(text: bytes, limit: int) -> int | None:
    """Where the first line of more than ``limit`` bytes begins, without its end; None: nowhere."""
    begin = 0
    while begin + limit < len(text):
        end = text.rfind(b"\n", begin, begin + limit + 1)
        if end < 0:
            return begin
        begin = end + 1
    return None


def fitted(row: list[str], names: int) -> list[str]:
    """A row without the empty cells that it has beyond so many ``names``."""
    return row[:names] if len(row) > names and not any(map(str.strip, row[names:])) else row


def uneven(found: int, wanted: int, delimiter: str) -> str:
    """What is wrong with a row of ``found`` cells under a header of ``wanted``."""
    fault = f"has {found} cells, and the header has {wanted}"
    if delimiter == "," and found > wanted:
        # What a spreadsheet makes of 43,3 where commas separate.
        fault += "; a comma within a number or a text separates cells, unless the cell is in quotes"
    return coded(fault, "uneven", found=found, wanted=wanted)
