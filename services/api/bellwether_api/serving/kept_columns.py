"""``?keep=COLUMN,...``: columns of a table that are handed through to its answer, unread."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bellwether_contract.errors import Fault, InvalidInputs, RowFault
from bellwether_contract.tables import csv_rows

ALL = "*"
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Keep:
    """The columns to hand through, in their order; all of a table where ``all`` is true."""

    names: tuple[str, ...] = ()
    all: bool = False

    @classmethod
    def of(cls, given: str | None) -> Keep:
        """What a query asks for: a line of a CSV, or "*"; raises InvalidInputs."""
        names = csv_rows.cells(given, ",") if given else []
        if names == [ALL]:
            return cls(all=True)
        if isinstance(names, str) or "" in names or len(set(names)) < len(names):
            detail = 'keep takes names of columns, each once, with commas between, or "*" for all'
            raise InvalidInputs("The query is wrong", [Fault("", detail)])
        return cls(tuple(names))

    def __bool__(self) -> bool:
        return self.all or bool(self.names)

    def __contains__(self, name: str) -> bool:
        return self.all or name in self.names

    def places(self, header: Sequence[str]) -> list[int]:
        """Where the kept columns stand in a header that has no faults."""
        return list(range(len(header))) if self.all else [header.index(name) for name in self.names]

    def faults(self, header: Sequence[str], line: int, own: Collection[str]) -> list[RowFault]:
        """What is wrong with the kept columns in the ``header``, which stands in ``line``.

        The answer's ``own`` columns, and that of errors, are none to keep.
        """
        if not self:
            return []
        times = Counter(header)
        faults = [
            RowFault(line, name[:64], "is to be kept, and is a column that is missing")
            for name in self.names
            if name not in times
        ]
        for name in sorted({*own, ERROR}.intersection(times if self.all else self.names)):
            detail = "is to be kept, and is a column of the answer too; give it another name"
            faults.append(RowFault(line, name, detail))
        faults += [
            RowFault(line, name[:64], "is to be kept, and is a column that stands twice")
            for name in self.names
            if times[name] > 1
        ]
        return faults


def lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Each row as a line of a CSV, without its end, in quotes where it must be."""
    text = io.StringIO(newline="")
    # No cell holds a line feed, but some may hold the other half of a line break.
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().split("\r\n")[:-1]
