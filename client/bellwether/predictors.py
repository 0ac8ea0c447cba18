"""What can be predicted: the list, and one predictor with its fields and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellwether import numbers, units
from bellwether.errors import Fault, InvalidInputs
from bellwether.numbers import Ambiguous
from bellwether.units import OtherUnit

Document = Mapping[str, Any]

# How a training may end that leaves a predictor without a model.
_WITHOUT_MODEL = ("failed", "rejected", "candidate")


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

    @property
    def language(self) -> str:
        """That of title and summary; English, where a server from before does not say."""
        return str(self.document.get("language") or "en")

    @property
    def draft(self) -> bool:
        """Whether texts of it are still to be written: then it answers holders of a key alone."""
        return bool(self.document.get("draft"))

    @property
    def ended(self) -> str | None:
        """How the last training ended, where that is why nothing answers.

        It is failed, rejected or candidate.
        """
        return next((end for end in _WITHOUT_MODEL if self.document.get(end)), None)

    @property
    def why(self) -> str | None:
        """In words: why nothing answers, and what to do about it."""
        if self.ended is None:
            return None
        job = self.document[self.ended]
        if self.ended == "failed":
            return f"failed: {job.get('error')}"
        if self.ended == "candidate":
            return (
                f"is kept as a candidate: {job.get('message')}; promote {job.get('version')}, or "
                "retrain"
            )
        return (
            f"was rejected: {job.get('message')}; retrain with other rows or another declaration, "
            f"or promote {job.get('version')} by force, with a reason"
        )


@dataclass(frozen=True, slots=True)
class BrokenFolder:
    """A folder whose declaration cannot be used, and why."""

    folder: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class BrokenTranslation:
    """A file of a folder with texts in another language, which are not used, and why."""

    folder: str
    file: str
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
    step: float | None = None
    # What its numbers may be typed in as well, with the unit behind them.
    other_units: tuple[OtherUnit, ...] = ()
    # Whether it makes sense to look at people who answer otherwise.
    changeable: bool = False


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

    @property
    def question(self) -> str | None:
        """What asks a person whether they are one of those studied; None where nothing does."""
        question: str | None = (self.document.get("population") or {}).get("question")
        return question

    @property
    def questions(self) -> tuple[str, ...]:
        """What somebody may ask a doctor with the result in hand, where the declaration says so."""
        return tuple(self.document["wording"].get("questions") or ())

    @property
    def language(self) -> str:
        """That of its texts; English, where a server from before does not say."""
        return str(self.document.get("language") or "en")

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which it can be asked for."""
        return tuple(self.document.get("languages") or (self.language,))

    def example(self) -> dict[str, Any]:
        """The record that the declaration gives as an example."""
        return {each.name: each.example for each in self.fields}

    def read(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A record from what somebody typed: numbers, yes and no become what they mean.

        A number with one of the field's other units behind it is converted, to three digits or the
        field's step.
        What cannot be read stays as it is typed, and the server says what is wrong with it, so
        that there is one rule. Raises InvalidInputs for a number that may be two, as 1,200 may.
        """
        fields = {each.name: each for each in self.fields}
        faults: list[Fault] = []
        record: dict[str, Any] = {}
        for name, text in texts.items():
            try:
                record[name] = _typed(text, fields.get(name))
            except Ambiguous as error:
                faults.append(Fault(f"is not clear: {error}", f"/inputs/{name}"))
        if faults:
            raise InvalidInputs("Some numbers may mean two", faults=faults)
        return record


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
    return BrokenFolder(document["folder"], _faults(document))


def broken_translation(document: Document) -> BrokenTranslation:
    """A translation that is not used."""
    return BrokenTranslation(document["folder"], document["file"], _faults(document))


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


def _faults(document: Document) -> tuple[Fault, ...]:
    listed = document.get("errors", [])
    return tuple(Fault(each["detail"], each.get("pointer")) for each in listed)


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
        step=document.get("step"),
        other_units=tuple(
            OtherUnit(each["unit"], each["factor"], each["offset"])
            for each in document.get("other_units") or ()
        ),
        changeable=bool(document.get("changeable")),
    )


def _typed(text: str, asked: Field | None) -> Any:
    if text == "":
        return None
    if asked is None:
        return text
    if asked.type == "boolean":
        return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), text)
    if asked.type not in ("number", "integer"):
        return text
    ends = (asked.minimum, asked.maximum)
    value = numbers.read(text, asked.unit, thousands=numbers.may_be_thousands(*ends))
    if value is None:
        value = units.read(text, asked.other_units, ends, _decimals(asked))
    if value is None:
        return text
    return int(value) if value.is_integer() else value


def _decimals(asked: Field) -> int | None:
    """How many decimals the field's numbers have; None where nothing is said."""
    if asked.type == "integer":
        return 0
    return None if asked.step is None else len(f"{asked.step:f}".rstrip("0").partition(".")[2])
