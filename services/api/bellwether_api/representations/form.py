"""The questions of a predictor's form."""

from __future__ import annotations

from typing import Literal

from bellwether_api.http.documents import Document
from bellwether_api.representations.numbers import Number, plain
from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field, NumberField
from bellwether_contract.encoding.applicability import Ends


class Choice(Document):
    value: str
    label: str


class MissingValues(Document):
    """Whether a value may be unknown; ``averaged``: the answer then has a range."""

    allowed: bool
    averaged: bool
    label: str | None
    values: list[Number | str]


class RefusedRange(Document):
    """From one of the two on, or up to the other, no model is asked, and why."""

    at_least: float | None
    at_most: float | None
    reason: str


class OtherUnit(Document):
    """What people may have a number in: times ``factor`` plus ``offset`` it is in the field's."""

    unit: str
    factor: float
    offset: float


class FormField(Document):
    """One question; members that its type does not have are null.

    ``below`` and ``above`` say why it ends at ``minimum`` and ``maximum``, where the rows of the
    serving version set these ends: what is possible beyond them gets this reason and no number.
    ``changeable``: a page may show how it was with people who answer otherwise.
    """

    name: str
    type: Literal["number", "integer", "category", "boolean"]
    label: str
    unit: str | None
    other_units: list[OtherUnit]
    help: str | None
    minimum: Number | None
    maximum: Number | None
    below: str | None
    above: str | None
    step: Number | None
    refusals: list[RefusedRange]
    choices: list[Choice] | None
    ordered: bool
    changeable: bool
    missing: MissingValues
    example: bool | Number | str | None


def field(declared: Field, ends: Ends | None = None, *, proven: bool = False) -> FormField:
    """One field of the form, which the rows may end; what its type does not have is null.

    Where it is ``proven`` by a version to be optional, an answer without it is averaged.
    """
    asked = declared if isinstance(declared, NumberField) else None
    category = declared if isinstance(declared, CategoryField) else None
    missing = declared.missing
    return FormField(
        name=declared.name,
        type=declared.type,
        label=declared.label,
        unit=asked.unit if asked is not None else None,
        other_units=[
            OtherUnit(unit=each.unit, factor=each.factor, offset=each.offset)
            for each in (asked.other_units if asked is not None else ())
        ],
        help=declared.help,
        minimum=plain(asked.minimum) if asked is not None else None,
        maximum=plain(asked.maximum) if asked is not None else None,
        below=ends.below if ends is not None else None,
        above=ends.above if ends is not None else None,
        step=plain(asked.step) if asked is not None else None,
        refusals=[
            RefusedRange(at_least=each.at_least, at_most=each.at_most, reason=each.reason)
            for each in (asked.refusals if asked is not None else ())
        ],
        choices=[Choice(value=each.value, label=each.label) for each in category.choices]
        if category is not None
        else None,
        ordered=category is not None and category.ordered,
        changeable=declared.changeable,
        missing=MissingValues(
            allowed=missing is not None,
            averaged=proven and declared.optional,
            label=missing.label if missing is not None else None,
            values=[plain(value) for value in missing.values] if missing is not None else [],
        ),
        example=declared.example if isinstance(declared, BooleanField) else plain(declared.example),
    )
