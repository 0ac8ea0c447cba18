"""The parts of a declaration that have no rules between them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field as Declared
from pydantic import StringConstraints, model_validator

from bellwether_contract.declaration.fields import (
    Declaration,
    FieldName,
    Sha256,
    Text,
)

# More than these would neither be asked nor fit beside the answers on one printed page.
QUESTIONS_LIMIT = 6


class Target(Declaration):
    """The column that is predicted and the two values that it takes."""

    column: FieldName
    positive: str | int | bool
    negative: str | int | bool
    label: Text
    meaning: Text


class Data(Declaration):
    """The rows that the predictor starts from: a CSV or Parquet file beside the declaration."""

    file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(csv|parquet)$")]
    sha256: Sha256
    source: Text


class Population(Declaration):
    """Whom the rows stand for, and what they cannot say.

    ``question`` asks a person whether they are one of them, before they are told any number.
    """

    who: Text
    question: Text | None = None
    source: Text
    limits: tuple[Text, ...] = Declared(min_length=1, strict=False)


class Wording(Declaration):
    """How a result is told. ``{n}`` and ``{m}`` are whole numbers of people out of 100.

    ``next_step`` is what makes sense for whoever is pointed out, ``questions`` are what somebody
    may ask a doctor with the result in hand.
    """

    people: Text
    result: Text
    complement: Text
    positive: Text
    negative: Text
    next_step: Text | None = None
    questions: tuple[Text, ...] = Declared(default=(), max_length=QUESTIONS_LIMIT, strict=False)
    disclaimer: Text

    @model_validator(mode="after")
    def _placeholders(self) -> Self:
        if "{n}" not in self.result:
            raise ValueError("needs {n} in result")
        if "{m}" not in self.complement:
            raise ValueError("needs {m} in complement")
        return self


class Section(Declaration):
    """A part of the form, in the order in which a person is asked."""

    title: Text
    fields: tuple[FieldName, ...] = Declared(min_length=1, strict=False)
