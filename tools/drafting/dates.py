"""Columns of dates, which no model takes: an age is made of them, or days since something."""

from __future__ import annotations

from bellwether_trainer.rows import dates

# So large a share of a column that is written like a date makes it one.
MOSTLY = 0.8


def are_dates(known: list[str]) -> bool:
    """Whether the ``known`` cells of a column hold dates."""
    distinct = set(known)
    if len(distinct) < 2:
        return False
    digits = all(map(str.isdigit, distinct))
    written = sum(map(_is_date, distinct))
    # Numbers of eight digits are dates only where all of them are.
    return len(distinct) > 2 and written == len(distinct) if digits else (
        written >= MOSTLY * len(distinct)
    )  # fmt: skip


def role(column: str, known: list[str]) -> str:
    """What declares that ``column``, of dates in ``known``, says when a row was taken."""
    first = dates.order(set(known))
    if not any(map(dates.is_two_days, set(known))):
        return f"roles: {{time: {column}}}"
    day_first = "true or false" if first is None else str(first).lower()
    return f"roles: {{time: {column}, day_first: {day_first}}}"


def _is_date(cell: str) -> bool:
    try:
        return dates.read(cell) is not None
    except dates.TwoDays:
        return True
