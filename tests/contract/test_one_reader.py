"""Odd tables mean the same to whoever predicts, learns or drafts from them."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bellwether_api.serving.csv_reader import FaultyTable, Table
from bellwether_api.serving.kept_columns import Keep
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.tables.csv_lines import LINE_BYTES, Unreadable
from bellwether_contract.tables.csv_rows import CELL_CHARACTERS
from bellwether_trainer.rows.csvfile import CsvFile
from tests import factories, made_up
from tools.drafting import table as drafts

HEADER = b"Acid,Beers,Drug,Kidney,Mood,Note\n"
SOUND = b"6,1,none,No,low,first\n"
LAST = b"7,2,this,Yes,high,last\n"
FIRST, END = (2, "first"), "last"

NO_CSV = "cannot be read as CSV"


def person(note: bytes) -> bytes:
    return b"5,1,that,No,low," + note


@dataclass(frozen=True)
class Read:
    """What was read: the note of each row with its line, and the first line that is no row."""

    rows: tuple[tuple[int, str], ...] = ()
    fault: tuple[int | None, str] | None = None


# What stands between two sound rows -> the rows there, by line, or what is wrong and where. A cell
# that holds more than one line could be read as one row, or as several.
ODD: dict[str, tuple[bytes, list[tuple[int, str]] | tuple[int | None, str]]] = {
    "nothing": (b"", []),
    "an empty line": (b"\n", []),
    "many empty lines": (b"\n\n\r\n\n", []),
    "an empty line, then a row": (b"\n" + person(b"x") + b"\n", [(4, "x")]),
    "line ends of Windows": (person(b"x") + b"\r\n" + person(b"y") + b"\r\n", [(3, "x"), (4, "y")]),
    "line ends of both": (person(b"x") + b"\n" + person(b"y") + b"\r\n", [(3, "x"), (4, "y")]),
    "a quoted comma": (person(b'"a,b"') + b"\n", [(3, "a,b")]),
    "doubled quotes": (person(b'"a""b"') + b"\n", [(3, 'a"b')]),
    "quotes that hold nothing": (person(b'""') + b"\n", [(3, "")]),
    "a quote within a cell": (person(b'a"b') + b"\n", [(3, 'a"b')]),
    "a quote at the end of a cell": (person(b'5"') + b"\n", [(3, '5"')]),
    "two quotes within a cell": (person(b'a"b"c') + b"\n", [(3, 'a"b"c')]),
    "an umlaut": (person("Ä".encode()) + b"\n", [(3, "Ä")]),
    "ends of Unicode": (person("a\u2028b\u0085".encode()) + b"c\n", [(3, "a\u2028b\u0085c")]),
    "a form feed": (person(b"a\fb\vc") + b"\n", [(3, "a\fb\vc")]),
    "empty cells beyond the header": (person(b"x,,") + b"\n", [(3, "x")]),
    "a cell as long as one may be": (
        person(b"x" * CELL_CHARACTERS) + b"\n", [(3, "x" * CELL_CHARACTERS)],
    ),
    "a quoted line feed": (person(b'"a\nb"') + b"\n", (3, NO_CSV)),
    "a quoted CR": (person(b'"a\rb"') + b"\n", [(3, "a\rb")]),
    "a quoted CR beside empty cells": (person(b'"a\rb",,') + b"\n", [(3, "a\rb")]),
    "a quoted line end of Windows": (person(b'"a\r\nb"') + b"\r\n", (3, NO_CSV)),
    "a quoted empty line": (person(b'"a\n\nb"') + b"\n", (3, NO_CSV)),
    "as many rows as lines, quoted over two": (
        person(b'"a') + b"\n" + person(b'b"') + b"\n" + person(b"c") + b"\n", (3, NO_CSV),
    ),
    "a CR alone": (person(b"a\rb") + b"\n", (3, NO_CSV)),
    "a line end of the old Mac": (person(b"x") + b"\r" + person(b"y") + b"\n", (3, NO_CSV)),
    "two CR before the line feed": (person(b"x") + b"\r\r\n", [(3, "x")]),
    "text behind a quote": (person(b'"a"b') + b"\n", (3, NO_CSV)),
    "an open quote": (person(b'"a') + b"\n", (3, NO_CSV)),
    "too few cells": (b"5,1\n", (3, "has 2 cells, and the header has 6")),
    "a space alone": (b" \n", (3, "has 1 cells, and the header has 6")),
    "too many cells": (person(b"x,y") + b"\n", (3, "has 7 cells, and the header has 6")),
    "a NUL": (person(b"a\0b") + b"\n", (3, "NUL")),
    "no UTF-8": (person(b"\xff\xfe") + b"\n", (3, "is not UTF-8")),
    "a cell that is too long": (
        person(b"x" * (CELL_CHARACTERS + 1)) + b"\n", (3, "a cell of more than 131,072 characters"),
    ),
    "a quoted cell that is too long": (
        person(b'"%b"' % (b"x," * CELL_CHARACTERS)) + b"\n",
        (3, "a cell of more than 131,072 characters"),
    ),
    "a line that is too long": (
        person(b",".join([b"x" * CELL_CHARACTERS] * (LINE_BYTES // CELL_CHARACTERS + 1)) + b"\n"),
        (3, "is longer than 4 MiB"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    root = tmp_path_factory.mktemp("volumes")
    store = ModelStore(root / "models", root / "champions")
    version = factories.publish(store, 1)
    return Bundle.load(store.directory(made_up.NAME, version), made_up.NAME)


def first(faults: list[RowFault]) -> tuple[int | None, str]:
    found = min(faults, key=lambda fault: fault.row or 0)
    return found.row, found.detail


def predicted(content: bytes, bundle: Bundle) -> Read:
    """As who predicts reads it."""
    rows: list[tuple[int, str]] = []
    faults: list[RowFault] = []
    lines = [number for number, _ in numbered(content)]
    try:
        table = Table(io.BufferedReader(io.BytesIO(content)), bundle, Keep(("Note",)))
        for block in table.blocks():
            faults += [fault for found in block.faults.values() for fault in found]
            rows += zip(lines[len(rows) :], block.kept[0], strict=False)
    except FaultyTable as error:
        faults += error.faults
    return Read(fault=first(faults)) if faults else Read(tuple(rows))


def learned(content: bytes, _bundle: Bundle) -> Read:
    """As who learns, or checks, reads it."""
    rows: list[tuple[int, str]] = []
    faults: list[RowFault] = []
    try:
        for block in CsvFile(io.BytesIO(content), len(content)).blocks(["Note"]):
            faults += block.faults
            notes = ["" if note is None else note for note in block.table["Note"].to_pylist()]
            rows += zip(block.lines.tolist(), notes, strict=True)
    except Unreadable as error:
        faults.append(error.fault)
    return Read(fault=first(faults)) if faults else Read(tuple(rows))


def drafted(content: bytes, _bundle: Bundle) -> Read:
    """As who drafts a declaration reads it."""
    try:
        table = drafts.read(content)
    except drafts.NotATable as error:
        said = re.fullmatch(r"(?:row (\d+) )?(?:\(the header is row 1\) )?(.*)", str(error))
        assert said is not None
        return Read(fault=(int(said[1]) if said[1] else None, said[2]))
    return Read(tuple(zip(table.lines, table.columns["Note"], strict=True)))


def numbered(content: bytes) -> list[tuple[int, bytes]]:
    """The lines below the header that hold anything, as an editor numbers them."""
    text = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    lines = enumerate(text.split(b"\n"), 1)
    return [(number, line) for number, line in lines if number > 1 and line.rstrip(b"\r")]


READERS: dict[str, Callable[[bytes, Bundle], Read]] = {
    "predicted": predicted,
    "learned": learned,
    "drafted": drafted,
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ODD)
def test_an_odd_table_means_the_same_to_every_reader(
    name: str, reader: str, pack: Callable[[bytes], bytes], bundle: Bundle
) -> None:
    between, wanted = ODD[name]
    if reader == "drafted" and name.startswith("a quoted CR"):
        # It writes a table that any program reads.
        wanted = (None, "a cell with a line break; take it out")
    found = READERS[reader](pack(HEADER + SOUND + between + LAST), bundle)
    if isinstance(wanted, tuple):
        assert found.fault is not None, found.rows
        assert (found.fault[0], wanted[1] in found.fault[1]) == (wanted[0], True), found.fault
    else:
        last = 3 + between.count(b"\n"), END
        assert found == Read((FIRST, *wanted, last))


def test_the_shipped_tables_are_whole_lines() -> None:
    """What is said of odd tables is said of no row that is shipped."""
    for path in (Path(__file__).parents[2] / "predictors").glob("*/data.csv"):
        assert b'"' not in path.read_bytes()[: 1 << 20]
