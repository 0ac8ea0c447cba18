"""The fields of a predictor: what a person is asked, and how the answer becomes a number."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic import Field as Declared

from bellwether_contract.declaration.sentences import ENGLISH, LANGUAGE, SENTENCES
from bellwether_contract.vocabulary import PREDICTOR_NAME

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=f"^{PREDICTOR_NAME}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Language = Annotated[str, StringConstraints(pattern=f"^{LANGUAGE}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# What leaving open is called where a declaration does not say.
DONT_KNOW = SENTENCES[ENGLISH].dont_know

# Beyond it a number is infinite to the model.
FLOAT32_MAX = 3.4e38


class Declaration(BaseModel):
    """Unknown words are faults (a typo is never ignored) and nothing changes after parsing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Missing(Declaration):
    """How "unknown" is said for a field: ``null``, an absent key, or one of ``values``."""

    label: Text = DONT_KNOW
    values: tuple[int | float | str, ...] = Declared(default=(), strict=False)


class Choice(Declaration):
    """One category: ``value`` as it stands in the rows and requests, ``label`` for people."""

    value: Text
    label: Text


class _Field(Declaration):
    """What all fields have in common.

    ``missing`` says how rows and requests tell that a value is unknown. ``optional`` asks for an
    answer without it that averages over its plausible values, and ``unanswered`` is what the form
    calls leaving it open, as "Rather not say". ``known_before`` says in so many words when the
    value is known, before the outcome is. ``changeable`` fields are those of which the page shows
    how it was with people who answer otherwise.
    """

    name: FieldName
    label: Text
    help: Text | None = None
    missing: Missing | None = None
    optional: bool = False
    unanswered: Text | None = None
    known_before: Text | None = None
    changeable: bool = False

    @model_validator(mode="after")
    def _can_be_left_open(self) -> Self:
        if self.unanswered is not None and not self.optional:
            raise ValueError("says what leaving it open is called, but is not optional: true")
        return self


class Refusal(Declaration):
    """From ``at_least`` on, or up to ``at_most``, no model is asked; ``reason`` says why not."""

    at_least: float | None = Declared(default=None, strict=False)
    at_most: float | None = Declared(default=None, strict=False)
    reason: Text

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("needs either at_least or at_most")
        return self

    def covers(self, value: float) -> bool:
        """Whether ``value`` is refused."""
        if self.at_least is not None:
            return value >= self.at_least
        assert self.at_most is not None
        return value <= self.at_most


class OtherUnit(Declaration):
    """Another unit that people have a number in: ``number * factor + offset`` is in the field's.

    Form and client convert what is typed; rows and requests know the field's own unit alone. Of a
    temperature, ``{unit: °F, factor: 0.555556, offset: -17.7778}``.
    """

    unit: Text
    factor: float = Declared(gt=0, le=FLOAT32_MAX, strict=False)
    offset: float = Declared(default=0.0, strict=False)

    def converted(self, number: float) -> float:
        """A number in this unit, in that of the field."""
        return number * self.factor + self.offset


# What a linear model sees of a number beside the number itself: its square, a natural cubic
# spline of it, or whether it is unknown.
Form = Literal["square", "spline", "missing"]


class NumberField(_Field):
    """A number, encoded as itself. Outside ``minimum``..``maximum`` it is impossible.

    ``forms_chosen`` says whether somebody has looked at these rows to choose its forms. Within,
    ``refusals`` say where the answer is known without a model, and ``outside`` what a
    value gets that lies beyond the training rows: its number with a warning, or none.
    ``other_units`` are what people may have it in instead of its ``unit``.
    ``decimal`` and ``below_detection`` say how cells of tables are written: the sign before
    decimals (the other one stands between thousands), and that "<0.01" counts as half of it.
    """

    type: Literal["number", "integer"]
    unit: Text | None = None
    other_units: tuple[OtherUnit, ...] = Declared(default=(), strict=False)
    minimum: float = Declared(strict=False, ge=-FLOAT32_MAX)
    maximum: float = Declared(strict=False, le=FLOAT32_MAX)
    step: float | None = Declared(default=None, gt=0, strict=False)
    forms: tuple[Form, ...] = Declared(default=(), strict=False)
    forms_chosen: Literal["beforehand", "on these rows"] = "beforehand"
    refusals: tuple[Refusal, ...] = Declared(default=(), strict=False)
    outside: Literal["warn", "refuse"] = "warn"
    decimal: Literal[".", ","] | None = None
    below_detection: Literal["half"] | None = None
    example: float | None = Declared(strict=False)

    @model_validator(mode="after")
    def _range(self) -> Self:
        if not self.minimum < self.maximum:
            raise ValueError("needs a minimum below its maximum")
        if self.example is not None and not self.minimum <= self.example <= self.maximum:
            raise ValueError("has an example outside its own range")
        if self.forms_chosen == "on these rows" and not self.forms:
            raise ValueError("says how its forms were chosen, but has none")
        if "missing" in self.forms and self.missing is None:
            raise ValueError("asks for a form that marks unknown values, but takes none")
        return self

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        if all(self.refused(end) for end in (self.minimum, self.maximum)):
            raise ValueError("refuses both its minimum and its maximum; no model could answer")
        if self.example is not None and self.refused(self.example):
            raise ValueError("has an example that it refuses")
        return self

    @model_validator(mode="after")
    def _each_unit_stands_once(self) -> Self:
        if not self.other_units:
            return self
        if self.unit is None:
            raise ValueError("has other_units, but no unit of its own that they are converted to")
        known = [unit.casefold() for unit in (self.unit, *(each.unit for each in self.other_units))]
        if len(set(known)) != len(known):
            raise ValueError("names a unit twice, in unit and other_units")
        return self

    def refused(self, value: float) -> str | None:
        """Why no model is asked about ``value``; None where one is."""
        return next((each.reason for each in self.refusals if each.covers(value)), None)


class CategoryField(_Field):
    """One of several categories, encoded as its position in ``choices``.

    ``ordered`` says that the order means something: trees then see the position, not one
    column a category.
    """

    type: Literal["category"]
    choices: tuple[Choice, ...] = Declared(min_length=2, strict=False)
    ordered: bool = False
    example: str | None

    @field_validator("choices", mode="before")
    @classmethod
    def _plain_words(cls, value: object) -> object:
        if isinstance(value, list):
            return tuple(
                {"value": item, "label": item} if isinstance(item, str) else item for item in value
            )
        return value

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        values = [choice.value for choice in self.choices]
        if len(set(values)) != len(values):
            raise ValueError("names a category twice")
        if self.example is not None and self.example not in values:
            raise ValueError("has an example that is none of its categories")
        if self.missing is not None and set(map(str, self.missing.values)) & set(values):
            raise ValueError("names a category that also means unknown")
        return self


class BooleanField(_Field):
    """Yes or no, encoded as 1 or 0; ``true``/``false`` and ``"Yes"``/``"No"`` are read alike."""

    type: Literal["boolean"]
    example: bool | None


Field = Annotated[NumberField | CategoryField | BooleanField, Discriminator("type")]
