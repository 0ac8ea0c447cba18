"""Beside whom an answer is told: what a version's report says of people who are alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bellwether_contract.declaration import sentences
from bellwether_contract.declaration.fields import BooleanField, NumberField
from bellwether_contract.declaration.peers import PEOPLE_NEEDED, choices
from bellwether_contract.declaration.sentences import Sentences
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.errors import RefusedBundle


@dataclass(frozen=True, slots=True)
class Level:
    """What people of a group have in one field.

    ``value`` is that of a category or a boolean; numbers go from ``low`` up to under ``high``,
    which is None where no end is declared.
    """

    field: str
    value: str | bool | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """``n`` people of the rows, of whom ``events`` had it.

    ``sentence`` says so with {n} for so many of 100.
    """

    levels: tuple[Level, ...]
    n: int
    events: int
    sentence: str


def disclosable(n: int, events: int) -> bool:
    """Whether a group may be told: enough people, and no one to four with or without it."""
    return n >= PEOPLE_NEEDED and events >= LEAST and n - events >= LEAST


def read(report: bytes, predictor: Predictor) -> tuple[PeerGroup, ...]:
    """The groups of a report; none of one that has none, as older ones have.

    Raises RefusedBundle where it has them but they cannot be used.
    """
    if predictor.peers is None:
        return ()
    try:
        found = json.loads(report).get("peers") or []
        groups = [(tuple(map(_level, each["levels"])), each["n"], each["events"]) for each in found]
        return tuple(
            PeerGroup(levels, n, events, _sentence(predictor, levels))
            for levels, n, events in groups
            if disclosable(n, events)
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedBundle(f"report.json has no usable peers ({type(error).__name__})") from error


def worded(groups: Sequence[PeerGroup], predictor: Predictor) -> tuple[PeerGroup, ...]:
    """The same groups in the words of a declaration that differs in its words alone."""
    if predictor.peers is None:
        return tuple(groups)
    return tuple(replace(each, sentence=_sentence(predictor, each.levels)) for each in groups)


def _level(found: dict[str, Any]) -> Level:
    return Level(found["field"], found["value"], found["low"], found["high"])


def _sentence(predictor: Predictor, levels: tuple[Level, ...]) -> str:
    assert predictor.peers is not None
    words = predictor.peers.result
    for level in levels:
        words = words.replace(f"{{{level.field}}}", _called(predictor, level))
    return words


def _called(predictor: Predictor, level: Level) -> str:
    assert predictor.peers is not None
    field = predictor.fields[predictor.column(level.field)]
    words = sentences.of(predictor.language)
    if isinstance(field, NumberField):
        return _between(level, words, whole=field.type == "integer")
    value = (
        str(level.value) if not isinstance(level.value, bool) else "Yes" if level.value else "No"
    )
    declared = predictor.peers.words.get(level.field, {}).get(value)
    if declared is None and isinstance(field, BooleanField):
        return words.yes if level.value else words.no
    return declared or choices(field)[value]


def _between(level: Level, words: Sentences, *, whole: bool) -> str:
    assert level.low is not None
    low = _short(level.low, words)
    if level.high is None:
        return words.and_over.format(low=low)
    if not whole:
        return words.to_under.format(low=low, high=_short(level.high, words))
    last = _short(level.high - 1, words)
    return low if low == last else words.between.format(low=low, high=last)


def _short(end: float, words: Sentences) -> str:
    return f"{end:g}".replace(".", words.decimal)
