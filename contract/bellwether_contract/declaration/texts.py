"""Every text of a declaration that a person reads, each with its place: the one list of them.

What operators and programs alone read (``known_before``, ``nobody_twice``, headings, the source of
the rows) is none of them, and neither is what a draft has left to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from bellwether_contract.declaration.drafts import PLACEHOLDER
from bellwether_contract.declaration.fields import (
    DONT_KNOW,
    CategoryField,
    Choice,
    Declaration,
    Field,
    NumberField,
    Refusal,
)
from bellwether_contract.declaration.peers import Peers, choices
from bellwether_contract.declaration.spec import Predictor

Part = TypeVar("Part", bound=Declaration)

# The keys that lead to a text: ("fields", "BMI", "label").
Place = tuple[str, ...]

# What takes the place of a text (its place, what it says, whether it has to be said in every
# language); None leaves it.
Say = Callable[[Place, str, bool], str | None]

# Sentences without a key of their own: they are listed, in order.
LIMITS: Place = ("population", "limits")
QUESTIONS: Place = ("wording", "questions")
LISTED = (LIMITS, QUESTIONS)

# A unit that is words: "days", "hours a day", and neither "mg/dL" nor "mm Hg".
_WORDS = re.compile(r"[^\W\d_ ]+( [^\W\d_ ]+)*")
_LONG_WORD = 4


def mapped(predictor: Predictor, say: Say) -> Predictor:
    """The declaration with the texts that ``say`` gives; nothing else of it changes."""
    mapping = _Mapping(say)
    target, population, wording = predictor.target, predictor.population, predictor.wording
    return predictor.model_copy(
        update={
            "title": mapping.text(predictor.title, "title"),
            "summary": mapping.text(predictor.summary, "summary"),
            "target": mapping.part(target, "target", "label", "meaning"),
            "population": mapping.part(population, "population", "who", "question").model_copy(
                update={
                    # A publication mostly keeps its name.
                    "source": mapping.text(population.source, "population", "source", needed=False),
                    "limits": mapping.listed(population.limits, LIMITS),
                }
            ),
            "wording": mapping.part(
                wording,
                "wording",
                *(name for name in type(wording).model_fields if name != QUESTIONS[-1]),
            ).model_copy(update={"questions": mapping.listed(wording.questions, QUESTIONS)}),
            "peers": predictor.peers and mapping.peers(predictor.peers, predictor),
            "sections": tuple(
                each.model_copy(update={"title": mapping.text(each.title, "sections", each.title)})
                for each in predictor.sections
            ),
            "fields": tuple(map(mapping.field, predictor.fields)),
        }
    )


class _Mapping:
    def __init__(self, say: Say) -> None:
        self._say = say

    def _instead(self, place: Place, said: str, *, needed: bool) -> str | None:
        return None if said.startswith(PLACEHOLDER) else self._say(place, said, needed)

    def text(self, said: str, *place: str, needed: bool = True) -> str:
        # Where there is no letter, there is nothing to translate: "18-24".
        needed = needed and any(map(str.isalpha, said))
        return self._instead(place, said, needed=needed) or said

    def listed(self, said: Sequence[str], place: Place) -> tuple[str, ...]:
        return tuple(self.text(each, *place, str(number)) for number, each in enumerate(said))

    def part(self, part: Part, place: str, *names: str) -> Part:
        """A part with its texts of these names; those that are not declared stay so."""
        said = {name: getattr(part, name) for name in names}
        changed: Part = part.model_copy(
            update={
                name: self.text(each, place, name)
                for name, each in said.items()
                if each is not None
            }
        )
        return changed

    def peers(self, peers: Peers, predictor: Predictor) -> Peers:
        """Words may be given for choices, too, for which the declaration takes the label."""
        words: dict[str, dict[str, str]] = {}
        for by in peers.by:
            declared = peers.words.get(by.field, {})
            for value, label in choices(predictor.fields[predictor.column(by.field)]).items():
                place = ("peers", "words", by.field, value)
                said = declared.get(value)
                found = self._instead(place, said or label, needed=said is not None) or said
                if found is not None:
                    words.setdefault(by.field, {})[value] = found
        result = self.text(peers.result, "peers", "result")
        return peers.model_copy(update={"result": result, "words": words})

    def field(self, field: Field) -> Field:
        place = ("fields", field.name)
        update: dict[str, Any] = {
            name: self.text(said, *place, name)
            for name in ("label", "help", "unanswered")
            if (said := getattr(field, name)) is not None
        }
        if field.missing is not None:
            said = field.missing.label
            # Of a version that serves, leaving open is called what ``unanswered`` says.
            label = (
                update["unanswered"]
                if said == field.unanswered
                else self.text(said, *place, "missing", "label", needed=said != DONT_KNOW)
            )
            update["missing"] = field.missing.model_copy(update={"label": label})
        if isinstance(field, NumberField):
            if field.unit is not None:
                needed = _is_words(field.unit)
                update["unit"] = self.text(field.unit, *place, "unit", needed=needed)
            update["refusals"] = tuple(
                each.model_copy(
                    update={"reason": self.text(each.reason, *place, "refusals", bound(each))}
                )
                for each in field.refusals
            )
        if isinstance(field, CategoryField):
            update["choices"] = tuple(
                Choice(value=each.value, label=self.text(each.label, *place, "choices", each.value))
                for each in field.choices
            )
        return field.model_copy(update=update)


def bound(refusal: Refusal) -> str:
    """What a refusal is known by beside the others of its field: "at_least 200"."""
    ends: Mapping[str, float | None] = {
        "at_least": refusal.at_least,
        "at_most": refusal.at_most,
    }
    (found,) = (f"{name} {end:.15g}" for name, end in ends.items() if end is not None)
    return found


def _is_words(unit: str) -> bool:
    return _WORDS.fullmatch(unit) is not None and max(map(len, unit.split())) >= _LONG_WORD
