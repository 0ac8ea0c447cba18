"""``predictor.LANG.yaml``: the texts of a declaration in another language, beside it.

A translation says nothing new, so it is no part of what a version is trained with, and a faulty one
takes nothing down: the declaration holds, in its own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bellwether_contract.declaration import sentences
from bellwether_contract.declaration.fields import DONT_KNOW
from bellwether_contract.declaration.sentences import LANGUAGE
from bellwether_contract.declaration.spec import DECLARATION, Predictor
from bellwether_contract.declaration.strict_yaml import Loader
from bellwether_contract.declaration.texts import LISTED, Place, mapped
from bellwether_contract.errors import Fault, InvalidTranslation
from bellwether_contract.spelling import hint

_NAMED = re.compile(r"predictor\.(.+)\.yaml")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")

_UNQUOTED = 'YAML reads Yes, No, On and Off as true and false: quote them, "No"'


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """Texts in a ``language``, each by its place and by what it translates.

    A text that says something else, as that of a version of before may, is not translated by it.
    """

    language: str
    texts: Mapping[tuple[Place, str], str]

    def of(self, predictor: Predictor) -> Predictor:
        """The declaration in this language; what has no translation stays as it is."""

        def say(place: Place, said: str, _: bool) -> str | None:
            found = self.texts.get((_known_by(place), said))
            if found is None and said == DONT_KNOW and place[-2:] == ("missing", "label"):
                return sentences.of(self.language).dont_know
            return found

        return mapped(predictor, say).model_copy(update={"language": self.language})


@dataclass(frozen=True, slots=True)
class FaultyTranslation:
    """A file that cannot be used, and why; each fault points into it."""

    file: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Translations:
    """Those that lie beside a declaration, by language, and those that cannot be used."""

    sound: Mapping[str, Translation]
    faulty: tuple[FaultyTranslation, ...]


def read(folder: Path, predictor: Predictor) -> Translations:
    """The translations of ``predictor`` in its ``folder``; a faulty one is no error, but told."""
    sound: dict[str, Translation] = {}
    faulty: list[FaultyTranslation] = []
    for path in sorted(folder.glob("predictor.*.yaml")):
        named = _NAMED.fullmatch(path.name)
        if named is None:
            continue
        try:
            sound[named[1]] = parse(_content(path), predictor, named[1])
        except InvalidTranslation as error:
            faulty.append(FaultyTranslation(path.name, error.faults))
    return Translations(sound, tuple(faulty))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidTranslation(
            f"{path.name} cannot be read", [Fault("", str(error.strerror))]
        ) from error


def parse(text: str | bytes, predictor: Predictor, language: str) -> Translation:
    """Parse and check a translation of ``predictor``; raises InvalidTranslation with all faults."""
    origin = f"predictor.{language}.yaml"
    unusable = f"{origin} cannot be used"
    if re.fullmatch(LANGUAGE, language) is None:
        named = "is named after no language; those are called de or zh, in two or three letters"
        raise InvalidTranslation(unusable, [Fault("", named)])
    if language == predictor.language:
        raise InvalidTranslation(
            unusable, [Fault("", f"is in the language of {DECLARATION} itself; remove it")]
        )
    try:
        document = yaml.load(text, Loader=Loader)  # noqa: S506  # it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        message = re.sub(r'"<(byte|unicode) string>"', origin, " ".join(str(error).split()))
        raise InvalidTranslation(f"{origin} is not YAML", [Fault("", message)]) from error
    originals = _originals(predictor)
    found = dict(_found(document, (), originals))
    wrong = [Fault(_pointer(place), each.why) for place, each in found.items() if each.why]
    absent = [
        Fault(_pointer(place), "is missing")
        for place, each in originals.items()
        if each.needed and not any(place[:end] in found for end in range(len(place) + 1))
    ]
    if wrong or absent:
        raise InvalidTranslation(unusable, [*wrong, *absent])
    return Translation(
        language,
        {(_known_by(place), originals[place].said): each.said for place, each in found.items()},
    )


@dataclass(frozen=True, slots=True)
class _Original:
    """A text of the declaration, and whether it has to be said in every language."""

    said: str
    needed: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A text of a translation, or ``why`` it is none."""

    said: str = ""
    why: str = ""


def _originals(predictor: Predictor) -> dict[Place, _Original]:
    found: dict[Place, _Original] = {}

    def say(place: Place, said: str, needed: bool) -> None:
        found[place] = _Original(said, needed)

    mapped(predictor, say)
    return found


def _found(
    value: Any, place: Place, originals: Mapping[Place, _Original]
) -> Iterator[tuple[Place, _Found]]:
    """What a document holds in ``place``: it goes no deeper than the declaration does."""
    if place in originals:
        yield place, _text(value, originals[place].said)
        return
    names = {each[len(place)] for each in originals if each[: len(place)] == place}
    if place in LISTED:
        if not isinstance(value, list):
            yield (
                place,
                _Found(why="must be a list, each entry on a line that begins with a hyphen"),
            )
            return
        inside: Iterable[tuple[Any, Any]] = enumerate(value)
    elif isinstance(value, dict):
        inside = value.items()
    else:
        yield place, _Found(why="must be a mapping of words, as it is in predictor.yaml")
        return
    for key, inner in inside:
        name = str(key)
        if isinstance(key, bool):
            yield (*place, name), _Found(why=f"is a key that is no text; {_UNQUOTED}")
        elif name in names:
            yield from _found(inner, (*place, name), originals)
        else:
            yield (*place, name), _Found(why=f"is no text of {DECLARATION}{hint(name, names)}")


def _text(value: Any, original: str) -> _Found:
    if not isinstance(value, str):
        why = "must be text" + (f"; {_UNQUOTED}" if isinstance(value, bool) else "")
        return _Found(why="is empty" if value is None else why)
    said = value.strip()
    if not said:
        return _Found(why="is empty")
    has, wanted = (set(_PLACEHOLDER.findall(each)) for each in (said, original))
    if lost := sorted(wanted - has):
        return _Found(why=f"needs {', '.join(lost)}, as the original has it")
    if odd := sorted(has - wanted):
        return _Found(why=f"has {', '.join(odd)}, which the original has not")
    return _Found(said)


def _known_by(place: Place) -> Place:
    """A place that stays where sentences are listed in another order."""
    return next((each for each in LISTED if place[: len(each)] == each), place)


def _pointer(place: Place) -> str:
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in place)
