"""Reads a predictor's folder as a training would, and says what is wrong and what to do.

usage: python -m tools check-predictor NAME

With make: make check-predictor NAME=name
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bellwether_contract.declaration import drafts, spec, translation
from bellwether_contract.declaration.drafts import PLACEHOLDER
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import InvalidDeclaration
from bellwether_trainer.measures import sample_size
from bellwether_trainer.records import Rows, RowSet, TrainingError
from bellwether_trainer.rows import (
    data,
    enough,
    identifiers,
    leaks,
    parameters,
    repeated,
    same_people,
)
from bellwether_trainer.rows.split import split
from tools.drafting.columns import columns, example
from tools.drafting.findings import Finding, as_text, fault, note, warning

PREDICTORS = Path(__file__).resolve().parents[2] / "predictors"

# With fewer events than this, or so few for each field, figures are vague (Peduzzi et al. 1996,
# J Clin Epidemiol 49:1373).
FEW_EVENTS = 100
EVENTS_A_FIELD = 10

# So large a share of rows that repeat another one is worth a look.
MANY_DUPLICATES = 0.5


def check(folder: Path) -> tuple[Finding, ...]:
    """Everything that is found in a predictor's ``folder``; it is only read."""
    if not folder.is_dir():
        known = sorted(entry.parent.name for entry in folder.parent.glob(f"*/{spec.DECLARATION}"))
        return (
            fault(
                f"predictors/{folder.name}",
                f"is not there; there are {', '.join(known) or 'none'}. To draft one: "
                f"make new-predictor CSV=... TARGET=... NAME={folder.name}",
            ),
        )
    try:
        predictor = spec.read(folder)
    except InvalidDeclaration as error:
        return tuple(_declared(each.pointer, each.detail) for each in error.faults)
    findings = [*_unwritten(predictor), *_translations(folder, predictor), *_readme(folder)]
    try:
        rows = data.initial(folder, predictor)
    except TrainingError as error:
        return (*findings, fault(predictor.data.file, f"{error}{_hint(folder, predictor)}"))
    return (
        *findings,
        *_rows(predictor, rows),
        *columns(predictor, rows.matrix),
        *_asked(folder, predictor, rows),
        *example(predictor, rows.matrix),
    )


def _declared(pointer: str, detail: str) -> Finding:
    return fault(f"{spec.DECLARATION} {pointer}".strip(), detail)


def _unwritten(predictor: Predictor) -> Iterator[Finding]:
    """Texts that the draft has left to a person."""
    for pointer, asked in drafts.unwritten(predictor.model_dump(mode="json")):
        yield _declared(pointer, f"write this: {asked}" if asked else "write this")


def _translations(folder: Path, predictor: Predictor) -> Iterator[Finding]:
    """What keeps a translation from being used: who reads it gets the declaration's own texts."""
    found = translation.read(folder, predictor)
    for each in found.faulty:
        for wrong in each.faults:
            yield fault(each.file, f"{wrong.dotted} {wrong.detail}".lstrip())
    if found.sound:
        yield note(spec.DECLARATION, f"is translated: {', '.join(sorted(found.sound))}")


def _readme(folder: Path) -> Iterator[Finding]:
    path = folder / "README.md"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        yield warning(
            path.name, "is missing: say where the rows come from and what they cannot say"
        )
        return
    if count := text.count(PLACEHOLDER):
        times = "once" if count == 1 else f"{count} times"
        yield warning(path.name, f'says "{PLACEHOLDER}" {times}: write it')


def _hint(folder: Path, predictor: Predictor) -> str:
    """What else is in the folder, where the declared file is missing."""
    if (folder / predictor.data.file).exists():
        return ""
    there = sorted(path.name for path in folder.iterdir() if path.suffix in (".csv", ".parquet"))
    return f"; the folder holds {', '.join(there)}" if there else ""


