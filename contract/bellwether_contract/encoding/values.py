"""The rule of each field: one value in, its code out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from bellwether_contract.coded import Coded, and_more, coded
from bellwether_contract.declaration.fields import (
    BooleanField,
    CategoryField,
    Field,
    NumberField,
    OtherUnit,
)

REQUIRED = coded("is required", "required")

_YES_NO: dict[bool | str, float] = {True: 1.0, False: 0.0, "Yes": 1.0, "No": 0.0}


class Unfit(ValueError):
    """The value does not fit its field; ``words`` complete "this value ..."."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def reader(field: Field) -> Callable[[object], float]:
    """The rule of one field: a value in, its code out; raises Unfit."""
    if isinstance(field, NumberField):
        return _number_reader(field)
    if isinstance(field, CategoryField):
        codes = {choice.value: float(code) for code, choice in enumerate(field.choices)}
        listed = ", ".join(f'"{value}"' for value in codes)
        expected = coded(f"must be one of {listed}", "one_of", values=listed)
        return _coded_reader(field, dict(codes), expected)
    assert isinstance(field, BooleanField)
    expected = coded('must be true or false (or "Yes" or "No")', "yes_or_no")
    return _coded_reader(field, _YES_NO, expected)


def quick_reader(field: Field) -> Callable[[Any], float]:
    """The rule of one field for what fits it; raises one of many errors for whatever does not."""
    if isinstance(field, NumberField):
        return _number_reader(field)
    unknown: dict[Any, float] = dict.fromkeys(_unknown_words(field), math.nan)
    if field.missing is not None:
        unknown[None] = math.nan
    if isinstance(field, CategoryField):
        # No text is equal to a value of another type, so that one look is enough.
        codes = {choice.value: float(code) for code, choice in enumerate(field.choices)}
        return (unknown | codes).__getitem__
    assert isinstance(field, BooleanField)
    words = unknown | {word: code for word, code in _YES_NO.items() if type(word) is str}

    def read(value: Any) -> float:
        # 1 and 1.0 are equal to true.
        return 1.0 if value is True else 0.0 if value is False else words[value]

    return read


def _number_reader(field: NumberField) -> Callable[[object], float]:
    low, high = field.minimum, field.maximum
    unit = f" {field.unit}" if field.unit else ""
    whole = field.type == "integer"
    noun = "a whole number" if whole else "a number"
    between = coded(
        f"must be {noun} between {low:g} and {high:g}{unit}",
        "number_between",
        low=low,
        high=high,
        unit=field.unit,
        whole=whole,
    )
    convert = "".join(f"; {_converting(each)}" for each in field.other_units)
    beyond = and_more(between, coded(convert, "other_unit") if convert else "")
    unknown = frozenset(field.missing.values) if field.missing else frozenset()
    optional = field.missing is not None

    def read(value: object) -> float:
        # bool is a subclass of int: an exact type keeps true from passing for 1.
        if type(value) is float or type(value) is int:
            if value in unknown:
                return math.nan
            if low <= value <= high:
                if whole and value != int(value):
                    raise Unfit(between)
                return float(value)
            raise Unfit(beyond)
        if value is None:
            if optional:
                return math.nan
            raise Unfit(REQUIRED)
        if type(value) is str and value in unknown:
            return math.nan
        raise Unfit(_but_not(between, value))

    return read


def _converting(other: OtherUnit) -> str:
    """What to do with a value that somebody has in another unit."""
    then = "" if other.offset == 0 else f", then {'add' if other.offset > 0 else 'take away'} "
    amount = "" if other.offset == 0 else f"{abs(other.offset):g}"
    return f"multiply what is in {other.unit} by {other.factor:g}{then}{amount}"


def _coded_reader(
    field: CategoryField | BooleanField, codes: Mapping[Any, float], expected: Coded
) -> Callable[[object], float]:
    unknown = _unknown_words(field)
    optional = field.missing is not None
    accepted = {type(value) for value in codes}

    def read(value: object) -> float:
        if type(value) in accepted:
            code = codes.get(value)
            if code is not None:
                return code
            if value in unknown:
                return math.nan
            raise Unfit(expected)
        if value is None:
            if optional:
                return math.nan
            raise Unfit(REQUIRED)
        raise Unfit(_but_not(expected, value))

    return read


def _unknown_words(field: CategoryField | BooleanField) -> frozenset[str]:
    """What stands for unknown: a code is a word, also where it looks like a number: "9", not 9."""
    return frozenset(map(str, field.missing.values)) if field.missing else frozenset()


def _but_not(expected: Coded, value: object) -> Coded:
    return Coded(f"{expected}, not {_kind(value)}", expected.code)


def _kind(value: object) -> str:
    names = {bool: "a yes/no value", str: "text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
