"""The declared texts of a report in another language; what the trainer says in it stays."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bellwether_api.declarations.translations import Translations
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import BellwetherError

# Where a report tells what a field, or a choice of it, is called, and what it is measured in.
_CALLED = ("label", "group", "unit")

# The texts of each field, and what they are in the other language.
Words = Mapping[str, Mapping[str, str]]


def as_asked(
    report: dict[str, Any],
    name: str,
    version: str,
    repository: VersionRepository,
    translations: Translations,
    header: str | None,
) -> dict[str, Any]:
    """``report`` of a ``version`` of predictor ``name``, as the Accept-Language ``header`` asks.

    Where the version is gone or damaged by now, its report stays as it was written.
    """
    if header:
        with suppress(BellwetherError):
            declared = repository.declaration(name, version)
            other = translations.predictor(declared, header)
            if other is not declared:
                return worded(report, declared, other)
    return report


def worded(report: dict[str, Any], declared: Predictor, other: Predictor) -> dict[str, Any]:
    """``report`` of a version that carries ``declared``, with the texts of ``other``.

    It is the same declaration in another language. Spans of numbers ("30 to 39") are the
    trainer's words and stay.
    """
    words = {
        field.name: dict(zip(_texts(field), _texts(its), strict=True))
        for field, its in zip(declared.fields, other.fields, strict=True)
    }
    found: dict[str, Any] = _put(report, words, {})
    if report.get("title") == declared.title:
        found["title"] = other.title
    return found


def _texts(field: Field) -> list[str]:
    found = [field.label, field.missing.label if field.missing is not None else ""]
    if isinstance(field, NumberField):
        found.append(field.unit or "")
    if isinstance(field, CategoryField):
        found += [each.label for each in field.choices]
    return found


def _put(part: Any, words: Words, own: Mapping[str, str]) -> Any:
    """A part of the report; ``own`` are the words of the field that it is of, if it is of one."""
    if isinstance(part, list):
        return [_put(each, words, own) for each in part]
    if not isinstance(part, dict):
        return part
    for name in (part.get("field"), part.get("name")):
        if isinstance(name, str) and name in words:
            own = words[name]
    return {
        key: own.get(each, each)
        if key in _CALLED and isinstance(each, str)
        else _put(each, words, own)
        for key, each in part.items()
    }
