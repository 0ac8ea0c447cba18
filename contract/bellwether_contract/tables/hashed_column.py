"""A CSV on its way to a volume: the column that names people becomes one of salted hashes."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Callable, Collection, Sequence

from bellwether_contract.declaration.roles import named, person
from bellwether_contract.tables import csv_rows
from bellwether_contract.tables.csv_lines import CsvLines

# So many different cells are remembered while a column is rewritten.
REMEMBERED = 200_000


class HashedColumn:
    """A CSV, line by line, with the cells of one column replaced by salted hashes.

    ``called`` is what the header of ``lines`` calls it. A cell that names nobody becomes empty, and
    of a line that is no row only so much is left that a check finds the same fault: no cell of it
    is handed on.
    """

    def __init__(self, lines: CsvLines, called: Collection[str], salt: str) -> None:
        self._lines = lines
        self._places = [place for place, name in enumerate(lines.names) if name in called]

        @functools.lru_cache(maxsize=REMEMBERED)
        def hashed(cell: str) -> str:
            name = named(cell)
            return "" if name is None else f"{person(salt, name):016x}"

        self._hashed: Callable[[str], str] = hashed

    def header(self) -> bytes:
        """The first line."""
        return self._written(self._lines.names)

    def rewritten(self, text: bytes) -> bytes:
        """Whole lines as ``CsvLines.blocks`` hands them out, each with its line break."""
        out: list[bytes] = []
        for number, row in csv_rows.rows(text, 0, self._lines.delimiter):
            # Lines keep their numbers.
            out += [b"\n"] * (number - len(out))
            if isinstance(row, str):
                out.append(b'"\n')
            elif len(row) != len(self._lines.names):
                out.append(_empty(len(row), self._lines.delimiter))
            else:
                for place in self._places:
                    row[place] = self._hashed(row[place])
                out.append(self._written(row))
        out += [b"\n"] * (text.count(b"\n") - len(out))
        return b"".join(out)

    def _written(self, row: Sequence[str]) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self._lines.delimiter, lineterminator="\n").writerow(row)
        return text.getvalue().encode()


def _empty(cells: int, delimiter: str) -> bytes:
    """A line of so many empty cells."""
    return b'""\n' if cells == 1 else delimiter.encode() * max(cells - 1, 0) + b"\n"
