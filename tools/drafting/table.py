"""A CSV as somebody has it, read line by line as a training reads it; any names of columns."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bellwether_contract.tables import csv_rows
from bellwether_contract.tables.csv_lines import CsvLines, Unreadable

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}

# What a name may be in a declaration and in a request.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_LONGEST = 60
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae",
     "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "œ": "oe", "Œ": "Oe"}
)  # fmt: skip


class NotATable(Exception):
    """The file cannot be read as a CSV with a header; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text by their new names; ``titles`` are the names as they were.

    ``lines`` [rows] says where each row stands in the file. ``content`` is the file as a predictor
    keeps it: UTF-8, commas, the new names. It is the very file that was read where nothing had to
    be ``changed``, which says in words what had to.
    """

    columns: dict[str, list[str]]
    titles: dict[str, str]
    content: bytes
    changed: tuple[str, ...]
    lines: tuple[int, ...] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows there are below the header."""
        return len(next(iter(self.columns.values())))

    def row_of(self, cell: str, column: str) -> int:
        """The line of the file in which a cell of ``column`` stands first."""
        return self.lines[self.columns[column].index(cell)]

    def without(self, names: list[str], why: str) -> Table:
        """The table without some columns; ``why`` completes "data.csv differs from the file: "."""
        if not names:
            return self
        left = {name: cells for name, cells in self.columns.items() if name not in names}
        return replace(
            self, columns=left, content=_written(left), changed=(*self.changed, why),
        )  # fmt: skip


def read(content: bytes) -> Table:
    """Read a file's ``content``; raises NotATable."""
    try:
        text = CsvLines(io.BufferedReader(io.BytesIO(content)))
        numbered = [
            (number, row)
            for block, first in text.blocks()
            for number, row in _rows(block, first, text.delimiter)
        ]
    except Unreadable as error:
        raise NotATable(str(error.fault)) from error
    changed = list(text.notes)
    if not numbered:
        raise NotATable("it needs a header and rows below it")
    rows, titles = _fitted(text, numbered, changed)
    names = _names(titles)
    columns: dict[str, list[str]] = {}
    stripped = False
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        plain = {cell: cell.strip() for cell in set(cells)}
        if any("\r" in cell for cell in plain.values()):
            raise NotATable(f"the column {name} has a cell with a line break; take it out")
        stripped = stripped or any(cell != text for cell, text in plain.items())
        columns[name] = [plain[cell] for cell in cells]
    if text.delimiter != ",":
        changed.append(f"{SEPARATORS[text.delimiter]} became commas")
    changed += [
        f"the name {old.strip()!r} became {new}"
        if old.strip()
        else f"a column without name is {new}"
        for old, new in zip(titles, names, strict=True)
        if old != new
    ]
    if stripped:
        changed.append("spaces around cells are gone")
    if len(numbered) < numbered[-1][0] - text.header_line:
        changed.append("empty lines are gone")
    return Table(
        columns=columns,
        titles=dict(zip(names, titles, strict=True)),
        content=_written(columns) if changed else content,
        changed=tuple(changed),
        lines=tuple(number for number, _ in numbered),
    )


def _rows(block: bytes, first: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of whole lines, each with its line; raises NotATable at a line that is none."""
    for number, row in csv_rows.rows(block, first, delimiter):
        if isinstance(row, str):
            raise NotATable(f"row {number:,} {row}")
        yield number, row


def _fitted(
    text: CsvLines, numbered: list[tuple[int, list[str]]], changed: list[str]
) -> tuple[list[list[str]], list[str]]:
    """Rows of as many cells as there are columns, and the titles of those; raises NotATable."""
    wanted, width = len(text.names), len(text.names) + text.spare
    rows = [csv_rows.fitted(row, wanted) for _, row in numbered]
    kept = wanted if all(len(row) == wanted for row in rows) else width
    for (number, written), row in zip(numbered, rows, strict=True):
        if len(row) not in (wanted, kept):
            detail = csv_rows.uneven(len(written), wanted, text.delimiter)
            raise NotATable(f"row {number:,} (the header is row {text.header_line}) {detail}")
    if kept < max(len(row) for _, row in numbered) or kept < width:
        changed.append("columns without name and cells are gone")
    titles = [*text.names, *[""] * (kept - wanted)]
    return [[*row, *[""] * (kept - len(row))] for row in rows], titles


def _latin(title: str) -> str:
    """A title without accents: Größe is Groesse, and m² is m2."""
    spelt = unicodedata.normalize("NFC", title).translate(_SPELT)
    apart = unicodedata.normalize("NFKD", spelt)
    return "".join(each for each in apart if not unicodedata.combining(each))


def _names(titles: list[str]) -> list[str]:
    """Each title as a name that a declaration takes, no two alike."""
    names: list[str] = []
    for place, title in enumerate(titles, 1):
        name = re.sub(r"[^A-Za-z0-9_]+", "_", _latin(title.strip())).strip("_")[:_LONGEST]
        if not NAME.fullmatch(name):
            name = f"Column{place}" + (f"_{name}" if name else "")
        name = name[:_LONGEST]
        if name in names:
            name = next(
                other
                for again in range(place, place + len(titles) + 1)
                if (other := f"{name[: _LONGEST - 8]}_{again}") not in names
            )
        names.append(name)
    return names


def _written(columns: dict[str, list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode()