def _rows(predictor: Predictor, loaded: data.Loaded) -> Iterator[Finding]:
    matrix, labels, sha256, marks = loaded
    events = int(labels.sum())
    where = predictor.data.file
    initial = Rows(
        matrix=matrix,
        labels=labels,
        origins=np.zeros(len(labels), dtype=np.int16),
        sets=(RowSet("initial", sha256, len(labels), events),),
        marks=marks,
    )
    size = f"{len(labels):,} rows, {events:,} of them ({100 * events / len(labels):.1f} %) positive"
    try:
        found = split(predictor, initial, initial)
        enough.require(found, predictor)
    except TrainingError as error:
        yield fault(where, f"{size}: {error}")
        return
    if found.size == "small":
        size += (
            ". That is small: no rows will be held out, and the figures will be those of repeated "
            "cross-validation"
        )
    yield note(where, size)
    yield _sample_size(predictor, where, len(labels), events)
    rarer = min(events, len(labels) - events)
    if rarer < max(FEW_EVENTS, EVENTS_A_FIELD * len(predictor.fields)):
        yield warning(
            where,
            f"has {rarer:,} rows of the rarer label for {len(predictor.fields)} fields. Fewer than "
            f"{FEW_EVENTS}, or than {EVENTS_A_FIELD} for each field, make vague figures and chance "
            "findings: bring more rows, or take out fields",
        )
    whole = np.column_stack([matrix, labels.astype(np.float32)])
    distinct = len(np.unique(whole.view(np.dtype((np.void, whole.strides[0]))).ravel()))
    if len(whole) - distinct > MANY_DUPLICATES * len(whole):
        yield warning(
            where,
            f"has {len(whole) - distinct:,} rows that repeat another one; was anybody asked twice?",
        )
    if not same_people.must_be_guessed(predictor):
        return
    again = repeated.within(matrix, predictor)
    if again.outcome == "cannot tell":
        yield note(
            where,
            "does not tell whether somebody has several rows: the fields tell too little of a "
            "person. If somebody has, declare the column that says who it is (roles: {group: ...})",
        )
    if again.outcome == "found":
        yield warning(
            where,
            f"has {again.again:,} rows or more that look like a person of another row examined "
            "again (far nearer to each other than chance). If they are, the figures are too "
            "good: keep one row of each person, or declare the column that says who it is",
        )


def _sample_size(predictor: Predictor, where: str, rows: int, events: int) -> Finding:
    found = sample_size.assumed(rows, events, parameters.count(predictor))
    needed = found.needed or 0
    share = events / rows
    return note(
        where,
        f"for {found.parameters} numbers to learn, Riley's criteria ask for {needed:,} rows "
        f"({math.ceil(needed * share):,} events) where a model explains "
        f"{100 * sample_size.ASSUMED:.0f} % of what can be explained; there are {rows:,} "
        f"({events:,})",
    )


def _asked(folder: Path, predictor: Predictor, rows: data.Loaded) -> Iterator[Finding]:
    """Questions that keep a version from being published until the declaration answers them."""
    for question in leaks.questions(predictor, rows.matrix, rows.labels):
        yield _question(f"field {question.field}", question, "known ")
    numbered = identifiers.undeclared(folder, predictor)
    for question in leaks.of_identifiers(predictor, numbered):
        yield _question(predictor.data.file, question, "nobody has several rows: ")


def _question(where: str, question: leaks.Question, answered: str) -> Finding:
    if question.answer is None:
        return warning(where, f"{question.words}. Until then no version is published by itself")
    return note(where, f'{"; ".join(question.evidence)}: {answered}"{question.answer}"')


def main(arguments: list[str]) -> int:
    """Exit status 1 where there are faults."""
    if len(arguments) != 1 or not arguments[0]:
        print(__doc__)
        return 1
    findings = check(PREDICTORS / arguments[0])
    print(as_text(arguments[0], findings))
    if any(finding.weight == "fault" for finding in findings):
        return 1
    print("A training can begin: make demo (or make up) sees the folder by itself.")
    return 0
