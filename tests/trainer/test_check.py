"""Uploaded rows are read by the rules of a request, and every fault is named with its place."""

from __future__ import annotations

import gzip
import json
import re
import resource
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from pyarrow import csv as arrow
from pyarrow import parquet

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import FAULTS_LISTED
from bellwether_contract.storage.datasets import CheckResult, Repeated
from bellwether_contract.tables import csv_lines
from bellwether_trainer.records import Labels
from bellwether_trainer.rows import csvfile, data
from bellwether_trainer.rows.check import ROWS_AT_LEAST, check
from tests import made_up

HEART = Path(__file__).parents[2] / "predictors/heart"
GOUT = spec.Predictor.model_validate(made_up.declaration())
HEADER, *LINES = made_up.rows(80, seed=3).decode().splitlines()

OnProgress = list[tuple[int | None, str | None, str]]


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[bytes], CheckResult]:
    def write_and_check(content: bytes) -> CheckResult:
        path = tmp_path / "rows"
        path.write_bytes(content)
        return check(path, GOUT, "d" * 64, lambda _: None)

    return write_and_check


def table(*lines: str, header: str = HEADER, end: str = "\n") -> bytes:
    return end.join([header, *LINES, *lines, ""]).encode()


def told(verdict: CheckResult) -> OnProgress:
    assert verdict.status == "faulty"
    return [(fault.row, fault.column, fault.detail) for fault in verdict.faults]


# The line that the first row added by ``table`` stands in.
NEXT = len(LINES) + 2


@pytest.mark.parametrize(
    "content",
    [
        table(),
        table(end="\r\n"),
        table().rstrip(b"\n"),
        table() + b"\n\r\n\n",
        b"\xef\xbb\xbf" + table(),
        gzip.compress(table()),
        gzip.compress(table()[:500]) + gzip.compress(table()[500:]),
        re.sub(rb"[^,\n]+", rb'"\g<0>"', table()),
        table().replace(b",", b";").replace(b".", b","),
        re.sub(rb"[^,\n]+", rb'"\g<0>"', table()).replace(b",", b"\t"),
        table(end="\r"),
        table().decode().encode("utf-16"),
        b"sep=;\n" + table().replace(b",", b";"),
        table().replace(b"\n", b",,\n") + b",,,,,,,\n",
        # Excel writes the commas of empty columns in some of the rows.
        table().replace(b"no\n", b"no,,\n"),
        table().replace(b"\n", b",, \n", 40),
    ],
    ids=[
        "LF",
        "CRLF",
        "no end",
        "empty end",
        "BOM",
        "gzip",
        "two gzips",
        "quoted",
        "European",
        "quoted, tabs",
        "old Mac",
        "UTF-16",
        "sep=",
        "empty columns and rows",
        "commas in some rows",
        "commas in the first rows",
    ],
)
def test_rows_are_counted_however_the_file_was_written(
    judge: Callable[[bytes], CheckResult], content: bytes
) -> None:
    verdict = judge(content)
    assert verdict.faults == ()
    assert (verdict.status, verdict.rows, verdict.count) == ("usable", len(LINES), 0)
    assert verdict.events == sum(line.endswith("yes") for line in LINES)


def test_the_columns_may_stand_in_any_order(judge: Callable[[bytes], CheckResult]) -> None:
    turned = "\n".join(",".join(line.split(",")[::-1]) for line in [HEADER, *LINES])
    assert judge(turned.encode()).faults == ()


@pytest.mark.parametrize(
    ("line", "column", "part"),
    [
        ("400,1,none,No,low,no", "Acid", "between 0.1 and 20 mg/dL"),
        ("six,1,none,No,low,no", "Acid", "not text"),
        ("6,1.5,none,No,low,no", "Beers", "a whole number"),
        ("6,,none,No,low,no", "Beers", "is required"),
        ("6,1,other,No,low,no", "Drug", 'one of "none"'),
        ("6,1,none,maybe,low,no", "Kidney", "true or false"),
        ("6,1,none,No,low,", "Gout", "is required"),
        ("6,1,none,No,low,perhaps", "Gout", '"yes" or "no"'),
    ],
)
def test_a_cell_that_does_not_fit_is_named_by_line_and_column(
    judge: Callable[[bytes], CheckResult], line: str, column: str, part: str
) -> None:
    ((row, where, detail),) = told(judge(table(line)))
    assert (row, where) == (NEXT, column)
    assert part in detail


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("6,1,none,No,low", "has 5 cells, and the header has 6"),
        ("6,5,1,none,No,low,no", "unless the cell is in quotes"),
        ("6,1,none,No,low,no,Jane Doe", "has 7 cells, and the header has 6"),
        ('6,1,"none,No,low,no', "cannot be read as CSV"),
        ('6,1,"no"ne,No,low,no', "cannot be read as CSV"),
        ("6,1,none,No,low,no\r6,1,none,No,low,no", "cannot be read as CSV"),
    ],
    ids=["short", "decimal comma", "long", "open quote", "odd quote", "CR"],
)
def test_a_line_that_is_no_row_is_named_and_those_around_it_are_read(
    judge: Callable[[bytes], CheckResult], line: str, part: str
) -> None:
    verdict = judge(table(line, "6,1,other,No,low,no"))
    (row, column, detail), other = told(verdict)
    assert (row, column) == (NEXT, None)
    assert part in detail
    assert "Jane" not in detail
    assert other[:2] == (NEXT + 1, "Drug")
    assert (verdict.rows, verdict.count) == (len(LINES) + 2, 2)


