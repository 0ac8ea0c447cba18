"""How few people, of those a model learned from, were like somebody: in words, never 1 to 4."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bellwether_contract.declaration import sentences
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.sentences import Sentences
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.seen import Seen


@dataclass(frozen=True, slots=True)
class Thin:
    """A field in which hardly anybody was like this, and how few they were."""

    field: str
    reason: str


class Neighbours:
    """Who the people were that a version learned from, and how many; None where nobody knows."""

    def __init__(self, predictor: Predictor, learned: int | None) -> None:
        self._words = sentences.of(predictor.language)
        self._who = None
        if learned is not None:
            count = self._words.count(learned)
            self._who = self._words.people.format(count=count, people=predictor.wording.people)

    def few(self, field: Field, seen: Seen, value: float) -> Thin | None:
        """That hardly anybody had ``value``, an encoded one that ``seen`` does not hold.

        None where it is not known for certain how few they were.
        """
        had = _had(field, seen, value, self._words)
        if self._who is None or had is None:
            return None
        reason = self._words.fewer.format(least=LEAST, who=self._who, had=had, label=field.label)
        return Thin(field.name, reason)


def _had(field: Field, seen: Seen, value: float, words: Sentences) -> str | None:
    if math.isnan(value):
        return words.unknown
    if isinstance(field, CategoryField):
        return words.quoted.format(label=field.choices[int(value)].label)
    if not isinstance(field, NumberField):
        return words.quoted.format(label=words.yes if value else words.no)
    if seen.low is None or seen.high is None:
        return None
    few, side = (seen.above, words.or_more) if value > seen.high else (seen.below, words.or_less)
    # Of what is impossible it would be no news.
    if few is None or not field.minimum <= as_typed(few) <= field.maximum:
        return None
    return side.format(value=with_unit(as_typed(few), field, words))


def with_unit(value: float, field: NumberField, words: Sentences) -> str:
    """A value of ``field`` as it is told: "69 years"."""
    return f"{words.number(value)} {field.unit or ''}".rstrip()


def as_typed(value: float) -> float:
    """The shortest number that the model reads as ``value``, a float32: 26.6, not 26.600000381."""
    return float(str(np.float32(value)))
