"""One reader of CSV, for rows that are learned from and rows that are predicted."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bellwether_contract.tables.csv_lines import COLUMNS, LINE_BYTES, CsvLines, Unreadable

MIB = 1 << 20


class Endless(io.RawIOBase):
    """A text of so many times ``piece``, which is never there as a whole."""

    def __init__(self, piece: bytes, times: int) -> None:
        self._piece = piece
        self._left = len(piece) * times
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), len(self._piece), self._left)
        buffer[:count] = self._piece[:count]
        self._left -= count
        self.read_so_far += count
        return count


def lines(content: bytes, block: int | None = None, limit: int = MIB) -> CsvLines:
    return CsvLines(io.BufferedReader(io.BytesIO(content)), limit=limit, block=block)


def read(content: bytes, block: int | None = None) -> list[tuple[bytes, int]]:
    return list(lines(content, block).blocks())


def fault(content: bytes, block: int | None = None, limit: int = MIB) -> tuple[int | None, str]:
    with pytest.raises(Unreadable) as told:
        list(lines(content, block, limit).blocks())
    return told.value.fault.row, told.value.fault.detail


@pytest.mark.parametrize(
    ("header", "names", "delimiter"),
    [
        (b"a,b,c", ("a", "b", "c"), ","),
        (b"a;b;c", ("a", "b", "c"), ";"),
        (b"a\tb\tc", ("a", "b", "c"), "\t"),
        # The one that gives most cells; where two give as many, the comma.
        (b"a;b,c;d", ("a", "b,c", "d"), ";"),
        (b"a;b,c", ("a;b", "c"), ","),
        (b'"a;b;c",d', ("a;b;c", "d"), ","),
        (b"\xef\xbb\xbfa,b", ("a", "b"), ","),
        (b"alone", ("alone",), ","),
        (b",a", ("", "a"), ","),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_header_tells_what_separates_cells(
    header: bytes, names: tuple[str, ...], delimiter: str, end: bytes
) -> None:
    found = lines(header + end + b"1,2" + end)
    assert (found.names, found.delimiter) == (names, delimiter)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64, None])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_every_line_comes_once_with_its_number_whatever_is_read_at_a_time(
    block: int | None, pack: Callable[[bytes], bytes]
) -> None:
    found = read(pack(b"a,b\n1,2\n\n3,4\r\n5,6\n\n\r\n"), block)
    assert b"".join(text for text, _ in found) == b"1,2\n\n3,4\r\n5,6\n"
    line = 2
    for text, first in found:
        assert first == line
        assert text.endswith(b"\n")
        line += text.count(b"\n")


PLAIN = b"a,b\n1,2\n\n3,4\n5,6\n"


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64, None])
@pytest.mark.parametrize(
    ("content", "note"),
    [
        (PLAIN.replace(b"\n", b"\r"), "line ends of the old Mac"),
        (PLAIN.replace(b"\n", b"\r").rstrip(), "line ends of the old Mac"),
        (PLAIN.decode().encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"), "UTF-16"),
        (b"\xef\xbb\xbf" + PLAIN.replace(b"\n", b"\r"), "byte order mark"),
    ],
)
def test_what_old_programs_write_is_read_as_those_lines(
    content: bytes, note: str, block: int | None
) -> None:
    found = lines(content, block)
    assert b"".join(text for text, _ in found.blocks()) == PLAIN.removeprefix(b"a,b\n")
    assert found.names == ("a", "b")
    assert any(note in each for each in found.notes)


WESTERN = "Größe,Drüse\n1,ja\n2,nein\n3,müßig – à 5 €\n"


@pytest.mark.parametrize("block", [1, 3, 64, None])
@pytest.mark.parametrize("header", ["Größe,Drüse", "a,b"])
def test_clear_windows_1252_is_read_as_the_same_text(header: str, block: int | None) -> None:
    text = WESTERN.replace("Größe,Drüse", header)
    found = lines(text.encode("cp1252"), block)
    assert b"".join(each for each, _ in found.blocks()).decode() == text.partition("\n")[2]
    assert found.names == tuple(header.split(","))
    (note,) = found.notes
    assert note.startswith("Windows-1252 became UTF-8 (is ")
    assert lines(text.encode(), block).notes == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("возраст,пол\n1,муж\n", "cp1251"),
        ("ηλικία,φύλο\n1,2\n", "cp1253"),
        ("wiek,płeć\n1,śmierć\n", "cp1250"),
        ("yaş,ağırlık\n1,2\n", "cp1254"),
        ("年齢,性別\n1,2\n", "shift_jis"),
        ("年龄,性别\n1,2\n", "gbk"),
        ("Größe,Drüse\n1,2\n", "mac_roman"),
        ("Größe,Drüse\n1,2\n", "cp437"),
    ],
)
def test_other_encodings_are_not_taken_for_windows_1252(text: str, encoding: str) -> None:
    with pytest.raises(Unreadable, match="row 1 is not UTF-8"):
        lines(text.encode(encoding))


@pytest.mark.parametrize("block", [4, None])
def test_a_file_of_two_encodings_is_none(block: int | None) -> None:
    mixed = "Größe,b\n1,Drüse\n".encode() + "2,Drüse\n".encode("cp1252")
    with pytest.raises(Unreadable, match="row 3 is not UTF-8"):
        list(lines(mixed, block).blocks())
    # A byte that Windows-1252 has not, behind others that it has.
    with pytest.raises(Unreadable, match="row 3 is not UTF-8"):
        list(lines("Größe,b\n1,2\n".encode("cp1252") + b"3,\x81\n", block).blocks())


@pytest.mark.parametrize("block", [1, 5, None])
def test_a_line_that_names_the_separator_is_no_header(block: int | None) -> None:
    found = lines(b"sep=;\r\na,x;b\r\n1;2\r\n", block)
    assert (found.names, found.delimiter, found.header_line) == (("a,x", "b"), ";", 2)
    assert list(found.blocks()) == [(b"1;2\r\n", 3)]


@pytest.mark.parametrize("block", [1, 5, None])
@pytest.mark.parametrize("tail", [b"", b",,,\n", b",,,\r\n, , ,\r\n\n", b",,,"])
def test_columns_and_lines_of_nothing_at_the_end_do_not_count(
    block: int | None, tail: bytes
) -> None:
    found = lines(b"a,b,,\n1,2,,\n,,,\n3,,,\n" + tail, block)
    assert (found.names, found.spare) == (("a", "b"), 2)
    # One in the middle is a row of somebody of whom nothing is known.
    assert b"".join(text for text, _ in found.blocks()) == b"1,2,,\n,,,\n3,,,\n"


@pytest.mark.parametrize("block", [3, None])
@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (b"", None, "is empty"),
        (gzip.compress(b""), None, "is empty"),
        (b"\xef\xbb\xbf", None, "is empty"),
        (b"a,\xe9\n1,2\n", 1, "is not UTF-8"),
        (b"a,b\n1,2\n3,\xe9\n", 3, "is not UTF-8"),
        (b"a,b\n1,2\n3,\0\n5,6\n", 3, "holds a NUL byte"),
        ("a,b\n1,2\n".encode("utf-16-le"), 1, "holds a NUL byte"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], None, "does not go on so"),
        (b"\xff\xfea,b\n1,2\n\x00\xd8\x00", None, "does not go on so"),
        (b'a,"b\n1,2\n', 1, "cannot be read as CSV"),
        (b",".join([b"a"] * (COLUMNS + 1)), 1, "has more than 10,000 columns"),
        (gzip.compress(b"a,b\n1,2\n")[:-5], None, "is damaged"),
        (b"\x1f\x8bnot gzip at all", None, "is damaged"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    content: bytes, row: int | None, said: str, block: int | None
) -> None:
    found, detail = fault(content, block)
    assert (found, said in detail) == (row, True), detail


def test_what_unpacks_to_more_than_is_allowed_is_no_file() -> None:
    bomb = gzip.compress(b"a,b\n" + b"1,2\n" * (4 * MIB))
    assert len(bomb) < MIB // 8
    row, detail = fault(bomb, limit=8 * MIB)
    assert (row, detail) == (None, "is larger than 8 MiB once it is unpacked")


@pytest.fixture
def traced() -> Iterator[Callable[[], int]]:
    """The peak of memory since the test began, in bytes."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("first", "piece", "row"),
    [(b"", b"x" * 65_536, 1), (b"a,b\n", b"x" * 65_536, 2), (b"a,b\n", b"\n" * 65_536, 2)],
    ids=["header", "row", "line breaks"],
)
def test_a_line_without_end_takes_a_few_mib_however_long_it_is(
    traced: Callable[[], int], first: bytes, piece: bytes, row: int
) -> None:
    endless = Endless(piece, 1 << 14)  # 1 GiB
    source = io.BufferedReader(_After(first, endless))
    with pytest.raises(Unreadable) as told:
        for _ in CsvLines(source, block=1 << 18).blocks():
            pass
    assert told.value.fault.row == row
    assert "longer than 4 MiB" in told.value.fault.detail
    assert endless.read_so_far < LINE_BYTES + 2 * MIB
    assert traced() < 4 * LINE_BYTES


class _After(io.RawIOBase):
    def __init__(self, first: bytes, rest: io.RawIOBase) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._first:
            piece, self._first = self._first[: len(buffer)], self._first[len(buffer) :]
            buffer[: len(piece)] = piece
            return len(piece)
        return self._rest.readinto(buffer) or 0
