"""A number as a person of any country types it.

The page reads what is typed by the same rule (services/web/src/predict/reading.ts), and one table
holds both to it: tests/numbers.json.
"""

from __future__ import annotations

import math
import re
import unicodedata

# Nobody types more for one number.
LONGEST = 64

THOUSAND = 1000

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
_PLAIN = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_EITHER = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)


class Ambiguous(ValueError):
    """Two numbers are written like this; the message says how to write either."""


def read(text: str, unit: str | None = None, *, thousands: bool = True) -> float | None:
    """The number that ``text`` is, or None.

    The ``unit`` may follow it. ``thousands`` says whether numbers of a thousand or more are
    expected, so that 1.200 may be one. Raises Ambiguous.
    """
    if len(text) > LONGEST:
        return None
    typed = "".join(each for each in text if unicodedata.category(each) != "Cf").strip()
    found = _NUMBER.fullmatch(_without_unit(_tidy(typed), unit))
    if found is None:
        return None
    sign, body, power = found[1], found[2], found[3] or ""
    either = _EITHER.fullmatch(body)
    if either is not None and (thousands or "," in body):
        ways = (either[1] + either[2], _decimal(either[1], either[2], thousands=thousands))
        big, small = (f"{sign.replace('+', '')}{way}{power}" for way in ways)
        raise Ambiguous(f"{typed} can mean {big} or {small}: write {big} or {small}")
    plain = _plain(body)
    value = math.nan if plain is None else float(f"{sign}{plain}{power}")
    return value if math.isfinite(value) else None


def may_be_thousands(*ends: float | None) -> bool:
    """Whether a field that ends there holds numbers of a thousand or more."""
    return any(end is None or abs(end) >= THOUSAND for end in ends)


def _decimal(whole: str, rest: str, *, thousands: bool) -> str:
    """ "1", "200" -> "1.2"; where 1.234 may be a thousand and more, "1.2340" is not."""
    short = rest.rstrip("0")
    if not short:
        return whole
    return f"{whole}.{short}{'0' if len(short) == len(rest) and thousands else ''}"


def _tidy(text: str) -> str:
    """Digits, signs and spaces of the whole world as those of a programming language."""
    characters = []
    for each in text.translate(_SAME):
        digit = unicodedata.decimal(each, None)
        characters.append(str(digit) if digit is not None else " " if each.isspace() else each)
    return "".join(characters)


def _without_unit(text: str, unit: str | None) -> str:
    end = _bare(unit or "")
    for at in range(1, len(text) if end else 0):
        if _bare(text[at:]) == end:
            return text[:at].strip()
    return text


def _bare(unit: str) -> str:
    """kg/m2 is kg/m², and there are two signs for micro; many keyboards have neither."""
    compact = "".join(unit.lower().split()).replace("²", "2").replace("³", "3")
    return compact.replace("µ", "u").replace("μ", "u")


def _plain(body: str) -> str | None:
    """Digits with one point at most, or None where the separators make no sense."""
    point = _decimal_point(body)
    whole = body if point < 0 else body[:point]
    rest = "" if point < 0 else f".{body[point + 1 :]}"
    grouped = not whole.isdecimal() and whole != ""
    if grouped and not _WESTERN.fullmatch(whole) and not _INDIAN.fullmatch(whole):
        return None
    plain = "".join(each for each in whole if each.isdecimal()) + rest
    return plain if _PLAIN.fullmatch(plain) else None


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
