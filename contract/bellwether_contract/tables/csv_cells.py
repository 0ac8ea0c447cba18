"""The cells of one line of a CSV, and what is wrong with a line that has others than its header."""

from __future__ import annotations

import csv

# How spreadsheets separate cells. Where each gives as many, it is the comma.
DELIMITERS = ",;\t"


def cells(line: str, delimiter: str) -> list[str] | str:
    """The cells of a line without its line break, or why it is none; completes "this row ..."."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "field limit" in str(error):
            return f"has a cell of more than {csv.field_size_limit():,} characters"
        return (
            "cannot be read as CSV: a quote stands inside a cell, or is not closed in its line "
            "(cells with line breaks are not taken), or the line ends with CR alone"
        )


def fitted(row: list[str], names: int) -> list[str]:
    """A row without the empty cells that it has beyond so many ``names``."""
    return row[:names] if len(row) > names and not any(map(str.strip, row[names:])) else row


def uneven(found: int, wanted: int, delimiter: str) -> str:
    """What is wrong with a row of ``found`` cells under a header of ``wanted``."""
    told = f"has {found} cells, and the header has {wanted}"
    if delimiter == "," and found > wanted:
        # What a spreadsheet makes of 43,3 where commas separate.
        told += "; a comma within a number or a text separates cells, unless the cell is in quotes"
    return told
