"""Sentences that say beside their English which sentence they are, for whoever speaks otherwise.

What a service tells people is English text, and stays text to whoever wants text. Those that people
meet most carry a code and the values in them along, so that a page can say the same in another
language. A sentence without a code is shown in English.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

Value = str | bool | int | float | None


@dataclass(frozen=True, slots=True)
class Code:
    """Which sentence it is, and by name the values in it; what is no number is None.

    A value that is text is a name (of a field, of a version), or an English sentence within it.
    """

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Coded(str):
    """A sentence in English with its code; what is made of it by joining or cutting has none."""

    __slots__ = ("code",)

    code: Code

    def __new__(cls, words: str, code: Code) -> Self:
        """Text like any other, that knows its code."""
        sentence = super().__new__(cls, words)
        sentence.code = code
        return sentence

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.code)


def coded(words: str, name: str, **values: Value) -> Coded:
    """The sentence with its code."""
    return Coded(words, Code(name, {each: _finite(value) for each, value in values.items()}))


def and_more(words: str, more: str) -> str:
    """A sentence that goes on with some advice, whose code is then its value ``advice``."""
    if not more:
        return words
    found, advice = code_of(words), code_of(more)
    if found is None:
        return words + more
    values = dict(found.values) if advice is None else {**found.values, "advice": advice.name}
    return Coded(words + more, Code(found.name, values))


def code_of(words: str | None) -> Code | None:
    """The code of a sentence, None where it has none."""
    return words.code if isinstance(words, Coded) else None


def codes_of(sentences: Iterable[str] | None) -> tuple[Code | None, ...] | None:
    """The codes of some sentences, in their order; None where none of them has one."""
    found = tuple(map(code_of, sentences or ()))
    return found if any(found) else None


def written(sentences: Sequence[str]) -> list[dict[str, Any] | None] | None:
    """The codes of some sentences as JSON."""
    found = codes_of(sentences)
    return None if found is None else [asdict(each) if each else None for each in found]


def with_codes(sentences: Sequence[str], codes: Sequence[Code | None] | None) -> tuple[str, ...]:
    """Sentences with the codes that were written beside them."""
    if codes is None or len(codes) != len(sentences):
        return tuple(sentences)
    return tuple(
        Coded(words, code) if code is not None else words
        for words, code in zip(sentences, codes, strict=True)
    )


def code(document: Any) -> Code | None:
    """A code as it was written, by whatever release; None where nothing is there, or none."""
    if not isinstance(document, Mapping) or not isinstance(document.get("name"), str):
        return None
    values = document.get("values")
    known = values if isinstance(values, Mapping) else {}
    return Code(
        document["name"],
        {str(name): each for name, each in known.items() if isinstance(each, Value | None)},
    )


def codes(documents: Any) -> tuple[Code | None, ...] | None:
    """Some of them, None where there is no list of them."""
    return tuple(map(code, documents)) if isinstance(documents, list | tuple) else None


def _finite(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value
