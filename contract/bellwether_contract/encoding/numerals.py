"""A number as the cell of a table writes it, in any country and by any program.

Read alike where rows are drafted from, learned from, checked and predicted. What a person types is
read by the same rule in the page (services/web/src/predict/reading.ts) and in the client, which
know the wire alone; one table holds all three to it: tests/numbers.json.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal

# A sign for decimals that a field's tables keep to.
Decimal = Literal[".", ","]

# Nobody writes more for one number, and what is longer is not looked at.
LONGEST = 64

# From here on a comma stands between thousands, and from there on a power of ten is shorter.
SET_APART = 10_000
VERY_LARGE = 1e15

# What a program writes: no "nan", no "inf", no underscores. Each character can be matched in one
# way only, so that a long cell that is none is found out in one pass.
PLAIN = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)

_DECIMAL, _GROUP = "٫", "٬"
_SAME = str.maketrans(
    {
        # minus and plus
        **dict.fromkeys("−‐‑‒–－﹣", "-"),
        **dict.fromkeys("＋﹢", "+"),
        # decimal points that are nothing else, and the two signs that may be either
        "·": _DECIMAL,
        **dict.fromkeys("。｡．", "."),
        **dict.fromkeys("，、､", ","),
        # apostrophes
        **dict.fromkeys("’‘ʼ＇´`", "'"),
        "ｅ": "e",
        "Ｅ": "E",
    }
)

_NUMBER = re.compile(r"([+-]?) ?([\d.,' ٫٬]+?)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_WESTERN = re.compile(r"[1-9]\d{0,2}(?:([ ',.٬])\d{3})(?:\1\d{3})*", re.ASCII)
# 12,34,567
_INDIAN = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}", re.ASCII)
_DIGITS = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)

# Where the decimal sign is declared, the other one may stand between thousands alone.
_STRICT: dict[Decimal, re.Pattern[str]] = {
    ",": re.compile(r"(?P<whole>\d+|[1-9]\d{0,2}(?:([ '.])\d{3})(?:\2\d{3})*)?(?:,(?P<rest>\d*))?"),
    ".": re.compile(
        r"(?P<whole>\d+|[1-9]\d{0,2}(?:([ ',])\d{3})(?:\2\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3})?"
        r"(?:\.(?P<rest>\d*))?"
    ),
}

# Beyond plain digits: a number, and letters or signs of a unit behind it.
_MEASURED = re.compile(r"([+-]? ?\d[\d.,' ٫٬]*(?:e[+-]?\d{1,3}(?![^\W\d_]))?) ?(\D.*)", re.ASCII)


# What a number in ASCII begins with, so that a word is found out at once.
_BEGINNINGS = frozenset("0123456789+-.,")


class Ambiguous(ValueError):
    """Two numbers are written like this: 1,200 is 1.2 in one country and 1200 in another."""


def read(text: str, unit: str | None = None, decimal: Decimal | None = None) -> float | None:
    """The number that a cell is, or None; one that no computer holds is none.

    The ``unit`` may follow it. With a ``decimal`` sign declared every cell has one meaning, and one
    that is not written so is None. Without, what can mean two numbers raises Ambiguous; 1.200 is
    1.2, for so programs write it.
    """
    if decimal != "," and PLAIN.fullmatch(text):
        return _finite(float(text))
    if len(text) > LONGEST:
        return None
    if text.isascii():
        written = text.strip()
        if written[:1] not in _BEGINNINGS:
            return None
    else:
        written = "".join(each for each in text if unicodedata.category(each) != "Cf").strip()
    found = _NUMBER.fullmatch(without_unit(_tidy(written), unit))
    if found is None:
        return None
    sign, body, power = found[1], found[2], found[3] or ""
    if decimal is not None:
        plain = _strictly(body, decimal)
    elif _EITHER.fullmatch(body):
        raise Ambiguous(text)
    else:
        plain = _plain_number(body)
    return None if plain is None else _finite(float(f"{sign}{plain}{power}"))


def measured(text: str) -> tuple[str, str] | None:
    """A cell that is a number with something behind it, as those two; else None."""
    if len(text) > LONGEST:
        return None
    found = _MEASURED.fullmatch(_tidy(text.strip()))
    return None if found is None else (found[1].strip(), found[2].strip())


def without_unit(text: str, unit: str | None) -> str:
    """``text`` without the ``unit`` at its end, however that is written."""
    end = bare(unit or "")
    if not end or not bare(text).endswith(end):
        return text
    # From the right, so that what is looked at is hardly longer than the unit.
    for at in range(len(text) - 1, 0, -1):
        if bare(text[at:]) == end:
            return text[:at].strip()
    return text


def for_people(value: float) -> str:
    """A value for people: thousands are set apart from five digits on, so that a year is 1994."""
    if abs(value) < SET_APART:
        return f"{value:.12g}"
    return f"{value:,.12g}" if abs(value) < VERY_LARGE else f"{value:g}"


def bare(unit: str) -> str:
    """kg/m2 is kg/m², and there are two signs for micro; many keyboards have neither."""
    compact = "".join(unit.lower().split()).replace("²", "2").replace("³", "3")
    return compact.replace("µ", "u").replace("μ", "u")


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _tidy(text: str) -> str:
    """Digits, signs and spaces of the whole world as those of a programming language."""
    if text.isascii():
        return re.sub(r"[\s\x1c-\x1f]", " ", text.replace("`", "'"))
    characters = []
    for each in text.translate(_SAME):
        digit = unicodedata.decimal(each, None)
        characters.append(str(digit) if digit is not None else " " if each.isspace() else each)
    return "".join(characters)


def _strictly(body: str, decimal: Decimal) -> str | None:
    found = _STRICT[decimal].fullmatch(body)
    if found is None:
        return None
    whole = "".join(each for each in found["whole"] or "" if each.isdecimal())
    plain = f"{whole}.{found['rest'] or ''}"
    return plain if _DIGITS.fullmatch(plain) else None


def _plain_number(body: str) -> str | None:
    """Digits with one point at most, or None where the separators make no sense."""
    point = _decimal_point(body)
    whole = body if point < 0 else body[:point]
    rest = "" if point < 0 else f".{body[point + 1 :]}"
    grouped = not whole.isdecimal() and whole != ""
    if grouped and not _WESTERN.fullmatch(whole) and not _INDIAN.fullmatch(whole):
        return None
    plain = "".join(each for each in whole if each.isdecimal()) + rest
    return plain if _DIGITS.fullmatch(plain) else None


def _decimal_point(body: str) -> int:
    """Where the decimal sign stands, -1 where there is none."""
    sure = body.rfind(_DECIMAL)
    if sure >= 0:
        return sure
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return -1
    # One that comes again, 1.200.000, groups; one beside other signs that group does not.
    again = body.index(body[last]) < last
    return -1 if again or (_GROUP in body and body[last] == ",") else last
