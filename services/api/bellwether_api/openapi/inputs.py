"""A declaration -> the JSON Schema of its inputs: what the Encoder takes, and nothing else.

What is taken but refused beyond the rows of a version lies beyond its schema too: the declaration
comes as ``Applicability.form``.
"""

from __future__ import annotations

from typing import Any

from bellwether_api.openapi.schemas import Schema, one_of
from bellwether_api.representations.numbers import plain
from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor


def schema(predictor: Predictor) -> Schema:
    """One record: a property for each field; those that may be unknown need not be there."""
    return {
        "type": "object",
        "title": predictor.title,
        "description": f"{predictor.summary} Asked of {predictor.population.who}.",
        "properties": {field.name: of_field(field) for field in predictor.fields},
        "required": [field.name for field in predictor.fields if field.missing is None],
        "additionalProperties": False,
        "example": example(predictor),
    }


def example(predictor: Predictor) -> dict[str, Any]:
    """The declared example of every field, as a person would write it."""
    return {
        name: value if isinstance(value, bool) else plain(value)
        for name, value in predictor.example().items()
    }


def of_field(field: Field) -> Schema:
    """The values of one field, in the words of the form.

    Each kind of value is a schema of its own, with one type: generators of clients lose enums that
    mix types, and what is nested.
    """
    kinds = _number(field) if isinstance(field, NumberField) else _words(field)
    if field.missing is not None:
        kinds.append({"type": "null"})
    given = field.example
    return {
        **one_of(kinds),
        "title": field.label,
        "description": _description(field),
        "example": given if isinstance(given, bool) else plain(given),
    }


def _number(field: NumberField) -> list[Schema]:
    known: Schema = {
        "type": field.type,
        "minimum": plain(field.minimum),
        "maximum": plain(field.maximum),
    }
    codes = [plain(each) for each in field.missing.values] if field.missing is not None else []
    whole = all(isinstance(each, int) for each in codes)
    # A code may be a number of the field's own type: then this is anyOf.
    return [known, *([{"type": "integer" if whole else "number", "enum": codes}] if codes else [])]


def _words(field: CategoryField | BooleanField) -> list[Schema]:
    # A code is a word to the Encoder, also where it looks like a number.
    codes = [str(value) for value in field.missing.values] if field.missing is not None else []
    if isinstance(field, BooleanField):
        return [{"type": "boolean"}, {"type": "string", "enum": ["Yes", "No", *codes]}]
    words = [choice.value for choice in field.choices]
    return [{"type": "string", "enum": [*words, *codes]}]


def _description(field: Field) -> str:
    sentences = [field.label + "."]
    if isinstance(field, NumberField) and field.unit:
        sentences = [f"{field.label}, in {field.unit}."]
    if isinstance(field, NumberField) and field.outside == "refuse":
        sentences.append("Beyond what the training rows held it gets a reason instead of a number.")
    if isinstance(field, CategoryField):
        labels = [
            f"{each.value}: {each.label}" for each in field.choices if each.label != each.value
        ]
        sentences += [f"{'; '.join(labels)}."] if labels else []
    if field.help is not None:
        sentences.append(field.help)
    if field.missing is not None:
        unknown = (
            "null"
            if not field.missing.values
            else ("null or " + " or ".join(str(plain(value)) for value in field.missing.values))
        )
        sentences.append(f"{field.missing.label}: {unknown}, or left out.")
        if field.optional:
            sentences.append("The answer then averages over its plausible values.")
    return " ".join(sentences)
