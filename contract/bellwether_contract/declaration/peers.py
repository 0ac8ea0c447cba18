"""Beside whom an answer is told: people who are alike in a few fields, whatever else they are."""

from __future__ import annotations

from typing import Self

from pydantic import Field as Declared
from pydantic import model_validator

from bellwether_contract.declaration.fields import (
    BooleanField,
    CategoryField,
    Declaration,
    Field,
    FieldName,
    Text,
)
from bellwether_contract.declaration.policy import Subgroup

# More people than this in a group, so that "of 100" is not more than there were.
PEOPLE_NEEDED = 100


class Peers(Declaration):
    """The fields ``by`` which people are put into groups, and the ``result`` of such a group.

    It holds ``{n}``, a whole number of people out of 100, and each field in braces: that becomes
    the choice's label, or what ``words`` call the choice (``Yes`` and ``No`` of a boolean).
    """

    by: tuple[Subgroup, ...] = Declared(min_length=1, max_length=3, strict=False)
    result: Text
    words: dict[FieldName, dict[str, Text]] = Declared(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _plain_names(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(by := value.get("by"), list):
            plain = [{"field": each} if isinstance(each, str) else each for each in by]
            return {**value, "by": plain}
        return value

    @model_validator(mode="after")
    def _placeholders(self) -> Self:
        for name in ("n", *(each.field for each in self.by)):
            if f"{{{name}}}" not in self.result:
                raise ValueError(f"needs {{{name}}} in result")
        return self

    def require_fields(self, fields: dict[str, Field]) -> None:
        """Raise ValueError where it speaks of what is no field, or no choice of one."""
        names = [each.field for each in self.by]
        if len(set(names)) != len(names):
            raise ValueError("has a field in peers twice")
        for each in self.by:
            each.require_field(fields, "peers")
        for name, words in self.words.items():
            if name not in names:
                raise ValueError(f"has words in peers for {name}, by which nobody is put together")
            known = choices(fields[name])
            for choice in words:
                if choice not in known:
                    raise ValueError(f"has words in peers for {name}: {choice}, which is no choice")


def choices(field: Field) -> dict[str, str]:
    """What each choice of a field is called; nothing of a number."""
    if isinstance(field, CategoryField):
        return {each.value: each.label for each in field.choices}
    return {"Yes": "Yes", "No": "No"} if isinstance(field, BooleanField) else {}
