"""A CSV as somebody has it: any of three separators, any names of columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}

# What a name may be in a declaration and in a request.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class NotATable(Exception):
    """The file cannot be read as a CSV with a header; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text by their new names; ``titles`` are the names as they were.

    ``content`` is the file as a predictor keeps it: UTF-8, commas, the new names. It is the very
    file that was read where nothing had to be changed.
    """

    columns: dict[str, list[str]]
    titles: dict[str, str]
    content: bytes
    changed: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows there are below the header."""
        return len(next(iter(self.columns.values())))


def read(content: bytes) -> Table:
    """Read a file's ``content``; raises NotATable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotATable(
            f"line {line} is not UTF-8; save the file as CSV in UTF-8 and try again"
        ) from error
    header = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        lines = [line for line in reader if line]
    except csv.Error as error:
        raise NotATable(f"it cannot be read as CSV ({error})") from error
    if len(lines) < 2:
        raise NotATable("it needs a header and rows below it")
    titles, *rows = lines
    for number, row in enumerate(rows, 2):
        if len(row) != len(titles):
            raise NotATable(
                f"row {number} (the header is row 1) has {len(row)} cells, and the header has "
                f"{len(titles)}"
            )
    names = _names(titles)
    columns: dict[str, list[str]] = {}
    stripped = False
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        plain = {cell: cell.strip() for cell in set(cells)}
        if any(re.search(r"[\r\n]", cell) for cell in plain.values()):
            raise NotATable(f"the column {name} has a cell with a line break; take it out")
        stripped = stripped or any(cell != text for cell, text in plain.items())
        columns[name] = [plain[cell] for cell in cells]
    changed = []
    if separator != ",":
        changed.append(f"{SEPARATORS[separator]} became commas")
    changed += [f"{old} became {new}" for old, new in zip(titles, names, strict=True) if old != new]
    if stripped:
        changed.append("spaces around cells are gone")
    if content.startswith(b"\xef\xbb\xbf"):
        changed.append("the byte order mark is gone")
    return Table(
        columns=columns,
        titles=dict(zip(names, titles, strict=True)),
        content=_written(columns) if changed else content,
        changed=tuple(changed),
    )


def _names(titles: list[str]) -> list[str]:
    """Each title as a name that a declaration takes, no two alike."""
    names: list[str] = []
    for place, title in enumerate(titles, 1):
        name = re.sub(r"[^A-Za-z0-9_]+", "_", title.strip()).strip("_")[:60]
        if not NAME.fullmatch(name):
            name = f"Column{place}" + (f"_{name}" if name else "")
        if name in names:
            name = f"{name}_{place}"
        names.append(name)
    return names


def _written(columns: dict[str, list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode()
