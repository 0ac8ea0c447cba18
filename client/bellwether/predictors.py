"""What can be predicted: the list, and one predictor with its fields and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellwether.errors import Fault

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """A predictor in the list of all; ``version`` is its champion's, None before the first."""

    name: str
    title: str
    summary: str
    version: str | None
    since: str | None
    # The retraining that is queued or running, as {"id", "status", "progress", ...}.
    training: Document | None
    document: Document = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class BrokenFolder:
    """A folder whose declaration cannot be used, and why."""

    folder: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One input; ``type`` is number, integer, category or boolean."""

    name: str
    type: str
    label: str
    unit: str | None
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    optional: bool
    example: Any


@dataclass(frozen=True, slots=True)
class Predictor:
    """One predictor in full."""

    name: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    wording: Mapping[str, str]
    version: str | None
    document: Document = field(default_factory=dict, repr=False, compare=False)

    def example(self) -> dict[str, Any]:
        """The record that the declaration gives as an example."""
        return {each.name: each.example for each in self.fields}

    def read(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A record from what somebody typed: numbers, yes and no become what they mean.

        What cannot be read stays as it is typed, and the server says what is wrong with it, so
        that there is one rule.
        """
        types = {each.name: each.type for each in self.fields}
        return {name: _typed(text, types.get(name)) for name, text in texts.items()}


def summary(document: Document) -> Summary:
    """A line of the list."""
    champion = document.get("champion") or {}
    return Summary(
        name=document["name"],
        title=document["title"],
        summary=document["summary"],
        version=champion.get("version"),
        since=champion.get("since"),
        training=document.get("training"),
        document=document,
    )


def broken(document: Document) -> BrokenFolder:
    """A folder that cannot be used."""
    faults = (Fault(each["detail"], each.get("pointer")) for each in document.get("errors", []))
    return BrokenFolder(document["folder"], tuple(faults))


def predictor(document: Document) -> Predictor:
    """A predictor in full."""
    return Predictor(
        name=document["name"],
        title=document["title"],
        summary=document["summary"],
        fields=tuple(_field(each) for each in document["fields"]),
        wording=document["wording"],
        version=(document.get("champion") or {}).get("version"),
        document=document,
    )


def _field(document: Document) -> Field:
    return Field(
        name=document["name"],
        type=document["type"],
        label=document["label"],
        unit=document.get("unit"),
        minimum=document.get("minimum"),
        maximum=document.get("maximum"),
        choices=tuple(each["value"] for each in document.get("choices") or ()),
        optional=bool((document.get("missing") or {}).get("allowed")),
        example=document.get("example"),
    )


def _typed(text: str, kind: str | None) -> Any:
    if text == "":
        return None
    if kind == "boolean":
        return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), text)
    if kind in ("number", "integer"):
        for read in (int, float):
            try:
                return read(text)
            except ValueError:
                continue
    return text
