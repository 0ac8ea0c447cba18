"""Names say what the field says: words that were outgrown come back in no name.

What crosses the wire or lies on a volume keeps its name, and so do a few words of plain English
where they mean what they say (a directory of a volume, a mark of punctuation).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import ROOT, SERVICES, modules

# The outgrown word, and what to say.
OUTGROWN = {
    "anchor": "evaluation set",
    "archive": "version repository",
    "beyonds": "out of range",
    "catalog": "declaration watcher",
    "examine": "evaluate a candidate",
    "examined": "evaluated candidate",
    "exposition": "Prometheus collector",
    "golden": "self-test vectors",
    "learners": "training rows",
    "manners": "HTTP semantics",
    "plainly": "complete record",
    "placing": "RQ jobs",
    "proviso": "precondition",
    "rival": "incumbent",
    "rivals": "incumbents",
    "told": "on_progress, or what it says",
    "typeset": "Markdown",
    "verdict": "score format, or result",
    "verdicts": "score format, or results",
    "workload": "queue stats",
}

# Whole names: their words mean something else elsewhere.
NAMES = {
    "Beyond": "OutOfRange",
    "Limits": "Applicability, or Tolerances",
    "Line": "CircuitBreaker",
    "descriptions": "serializers",
    "directory.py": "index.py",
    "findings.py": "metric_types.py",
    "forms.py": "basis_expansions.py",
    "limits.py": "applicability.py",
    "predicted.py": "predictions.py",
    "band.py": "observed_risk.py",
    "score_band.py": "observed_risk.py",
}

# What says nothing of a variable, a parameter or an attribute, though it is plain English.
EMPTY = {
    "told": "message, document, description: whatever it holds",
}

# Where a word is somebody else's, or crosses the wire.
ELSEWHERE = {
    ("client/bellwether/datasets.py", "learners"),
    ("contract/bellwether_contract/storage/datasets.py", "told"),
    ("research/reproduction/diabetes.py", "Line"),
    ("services/api/bellwether_api/representations/datasets.py", "told"),
    ("tools/drafting/findings.py", "findings.py"),
}


def names(path: Path) -> Iterator[str]:
    """Of the module, its folders, its classes and functions."""
    yield path.name
    yield from path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def held(source: str) -> Iterator[str]:
    """Of the variables, parameters and attributes that a module sets."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name):
                yield name


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)}


def outgrown(name: str) -> dict[str, str]:
    """The outgrown words in a name, with what to say instead."""
    found = {word: OUTGROWN[word] for word in words(name) & OUTGROWN.keys()}
    return found | ({name: NAMES[name]} if name in NAMES else {})


def test_no_name_of_the_code_has_an_outgrown_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}: {instead}"
        for path in modules(*SERVICES)
        for name in names(path)
        if (instead := outgrown(name))
        and (path.relative_to(ROOT).as_posix(), name) not in ELSEWHERE
    ]
    assert len(modules(*SERVICES)) > 200
    assert found == []


def test_a_variable_has_the_name_of_what_it_holds() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name): EMPTY[word]
        for path in modules(*SERVICES)
        for name in held(path.read_text())
        for word in words(name) & EMPTY.keys()
    }
    assert {place: instead for place, instead in found.items() if place not in ELSEWHERE} == {}


def test_no_command_has_one() -> None:
    from typer.main import get_command

    from bellwether.cli.app import app

    command = get_command(app)
    spoken = set(command.commands) | {  # type: ignore[attr-defined]
        option
        for each in command.commands.values()  # type: ignore[attr-defined]
        for parameter in each.params
        for option in parameter.opts
    }
    assert "predict" in spoken
    assert {name: outgrown(name.strip("-")) for name in spoken if outgrown(name.strip("-"))} == {}


@pytest.mark.parametrize("name", ["_told", "ScoreVerdict", "anchor_id", "rivals.py", "Beyond"])
def test_an_outgrown_word_would_be_found(name: str) -> None:
    assert outgrown(name)


@pytest.mark.parametrize(
    "source",
    ["told = 1", "told: int", "self.told_of = 1", "for told in (): ...", "def tell(told): ..."],
)
def test_an_empty_name_would_be_found(source: str) -> None:
    assert [name for name in held(source) if words(name) & EMPTY.keys()]
