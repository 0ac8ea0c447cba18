"""``predictor.yaml``: the one declaration from which form, API, training and checks follow."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic import Field as Declared
from pydantic_core import ErrorDetails

from bellwether_contract.errors import Fault, InvalidDeclaration

DECLARATION = "predictor.yaml"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# Beyond it a number is infinite to the model.
FLOAT32_MAX = 3.4e38


class _Declaration(BaseModel):
    """Unknown words are faults (a typo is never ignored) and nothing changes after parsing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Missing(_Declaration):
    """How "unknown" is said for a field: ``null``, an absent key, or one of ``values``."""

    label: Text = "Don't know"
    values: tuple[int | float | str, ...] = Declared(default=(), strict=False)


class Choice(_Declaration):
    """One category: ``value`` as it stands in the rows and requests, ``label`` for people."""

    value: Text
    label: Text


class _Field(_Declaration):
    name: FieldName
    label: Text
    help: Text | None = None
    missing: Missing | None = None


# What a linear model sees of a number beside the number itself: its square, a natural cubic
# spline of it, or whether it is unknown.
Form = Literal["square", "spline", "missing"]


class NumberField(_Field):
    """A number, encoded as itself. Outside ``minimum``..``maximum`` it is impossible."""

    type: Literal["number", "integer"]
    unit: Text | None = None
    minimum: float = Declared(strict=False, ge=-FLOAT32_MAX)
    maximum: float = Declared(strict=False, le=FLOAT32_MAX)
    step: float | None = Declared(default=None, gt=0, strict=False)
    forms: tuple[Form, ...] = Declared(default=(), strict=False)
    example: float | None = Declared(strict=False)

    @model_validator(mode="after")
    def _range(self) -> Self:
        if not self.minimum < self.maximum:
            raise ValueError("needs a minimum below its maximum")
        if self.example is not None and not self.minimum <= self.example <= self.maximum:
            raise ValueError("has an example outside its own range")
        if "missing" in self.forms and self.missing is None:
            raise ValueError("asks for a form that marks unknown values, but takes none")
        return self


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


class Target(_Declaration):
    """The column that is predicted and the two values that it takes."""

    column: FieldName
    positive: str | int | bool
    negative: str | int | bool
    label: Text
    meaning: Text


class Data(_Declaration):
    """The rows that the predictor starts from: a CSV or Parquet file beside the declaration."""

    file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(csv|parquet)$")]
    sha256: Sha256
    source: Text


class Population(_Declaration):
    """Whom the rows stand for, and what they cannot say."""

    who: Text
    source: Text
    limits: tuple[Text, ...] = Declared(min_length=1, strict=False)


class Wording(_Declaration):
    """How a result is told. ``{n}`` and ``{m}`` are whole numbers of people out of 100."""

    people: Text
    result: Text
    complement: Text
    positive: Text
    negative: Text
    disclaimer: Text

    @model_validator(mode="after")
    def _placeholders(self) -> Self:
        if "{n}" not in self.result:
            raise ValueError("needs {n} in result")
        if "{m}" not in self.complement:
            raise ValueError("needs {m} in complement")
        return self


class Section(_Declaration):
    """A part of the form, in the order in which a person is asked."""

    title: Text
    fields: tuple[FieldName, ...] = Declared(min_length=1, strict=False)


class NetBenefitAt(_Declaration):
    """The threshold is the probability at which acting does as much good as harm."""

    net_benefit_at: float = Declared(gt=0, lt=1, strict=False)

    def __str__(self) -> str:
        return f"net benefit at {self.net_benefit_at:g}"


class RecallAtLeast(_Declaration):
    """The highest threshold that finds this share of the events, chosen out of fold."""

    recall_at_least: float = Declared(gt=0, lt=1, strict=False)

    def __str__(self) -> str:
        return f"recall at least {self.recall_at_least:g}"


class Margins(_Declaration):
    """How much worse than champion and best version a challenger may be, at worst.

    They are held against the upper one-sided 95 % bound of the difference: ``log_loss`` in nats
    per row, ``auroc`` as a share of 1.
    """

    log_loss: float = Declared(gt=0, strict=False)
    auroc: float = Declared(gt=0, strict=False)


