"""The columns with a role, read: whose row it is, where and when it was taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow

from bellwether_contract.coded import coded
from bellwether_contract.declaration import roles
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.values import REQUIRED
from bellwether_trainer.records import Marks
from bellwether_trainer.rows import dates

# A site's name is a word of a report, not a text.
SITE_CHARACTERS = 64

NOT_NAMED = coded(f"{REQUIRED}: without it nobody knows whose row this is", "no_person")
NOT_HASHED = "is not stored as a salted hash of this predictor; remove the data set, send it again"
NO_TIME = coded("must be a number or a date, for example 2020-01-31", "no_time")
TWO_KINDS = coded("must be of one kind in all rows: numbers, or dates", "two_kinds")
TWO_DAYS = coded(
    "may be two days; say in roles whether the day comes first (day_first: true or false), or "
    "write it as 2020-01-31",
    "two_days",
)

# Where nobody knows where a row was taken.
UNKNOWN_SITE = "unknown site"

_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?", re.ASCII)
_EPOCH = datetime.date(1970, 1, 1).toordinal()

TimeKind = Literal["number", "date"]


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a cell does not fit; completes "this cell ..."."""

    why: str


class RoleColumns:
    """Reads the columns with a role of one table, a batch of rows at a time.

    ``hashed`` says that people stand in the rows as salted hashes already.
    """

    def __init__(self, predictor: Predictor, *, hashed: bool) -> None:
        declared = predictor.roles
        self._time = _Time(declared.day_first)
        self._columns = [
            _Column(name, read, kind, instead)
            for name, read, kind, instead in (
                (
                    declared.group,
                    _hashed_person if hashed else _person(predictor.salt),
                    np.uint64,
                    0,
                ),
                (declared.site, _site, np.object_, ""),
                (declared.time, self._time, np.float64, np.nan),
            )
        ]

    def read(self, table: pyarrow.Table) -> tuple[Marks, list[tuple[str, int, str]]]:
        """The marks of the rows, and by column, row and reason which cells are wrong."""
        wrong: list[tuple[str, int, str]] = []
        people, sites, times = (column.read(table, wrong) for column in self._columns)
        return Marks(people, sites, times, dated=self._time.dated), wrong


class _Column:
    """One column, read by its dictionary; there is none where it is not declared."""

    def __init__(
        self, name: str | None, read: Callable[[Any], Any], kind: type, instead: Any
    ) -> None:
        self._name, self._read, self._kind, self._instead = name, read, kind, instead

    def read(self, table: pyarrow.Table, wrong: list[tuple[str, int, str]]) -> Any:
        """The values [rows], those of wrong cells mean nothing; None without the column."""
        if self._name is None:
            return None
        array = table[self._name].combine_chunks()
        if not pyarrow.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        # One more for the empty cell, which is in no dictionary.
        distinct = [self._read(cell) for cell in [*array.dictionary.to_pylist(), None]]
        indices = array.indices.cast(pyarrow.int64()).fill_null(len(distinct) - 1)
        keys = indices.to_numpy(zero_copy_only=False)
        why = {key: each.why for key, each in enumerate(distinct) if isinstance(each, Unfit)}
        values: npt.NDArray[Any] = np.array(
            [self._instead if isinstance(each, Unfit) else each for each in distinct],
            dtype=self._kind,
        )
        unfit = np.zeros(len(distinct), dtype=bool)
        unfit[list(why)] = True
        wrong.extend(
            (self._name, row, why[keys[row]]) for row in np.flatnonzero(unfit[keys]).tolist()
        )
        return values[keys]


def day(value: float) -> datetime.date:
    """The date of a time that was written as one."""
    return datetime.date.fromordinal(int(value) + _EPOCH)


def _person(salt: str) -> Callable[[Any], int | Unfit]:
    def read(cell: Any) -> int | Unfit:
        name = None if cell is None else roles.named(str(cell))
        return Unfit(NOT_NAMED) if name is None else roles.person(salt, name)

    return read


def _hashed_person(cell: Any) -> int | Unfit:
    if cell is None:
        return Unfit(NOT_NAMED)
    return int(cell, 16) if roles.HASHED.fullmatch(cell) else Unfit(NOT_HASHED)


def _site(cell: Any) -> str | Unfit:
    name = None if cell is None else roles.named(str(cell))
    if name is None:
        return UNKNOWN_SITE
    return name if len(name) <= SITE_CHARACTERS else Unfit(f"is longer than {SITE_CHARACTERS}")


class _Time:
    """Reads times of one kind: numbers as they are, dates as days since 1970."""

    def __init__(self, day_first: bool | None) -> None:
        self.dated = False
        self._day_first = day_first
        self._kind: TimeKind | None = None

    def __call__(self, cell: Any) -> float | Unfit:
        if cell is None or roles.named(str(cell)) is None:
            return Unfit(REQUIRED)
        text = str(cell).strip()
        kind: TimeKind
        try:
            date = dates.read(text, self._day_first)
        except dates.TwoDays:
            return Unfit(TWO_DAYS)
        if date is not None:
            kind, value = "date", float(date.toordinal() - _EPOCH)
        elif _NUMBER.fullmatch(text):
            kind, value = "number", float(text)
        else:
            return Unfit(NO_TIME)
        self._kind = self._kind or kind
        self.dated = self._kind == "date"
        return value if kind == self._kind else Unfit(TWO_KINDS)
