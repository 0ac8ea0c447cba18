"""Columns of dates, which no model takes: an age is made of them, or days since something."""

from __future__ import annotations

import re
from datetime import date

# As tables of English, German and French write them.
_MONTH = r"(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zé]*"
_TIME = r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z| ?[+-]\d{2}:?\d{2})?)?"
_WRITTEN = re.compile(
    rf"(\d{{4}}([-/.])\d{{1,2}}\2\d{{1,2}}"
    rf"|\d{{1,2}}([-/.])\d{{1,2}}\3(\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}[-. ]{{1,2}}{_MONTH}[-. ,]{{1,2}}(\d{{4}}|\d{{2}})"
    rf"|{_MONTH}[-. ]{{1,2}}\d{{1,2}},? \d{{4}}"
    rf"|\d{{4}}-\d{{2}}|(0?[1-9]|1[0-2])/\d{{4}}){_TIME}",
    re.IGNORECASE | re.ASCII,
)

# Whole numbers of eight digits that are all dates of people.
_DIGITS = re.compile(r"(19|20)\d{6}")

# So large a share of a column that is written like a date makes it one.
MOSTLY = 0.8


def are_dates(known: list[str]) -> bool:
    """Whether the ``known`` cells of a column hold dates."""
    distinct = set(known)
    if len(distinct) < 2:
        return False
    written = sum(1 for cell in distinct if len(cell) < 40 and _WRITTEN.fullmatch(cell))
    if written >= MOSTLY * len(distinct):
        return True
    return len(distinct) > 2 and all(_DIGITS.fullmatch(cell) and _real(cell) for cell in distinct)


def _real(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
