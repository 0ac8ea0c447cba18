"""Dates as tables write them: 2020-01-31, 31.1.2020, 1/31/2020, 31 Jan 2020, 20200131.

Months in the languages that tables come in most. A time of day behind a date is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

# What a month's name begins with, once its accents are gone.
_MONTHS = {
    prefix: month
    for month, prefixes in enumerate(
        (
            "jan ene gen", "feb fev", "mar mae mrt", "apr avr abr", "may mai mei mag maj",
            "jun giu", "jul lug", "aug aou ago", "sep set", "oct okt out ott", "nov",
            "dec dez dic",
        ),
        1,
    )
    for prefix in prefixes.split()
}  # fmt: skip
# Two months of the French begin with the same letters.
_FRENCH = {"juin": 6, "juil": 7}

_NAME = r"(?P<name>[A-Za-z]{3,12})\.?"
_TIME = r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z| ?[+-]\d{2}:?\d{2})?)?"
_FORMS = tuple(
    re.compile(form + _TIME, re.ASCII)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})",
        rf"(?P<day>\d{{1,2}})[-. ]{{1,2}}{_NAME}[-. ,]{{1,2}}(?P<year>\d{{4}}|\d{{2}})",
        rf"{_NAME}[-. ]{{1,2}}(?P<day>\d{{1,2}}),? (?P<year>\d{{4}})",
        r"(?P<year>\d{4})-(?P<month>\d{2})",
        r"(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4})",
        r"(?P<year>(19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
LONGEST = 40

# Two digits of a year up to this one are of our century (POSIX).
PIVOT = 68


class TwoDays(ValueError):
    """A cell that may be two days: 3/4/2021 is in April or in March."""


def read(cell: str, day_first: bool | None = None) -> date | None:
    """The day that a cell is; None where it is none. A month without a day is its first.

    ``day_first`` says whether 3/4/2021 is in April. With points a day always comes first. Raises
    TwoDays where nothing tells.
    """
    text = cell.strip()
    if not 6 <= len(text) <= LONGEST:
        return None
    for form in _FORMS:
        if (found := form.fullmatch(_plain(text))) is not None:
            return _day(found.groupdict(), day_first)
    return None


def order(cells: Iterable[str]) -> bool | None:
    """Whether the day comes first in a column of dates, as far as some cell tells."""
    orders = {first for cell in cells if (first := _order(cell)) is not None}
    return orders.pop() if len(orders) == 1 else None


def is_two_days(cell: str) -> bool:
    """Whether a cell may be two days."""
    try:
        read(cell)
    except TwoDays:
        return True
    return False


def _order(cell: str) -> bool | None:
    found = _FORMS[1].fullmatch(_plain(cell.strip()))
    if found is None or found["sign"] == ".":
        return None
    one, two = int(found["one"]), int(found["two"])
    return None if (one > 12) == (two > 12) else one > 12


def _day(said: dict[str, str | None], day_first: bool | None) -> date | None:
    year = int(said["year"] or 0)
    if len(said["year"] or "") == 2:
        year += 2000 if year <= PIVOT else 1900
    if (name := said.get("name")) is not None:
        month = _FRENCH.get(name.lower()[:4], _MONTHS.get(name.lower()[:3], 0))
        return _real(year, month, int(said["day"] or 1))
    if said.get("one") is None:
        return _real(year, int(said["month"] or 1), int(said.get("day") or 1))
    one, two = int(said["one"] or 0), int(said["two"] or 0)
    as_day, as_month = _real(year, two, one), _real(year, one, two)
    if said["sign"] == "." or day_first:
        return as_day
    if day_first is False or as_day is None:
        return as_month
    if as_month is None or as_month == as_day:
        return as_day
    raise TwoDays(f"may be {as_day} or {as_month}")


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if not unicodedata.combining(each))