def test_a_line_break_in_a_cell_is_refused_and_no_later_row_has_a_wrong_number(
    judge: Callable[[bytes], CheckResult],
) -> None:
    found = told(judge(table('6,1,"no', 'ne",No,low,no', "6,1,other,No,low,no")))
    assert [(row, column) for row, column, _ in found] == [
        (NEXT, None),
        (NEXT + 1, None),
        (NEXT + 2, "Drug"),
    ]


@pytest.mark.parametrize("block", [64, 1 << 10, 4 << 20])
def test_rows_keep_their_numbers_wherever_a_block_ends(
    judge: Callable[[bytes], CheckResult], monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(csv_lines, "BLOCK_BYTES", block)
    bad = "6,1,other,No,low,no"
    found = told(judge(table(bad, "", bad, "\n\n", "6,1", bad) + b"\n" * 40))
    # An empty line is no row, here as where rows are predicted; those after it keep their numbers.
    assert [row for row, _, _ in found] == [NEXT + i for i in (0, 2, 6, 7)]


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        (HEADER.replace("Mood", "Moods"), {"Mood": "missing", "Moods": "does not know"}),
        (HEADER.replace("Mood", "Beers"), {"Mood": "missing", "Beers": "twice"}),
        (HEADER.replace("Gout", "Goat"), {"Gout": "missing", "Goat": "does not know"}),
        (HEADER.replace("Acid", ""), {"Acid": "missing", None: "no name for column 1"}),
        # Nothing like a declared name: it may be a person's.
        (HEADER.replace("Acid", "Ann Smith"), {"Acid": "missing", None: "not know: column 1"}),
    ],
)
def test_columns_that_do_not_fit_are_named(
    judge: Callable[[bytes], CheckResult], header: str, faults: dict[str | None, str]
) -> None:
    found = told(judge(table(header=header)))
    assert [row for row, _, _ in found] == [None, None]
    assert {column for _, column, _ in found} == set(faults)
    for _, column, detail in found:
        assert faults[column] in detail


def test_of_a_file_without_a_header_no_cell_is_kept(
    judge: Callable[[bytes], CheckResult],
) -> None:
    # Numbers that no time of day holds.
    people = b"Ann Smith,7.4193,93701,19 Mill Lane,93701,yes\n" * 60
    verdict = judge(people)
    kept = json.dumps(asdict(verdict))
    for cell in ("Ann", "7.4193", "93701", "Mill"):
        assert cell not in kept
    places = {detail for _, column, detail in told(verdict) if column is None}
    assert "has a column that this predictor does not know: column 4" in places
    assert "has the same name for the columns 3 and 5" in places


