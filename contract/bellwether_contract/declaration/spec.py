"""``predictor.yaml``: the one declaration from which form, API, training and checks follow."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Self

import yaml
from pydantic import Field as Declared
from pydantic import ValidationError, field_validator, model_validator

from bellwether_contract.declaration import acting, drafts
from bellwether_contract.declaration.faults import in_words, pointer
from bellwether_contract.declaration.fields import (
    BooleanField,
    CategoryField,
    Choice,
    Declaration,
    Field,
    FieldName,
    Language,
    Missing,
    Name,
    NumberField,
    OtherUnit,
    Refusal,
    Text,
)
from bellwether_contract.declaration.parts import Data, Population, Section, Target, Wording
from bellwether_contract.declaration.peers import Peers
from bellwether_contract.declaration.policy import (
    Direction,
    Margins,
    NetBenefitAt,
    Policy,
    Preparation,
    RecallAtLeast,
    Subgroup,
    Tuning,
)
from bellwether_contract.declaration.roles import Roles
from bellwether_contract.declaration.sentences import ENGLISH
from bellwether_contract.declaration.strict_yaml import Loader
from bellwether_contract.errors import Fault, InvalidDeclaration

DECLARATION = "predictor.yaml"


class Predictor(Declaration):
    """One thing that can be predicted: all that Bellwether knows of it is declared here.

    ``language`` is that of its texts, as the primary tag of BCP 47.
    """

    MODEL_FIELDS_LIMIT: ClassVar[int] = 200

    name: Name
    language: Language = ENGLISH
    title: Text
    summary: Text
    salt: Text
    data: Data
    target: Target
    headings: dict[FieldName, Text] = Declared(default_factory=dict)
    roles: Roles = Roles()
    population: Population
    wording: Wording
    policy: Policy
    preparation: Preparation = Preparation()
    tuning: Tuning = Tuning()
    monotone: dict[FieldName, Direction] = Declared(default_factory=dict)
    interactions: tuple[Annotated[tuple[FieldName, ...], Declared(strict=False)], ...] = Declared(
        default=(), strict=False
    )
    subgroups: tuple[Subgroup, ...] = Declared(default=(), strict=False)
    reference: tuple[FieldName, ...] = Declared(default=(), strict=False)
    peers: Peers | None = None
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
            subgroup.require_field(fields, "a subgroup")
        if self.peers is not None:
            self.peers.require_fields(fields)
        return self

    @model_validator(mode="after")
    def _fields_that_go_one_way_or_act_together_can(self) -> Self:
        fields = {field.name: field for field in self.fields}
        acting.require_one_way(self.monotone, fields, selected=self.preparation.select != "all")
        acting.require_pairs(self.interactions, fields, self.monotone)
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

    @model_validator(mode="after")
    def _each_heading_is_one_column(self) -> Self:
        known = [name.strip() for name in self.headings.values()]
        twice = sorted({name for name in known if known.count(name) > 1})
        if twice:
            raise ValueError(f"has the heading {twice[0]!r} for two columns")
        columns = {field.name for field in self.fields} | {self.target.column, *self.roles.columns}
        for name, heading in self.headings.items():
            if name not in columns:
                raise ValueError(f"has a heading for {name}, which is no column that is read")
            if heading.strip() in columns:
                raise ValueError(f"has a heading for {name} that is the name of another column")
        return self

    def known_as(self, header: Sequence[str]) -> tuple[str, ...]:
        """The columns of a table by their declared names, whether it has those or the headings.

        A column that stands there by its name is not looked for by its heading.
        """
        names = {
            heading.strip(): name for name, heading in self.headings.items() if name not in header
        }
        return tuple(names.get(title.strip(), title) for title in header)

    def column(self, name: str) -> int:
        """The place of a field in the Encoder's matrix; raises KeyError."""
        return {field.name: place for place, field in enumerate(self.fields)}[name]

    @property
    def chosen_expansions(self) -> tuple[Field, ...]:
        """The fields whose forms somebody has chosen by looking at the rows."""
        return tuple(
            field
            for field in self.fields
            if isinstance(field, NumberField) and field.forms_chosen == "on these rows"
        )

    def without_chosen_expansions(self) -> Predictor:
        """The same declaration, as it would be had nobody looked at the rows."""
        chosen = self.chosen_expansions
        fields = tuple(
            field.model_copy(update={"forms": (), "forms_chosen": "beforehand"})
            if field in chosen
            else field
            for field in self.fields
        )
        return self.model_copy(update={"fields": fields})

    @model_validator(mode="after")
    def _roles_are_no_inputs(self) -> Self:
        self.roles.require_no_inputs({field.name for field in self.fields}, self.target.column)
        return self

    @functools.cached_property
    def draft(self) -> bool:
        """Whether a text is still to be written: a draft answers holders of a key alone."""
        return any(True for _ in drafts.unwritten(self.model_dump(mode="json")))

    def example(self) -> dict[str, float | str | bool | None]:
        """The declared example of every field: a record that the Encoder accepts."""
        return {field.name: field.example for field in self.fields}


# Every word that a declaration may hold, for whoever has mistyped one.
_WORDS = sorted(
    {
        word
        for model in (
            Predictor, Section, Policy, NetBenefitAt, RecallAtLeast, Margins, Preparation, Tuning,
            Roles, Subgroup, Peers, Wording, Population, Data, Target, Missing, Choice, Refusal,
            OtherUnit, NumberField, CategoryField, BooleanField,
        )
        for word in model.model_fields
    }
)  # fmt: skip


@functools.lru_cache(maxsize=64)  # the versions of a predictor mostly carry the same declaration
def parse(text: str | bytes, *, origin: str = DECLARATION) -> Predictor:
    """Parse and check a declaration.

    ``origin`` names the document in messages. Raises InvalidDeclaration with every fault found.
    """
    try:
        document = yaml.load(text, Loader=Loader)  # noqa: S506  # it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        message = re.sub(r'"<(byte|unicode) string>"', origin, " ".join(str(error).split()))
        raise InvalidDeclaration(f"{origin} is not YAML", [Fault("", message)]) from error
    if not isinstance(document, dict):
        raise InvalidDeclaration(f"{origin} cannot be used", [Fault("", "must be a mapping")])
    try:
        return Predictor.model_validate(document)
    except ValidationError as error:
        faults = [
            Fault(pointer(entry["loc"]), in_words(entry, _WORDS))
            for entry in error.errors(include_url=False)
        ]
        raise InvalidDeclaration(f"{origin} cannot be used", faults) from error


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
