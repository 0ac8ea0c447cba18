"""Beside whom an answer is told, and what the threshold does to 100 people, as a server says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bellwether.predictions import Prediction
from bellwether.predictors import Document, Predictor

_WORDS = {"yes": True, "no": False}


def group(predictor: Predictor, found: Prediction, record: Mapping[str, Any]) -> Document | None:
    """The people who are like this in the declared fields, as {"n", "events", "sentence", ...}.

    None where none were counted, one of these fields is open, or another version has answered.
    """
    if not _same_version(predictor, found):
        return None
    groups = predictor.document.get("peers") or ()
    return next((each for each in groups if _belongs(record, each["levels"])), None)


def pointed_out(predictor: Predictor, found: Prediction) -> Document | None:
    """Of 100 people those ``found``, ``missed``, ``alarms`` and ``left``; None as above."""
    people: Document | None = predictor.document.get("pointed_out")
    return people if _same_version(predictor, found) else None


def _same_version(predictor: Predictor, found: Prediction) -> bool:
    """Of another version than the one that answered, the people would be other ones."""
    return (predictor.document.get("serving") or {}).get("version") == found.version


def _belongs(record: Mapping[str, Any], levels: list[Document]) -> bool:
    return all(_has(record.get(level["field"]), level) for level in levels)


def _has(given: Any, level: Document) -> bool:
    value, low, high = level["value"], level["low"], level["high"]
    if isinstance(value, bool):
        said = _WORDS.get(given.lower()) if isinstance(given, str) else given
        return said is value
    if value is not None:
        return bool(given == value)
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return (low is None or given >= low) and (high is None or given < high)