@pytest.mark.parametrize(
    ("content", "row", "part"),
    [
        (b"", None, "is empty"),
        (f"{HEADER}\n".encode(), None, "has 0 rows"),
        (f"{HEADER}\n{LINES[0]}\n".encode(), None, f"at least {ROWS_AT_LEAST}"),
        (table().replace(b",no\n", b",yes\n"), None, "the same in every row"),
        (table("6,1,\xf6,No,low,no").decode().encode("latin-1"), NEXT, "is not UTF-8"),
        (table("6,1,no\0ne,No,low,no"), NEXT, "NUL"),
        (table().decode().encode("utf-16-le"), 1, "NUL"),
        (table(header=HEADER + ",") + b"6,1,none,No,low,no,more\n", NEXT, "has 7 cells"),
        (gzip.compress(table())[:-9], None, "damaged"),
        (gzip.compress(table())[:40], None, "damaged"),
        (b"\x1f\x8b\x08 and so on", None, "damaged"),
        (b'"Acid', 1, "cannot be read as CSV"),
        (table() + b"x" * (9 << 20), NEXT, "is longer than 4 MiB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(
    judge: Callable[[bytes], CheckResult], content: bytes, row: int | None, part: str
) -> None:
    ((where, _, detail),) = told(judge(content))
    assert where == row
    assert part in detail


def test_a_gzip_that_grows_beyond_all_bounds_is_a_fault(
    judge: Callable[[bytes], CheckResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfile.CsvFile.__init__, "__defaults__", (16 << 20,))
    line = LINES[0].encode() + b"\n"
    bomb = gzip.compress(table() + line * ((20 << 20) // len(line)))
    assert len(bomb) < 200_000
    verdict = judge(bomb)
    assert "larger than 16 MiB once it is unpacked" in told(verdict)[0][2]
    assert verdict.rows is None


def test_countless_faults_are_counted_and_the_first_are_listed(
    judge: Callable[[bytes], CheckResult],
) -> None:
    bad = ["400,1,other,No,low,no", "6"] * 10_000
    verdict = judge(table(*bad))
    assert verdict.count == 30_000
    assert len(verdict.faults) == FAULTS_LISTED
    rows = [fault.row for fault in verdict.faults if fault.row is not None]
    assert rows == sorted(rows)
    assert rows[:4] == [NEXT, NEXT, NEXT + 1, NEXT + 2]


def test_no_fault_repeats_a_cell(judge: Callable[[bytes], CheckResult]) -> None:
    secret = "a-private-word"
    lines = [f"{secret},1,{secret},{secret},low,{secret}", f"{secret}", f'"{secret}']
    assert secret not in str(told(judge(table(*lines))))


@pytest.fixture(scope="module")
def heart() -> Predictor:
    return spec.read(HEART)


@pytest.fixture(scope="module")
def heart_lines() -> tuple[bytes, bytes]:
    """The header, and all the rows of the heart data as CSV."""
    sink = pyarrow.BufferOutputStream()
    found = parquet.read_table(HEART / "data.parquet")
    arrow.write_csv(found, sink, arrow.WriteOptions(quoting_style="needed"))
    header, _, rows = sink.getvalue().to_pybytes().partition(b"\n")
    return header + b"\n", rows


@pytest.mark.slow
def test_a_file_of_the_largest_size_is_checked_fast_in_little_memory_and_its_fault_is_found(
    tmp_path: Path, heart: Predictor, heart_lines: tuple[bytes, bytes]
) -> None:
    header, rows = heart_lines
    line = rows[: rows.index(b"\n") + 1]
    per_copy = rows.count(b"\n")
    wanted = 1_234_567
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(header)
        for _ in range((wanted - 2) // per_copy):
            file.write(rows)
        file.write(line * ((wanted - 2) % per_copy))
        file.write(re.sub(rb",[\d.]+,", b",1000,", line, count=1))
        while file.tell() + len(rows) < 200 << 20:
            file.write(rows)
    # The memory that the arrays and tables of everything before this have left behind.
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Of all its threads together: an idle machine takes less, and one that is busy no more.
    began = time.process_time()
    verdict = check(path, heart, "d" * 64, lambda _: None)
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    path.unlink()
    assert [(fault.row, fault.column) for fault in verdict.faults] == [(wanted, "BMI")]
    assert verdict.rows is not None
    assert verdict.rows > 1_700_000
    assert verdict.rows / seconds > 100_000, f"{verdict.rows:,} rows in {seconds:.1f} s"
    assert grown < 200, f"{grown:.0f} MiB"


def test_many_distinct_numbers_are_not_all_remembered(
    judge: Callable[[bytes], CheckResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwether_contract.encoding.cells.REMEMBERED", 10)
    monkeypatch.setattr(csv_lines, "BLOCK_BYTES", 256)
    numbers = np.round(np.linspace(0.1, 20, 500), 3)
    assert judge(table(*(f"{each},1,none,No,low,no" for each in numbers))).faults == ()


def test_rows_that_stand_in_the_initial_ones_are_counted(tmp_path: Path) -> None:
    made_up.write(tmp_path)
    folder = tmp_path / made_up.NAME
    predictor = spec.read(folder)
    header, *known = made_up.rows().decode().splitlines()
    # Nobody's acid has two decimals there.
    new = [f"2.{n:02d},1,none,No,low,{'yes' if n % 2 else 'no'}" for n in range(1, 100) if n % 10]
    turned = {"yes": "no", "no": "yes"}
    others = [f"{inputs},{turned[said]}" for inputs, _, said in (s.rpartition(",") for s in known)]
    asked = 0

    def initial() -> tuple[Matrix, Labels]:
        nonlocal asked
        asked += 1
        read = data.initial(folder, predictor)
        return read.matrix, read.labels

    def repeated(*lines: str) -> Repeated | None:
        path = tmp_path / "rows"
        path.write_text("\n".join([header, *lines, ""]))
        return check(path, predictor, "d" * 64, lambda _: None, initial=initial).repeated

    distinct = len(set(known[:120]))
    assert repeated(*known[:120]) == Repeated(120, distinct)
    # Another outcome makes another row, and one that is sent over and over stays one.
    assert repeated(*new, *(line for line in others if line not in known)) == Repeated(0, 0)
    assert repeated(*new, *[known[0]] * 9) == Repeated(9, 1)
    assert asked == 3
    # Of rows with a fault nothing is told, nor where the initial ones cannot be read.
    assert repeated(*new, "no,number,at,all") is None
    path = tmp_path / "rows"
    path.write_text("\n".join([header, *known[:120], ""]))
    assert check(path, predictor, "d" * 64, lambda _: None).repeated is None