class Policy(_Declaration):
    """How the threshold is set, and what the gate lets pass.

    Margins that are not declared follow from the number of events: see the trainer's gate.
    """

    threshold: NetBenefitAt | RecallAtLeast | Literal["max_f1"]
    margins: Margins | None = None

    @field_validator("threshold", mode="wrap")
    @classmethod
    def _one_of_three(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError:
            raise ValueError(
                "must be max_f1, {net_benefit_at: 0.10} or {recall_at_least: 0.80}, "
                "with a share between 0 and 1"
            ) from None


class Preparation(_Declaration):
    """What is done to training rows, and to them alone, before a model is fitted.

    ``duplicates`` and ``outliers`` (numbers beyond 1.5 interquartile ranges) are kept or
    dropped; ``balance`` gives both labels the same weight, or adds synthetic rows (SMOTE);
    ``select`` keeps all columns, or the so many that tell the labels apart best.
    """

    duplicates: Literal["keep", "drop"] = "keep"
    outliers: Literal["keep", "drop"] = "keep"
    balance: Literal["none", "weights", "smote"] = "none"
    select: Literal["all"] | int = "all"

    @field_validator("select", mode="wrap")
    @classmethod
    def _all_or_some(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        if value == "all" or (type(value) is int and value >= 1):
            return handler(value)
        raise ValueError("must be all, or how many columns to keep")


class Tuning(_Declaration):
    """What the search for hyper-parameters may cost each candidate: rows, and seconds.

    Too few rows prefer models that are too plain for all of them: with 20,000 of heart's rows a
    search finds what 50,000 do not confirm.
    """

    rows: int = Declared(default=50_000, ge=100)
    seconds: float = Declared(default=60.0, gt=0, strict=False)


class Subgroup(_Declaration):
    """A field by whose values the people are told apart in the evaluation.

    A number is cut into ``bands``: each begins at one of these values, the first one below
    begins at the smallest number.
    """

    field: FieldName
    bands: tuple[float, ...] = Declared(default=(), strict=False)

    @field_validator("bands")
    @classmethod
    def _rising(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if list(value) != sorted(set(value)):
            raise ValueError("must be a list of rising numbers")
        return value


class Predictor(_Declaration):
    """One thing that can be predicted: all that Bellwether knows of it is declared here."""

    MODEL_FIELDS_LIMIT: ClassVar[int] = 200

    name: Name
    title: Text
    summary: Text
    salt: Text
    data: Data
    target: Target
    population: Population
    wording: Wording
    policy: Policy
    preparation: Preparation = Preparation()
    tuning: Tuning = Tuning()
    subgroups: tuple[Subgroup, ...] = Declared(default=(), strict=False)
    reference: tuple[FieldName, ...] = Declared(default=(), strict=False)
    sections: tuple[Section, ...] = Declared(min_length=1, strict=False)
    fields: tuple[Field, ...] = Declared(min_length=1, max_length=MODEL_FIELDS_LIMIT, strict=False)

    @field_validator("subgroups", mode="before")
    @classmethod
    def _plain_names(cls, value: object) -> object:
        if isinstance(value, list):
            return tuple({"field": item} if isinstance(item, str) else item for item in value)
        return value

    @model_validator(mode="after")
    def _subgroups_and_reference_are_fields(self) -> Self:
        fields = {field.name: field for field in self.fields}
        for name in self.reference:
            if name not in fields:
                raise ValueError(f"has a reference to {name}, which is no field")
        for subgroup in self.subgroups:
            field = fields.get(subgroup.field)
            if field is None:
                raise ValueError(f"has a subgroup by {subgroup.field}, which is no field")
            if isinstance(field, NumberField) != bool(subgroup.bands):
                raise ValueError(
                    f"has a subgroup by {subgroup.field}: a number needs bands, for example "
                    f"{{field: {subgroup.field}, bands: [30, 50]}}, and nothing else has any"
                )
        return self

    @model_validator(mode="after")
    def _fields_and_sections_agree(self) -> Self:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError("declares a field twice")
        if self.target.column in names:
            raise ValueError("asks for the target as a field")
        asked = [name for section in self.sections for name in section.fields]
        if sorted(asked) != sorted(names):
            odd = sorted(set(asked) ^ set(names)) or sorted(n for n in names if asked.count(n) > 1)
            raise ValueError(f"must place each field in exactly one section; see {', '.join(odd)}")
        if self.target.positive == self.target.negative:
            raise ValueError("has a target whose positive and negative values are the same")
        return self

    def example(self) -> dict[str, float | str | bool | None]:
        """The declared example of every field: a record that the Encoder accepts."""
        return {field.name: field.example for field in self.fields}


# Every word that a declaration may hold, for whoever has mistyped one.
_WORDS = sorted(
    {
        word
        for model in (
            Predictor, Section, Policy, NetBenefitAt, RecallAtLeast, Margins, Preparation, Tuning,
            Subgroup, Wording, Population, Data, Target, Missing, Choice, NumberField, CategoryField, BooleanField,
        )
        for word in model.model_fields
    }
)  # fmt: skip

# The parser in C, where PyYAML has it: a tenth of the time, and of what requests wait meanwhile.
_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]  # one of two classes
    """YAML as usual, but a key that stands twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {twice[0]!r} stands twice", node.start_mark
            )
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


@functools.lru_cache(maxsize=64)  # the versions of a predictor mostly carry the same declaration
def parse(text: str | bytes, *, origin: str = DECLARATION) -> Predictor:
    """Parse and check a declaration.

    ``origin`` names the document in messages. Raises InvalidDeclaration with every fault found.
    """
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506  # it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        told = re.sub(r'"<(byte|unicode) string>"', origin, " ".join(str(error).split()))
        raise InvalidDeclaration(f"{origin} is not YAML", [Fault("", told)]) from error
    if not isinstance(document, dict):
        raise InvalidDeclaration(f"{origin} cannot be used", [Fault("", "must be a mapping")])
    try:
        return Predictor.model_validate(document)
    except ValidationError as error:
        faults = [
            Fault(_pointer(entry["loc"]), _in_words(entry))
            for entry in error.errors(include_url=False)
        ]
        raise InvalidDeclaration(f"{origin} cannot be used", faults) from error


def _pointer(place: tuple[int | str, ...]) -> str:
    """Where a fault stands in the file: pydantic names a field's type between place and word."""
    if len(place) > 2 and place[0] == "fields":
        place = (*place[:2], *place[3:])
    return "".join(f"/{part}" for part in place)


def _in_words(entry: ErrorDetails) -> str:
    """What is wrong and what to do, for somebody who writes a declaration."""
    kind, value = entry["type"], entry["input"]
    # YAML's oldest trap: Yes, No, On and Off are truths unless they are quoted.
    quote = '; YAML reads Yes, No, On and Off as true and false: quote them, "No"'
    hint = quote if isinstance(value, bool) else ""
    match kind:
        case "extra_forbidden":
            typed = str(entry["loc"][-1])
            close = difflib.get_close_matches(typed, _WORDS, n=1)
            return "is no word of a declaration" + (f"; do you mean {close[0]}?" if close else "")
        case "missing":
            return "is required"
        case "tuple_type":
            return "must be a list, each entry on a line that begins with a hyphen"
        case "string_type":
            return f"must be text{hint or ': put it into quotes'}"
        case "model_type" | "dict_type":
            return f"must be text or a mapping of words{hint}"
        case "value_error":
            return str(entry["ctx"]["error"])
        case "union_tag_invalid" | "union_tag_not_found":
            return "needs a type: number, integer, category or boolean"
    message = entry["msg"]
    return message[:1].lower() + message[1:] + hint


def read(folder: Path) -> Predictor:
    """Read the declaration in ``folder``; the folder must bear the predictor's name.

    Raises InvalidDeclaration, also where the file is missing or unreadable.
    """
    return read_with_source(folder)[1]


def read_with_source(folder: Path) -> tuple[bytes, Predictor]:
    """The declaration's bytes, and what they declare; raises as ``read`` does."""
    path = folder / DECLARATION
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InvalidDeclaration(
            f"{folder.name}/{DECLARATION} cannot be read", [Fault("", str(error.strerror))]
        ) from error
    predictor = parse(text, origin=f"{folder.name}/{DECLARATION}")
    if predictor.name != folder.name:
        raise InvalidDeclaration(
            f"{folder.name}/{DECLARATION} cannot be used",
            [Fault("/name", f"must be the folder's name, {folder.name}")],
        )
    return text, predictor
