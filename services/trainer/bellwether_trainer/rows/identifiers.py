"""Columns that number people, visits or samples again and again, and are no fields.

Rows of one person are alike: where some are learned from and others measure, every figure looks
better than it is. Whether a column says whose a row is, only somebody knows who knows the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow
from pyarrow import parquet

from bellwether_contract.declaration import roles
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.rows import names
from bellwether_trainer.rows.csvfile import CsvFile

# An identifier by its title alone has more values than codes of a few kinds have.
KINDS = 30
SHARE = 0.1

# Columns, each with its cells and in how many rows they stand.
Counts = Iterable[tuple[str, Mapping[str, int]]]
Read = Callable[[Path, set[str]], Counts]


@dataclass(frozen=True, slots=True)
class Repeated:
    """An identifier that comes again: ``rows`` each of its ``values`` has, the fewest and the most.

    ``of_people`` says that its title speaks of people, or of nothing; ``everywhere`` that no row is
    without it.
    """

    column: str
    values: int
    rows: tuple[int, int]
    of_people: bool
    everywhere: bool

    @property
    def in_words(self) -> str:
        """How often it comes again, in words."""
        who = "people" if self.of_people else "of its values"
        least, most = self.rows
        each = f"{most} rows each" if least == most else f"{least} to {most} rows each"
        return f"{self.values:,} {who} have {each}"


def repeated(column: str, title: str, cells: Mapping[str, int]) -> Repeated | None:
    """A ``column`` as an identifier that comes again, by its ``title``; None where it is none.

    ``cells`` says in how many rows each of them stands.
    """
    if not names.identifies(title):
        return None
    often: Counter[str] = Counter()
    for cell, times in cells.items():
        if (name := roles.named(cell)) is not None:
            often[name] += times
    total = often.total()
    theirs = bool(names.PEOPLE & set(names.words(title)))
    if not theirs and len(often) <= max(KINDS, SHARE * total):
        return None
    if max(often.values(), default=1) == 1:
        return None
    least, most = min(often.values()), max(often.values())
    everywhere = total == sum(cells.values())
    return Repeated(column, len(often), (least, most), names.of_people(title), everywhere)


def clear(found: Iterable[Repeated]) -> Repeated | None:
    """The one identifier that tells whose every row is; None where there is none, or are several.

    One that is taken for people and is not costs little: figures by person are never too good.
    """
    people = [each for each in found if each.of_people and each.everywhere]
    return people[0] if len(people) == 1 else None


def undeclared(folder: Path, predictor: Predictor) -> tuple[Repeated, ...]:
    """The identifiers that come again in the declared rows and have no role, in their order.

    None where a group is declared: then it is known whose the rows are. Only columns whose title
    numbers something are read. ``folder`` has been read without a fault.
    """
    if predictor.roles.group is not None:
        return ()
    path = folder / predictor.data.file
    read = _parquet if path.suffix == ".parquet" else _csv_of(predictor)
    own = {predictor.target.column, *predictor.roles.columns}
    own |= {field.name for field in predictor.fields}
    found = (repeated(name, name, cells) for name, cells in read(path, own))
    return tuple(each for each in found if each is not None)


def _numbering(header: Sequence[str], own: set[str]) -> list[str]:
    """The columns that number something, none of our ``own``; one that stands twice is left."""
    return [
        name
        for name in header
        if name not in own and names.identifies(name) and header.count(name) == 1
    ]


def _csv_of(predictor: Predictor) -> Read:
    def read(path: Path, own: set[str]) -> Counts:
        with path.open("rb") as raw:
            file = CsvFile(raw, path.stat().st_size, known_as=predictor.known_as)
            wanted = _numbering(file.names, own)
            counts = {name: Counter[str]() for name in wanted}
            for block in file.blocks(wanted, others=True) if wanted else ():
                _count(block.table, counts)
        return counts.items()

    return read


def _parquet(path: Path, own: set[str]) -> Counts:
    file = parquet.ParquetFile(path)
    wanted = _numbering(file.schema_arrow.names, own)
    counts = {name: Counter[str]() for name in wanted}
    for batch in file.iter_batches(columns=wanted) if wanted else ():
        _count(pyarrow.Table.from_batches([batch]), counts)
    return counts.items()


def _count(table: pyarrow.Table, counts: Mapping[str, Counter[str]]) -> None:
    for name, counted in counts.items():
        for each in table[name].value_counts().to_pylist():
            value = each["values"]
            counted["" if value is None else str(value)] += each["counts"]
