"""Drafts a predictor from a CSV: predictors/NAME with declaration, rows and README.

usage: python -m tools new-predictor --csv FILE --target COLUMN --name NAME [--positive VALUE]

With make: make new-predictor CSV=FILE TARGET=COLUMN NAME=name [POSITIVE=VALUE]
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.drafts import PLACEHOLDER
from bellwether_contract.vocabulary import PREDICTOR_NAME
from tools.drafting import guess, outcome, readback, table, write

PREDICTORS = Path(__file__).resolve().parents[2] / "predictors"

# So many columns are named where none is the target.
COLUMNS_NAMED = 40

NAME = re.compile(PREDICTOR_NAME)


class CannotDraft(Exception):
    """There is nothing to draft from; the message says what is wrong and what to do."""


def draft(
    source: Path, target: str, name: str, predictors: Path, positive: str | None = None
) -> list[str]:
    """Write ``predictors``/``name`` from the CSV ``source``, and return in words what was guessed.

    Raises CannotDraft; then nothing was written.
    """
    if not NAME.fullmatch(name):
        raise CannotDraft(
            f"NAME={name} cannot be a predictor's name: that is small letters, digits and hyphens, "
            "a letter first"
        )
    folder = predictors / name
    if folder.exists():
        raise CannotDraft(f"{folder} is there already; take another NAME, or take it away first")
    try:
        read = table.read(source.read_bytes())
    except OSError as error:
        raise CannotDraft(f"{source} cannot be read ({error.strerror})") from error
    except table.NotATable as error:
        raise CannotDraft(f"{source}: {error}") from error
    column = _column(read, target)
    try:
        predicted = outcome.read(read, column, positive)
    except outcome.NoTarget as error:
        raise CannotDraft(f"the target {target}: {error}") from error
    guesses = guess.fields(read, predicted)
    kept = read.without(
        guesses.personal, f"{', '.join(guesses.personal)} (particulars of people) are gone"
    )
    sha256 = hashlib.sha256(kept.content).hexdigest()
    # What the draft has read, a training must read: whatever it would not is no field.
    while True:
        if not guesses.fields:
            raise CannotDraft("no column can be a field: " + "; ".join(guesses.left_out.values()))
        text = write.declaration(name, sha256, read.titles, predicted, guesses, source.name)
        unsound = readback.unsound(text, kept, [each.field["name"] for each in guesses.fields])
        if not unsound:
            break
        guesses.fields = [each for each in guesses.fields if each.field["name"] not in unsound]
        guesses.left_out |= unsound
    # What a training will ask is asked now.
    if doubts := readback.questions(text, kept):
        guesses.fields = [
            replace(each, doubts=(*doubts.get(each.field["name"], ()), *each.doubts))
            for each in guesses.fields
        ]
        text = write.declaration(name, sha256, read.titles, predicted, guesses, source.name)
    files = {
        "data.csv": kept.content,
        "README.md": write.readme(name, sha256, predicted, guesses).encode(),
        spec.DECLARATION: text.encode(),
    }
    _put(folder, files)
    return _in_words(kept, predicted, guesses)


def _column(read: table.Table, target: str) -> str:
    """The name of the column that ``target`` means, by its old or its new name."""
    for name, title in read.titles.items():
        if target in (name, title, title.strip()):
            return name
    known = [title.strip() for title in read.titles.values()]
    named = ", ".join(known[:COLUMNS_NAMED])
    more = f" and {len(known) - COLUMNS_NAMED:,} more" if len(known) > COLUMNS_NAMED else ""
    raise CannotDraft(f"there is no column {target}; the columns are {named}{more}")


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """Make the folder whole under a name that nobody looks at, and rename it last."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            (made / name).write_bytes(content)
        made.chmod(0o755)
        made.rename(folder)
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise CannotDraft(f"{folder} cannot be written ({error.strerror})") from error


def _in_words(read: table.Table, predicted: outcome.Outcome, guesses: guess.Guesses) -> list[str]:
    events = int(predicted.labels.sum())
    lines = [
        f"{read.rows:,} rows, {events:,} of them ({100 * events / read.rows:.1f} %) with "
        f"{predicted.column} = {predicted.positive} ({predicted.why}; another one: POSITIVE=...)"
    ]
    lines += [f"data.csv differs from the file: {change}" for change in read.changed]
    lines += [f"{predicted.column} differs in spelling: {spelt}" for spelt in predicted.spellings]
    for each in guesses.fields:
        lines += [
            f"{each.field['name']} differs from a program's writing: {how}" for how in each.notation
        ]
    lines += [f"warning: {warning}" for warning in guesses.warnings]
    for each in guesses.fields:
        lines.append(f"{each.field['name']}: {each.field['type']}{_own(read, each.field['name'])}")
        lines += [f"    look: {doubt}" for doubt in each.doubts]
    lines += [f"{column}: no field, for {reason}" for column, reason in guesses.left_out.items()]
    return lines


def _own(read: table.Table, name: str) -> str:
    """A column's own title, where its name holds none of it."""
    title = read.titles[name].strip()
    return f" ({title})" if title and re.fullmatch(r"Column\d+", name) else ""


def main(arguments: list[str]) -> int:
    """Exit status 0 where a folder was written."""
    parser = argparse.ArgumentParser(prog="make new-predictor", usage=__doc__)
    for word in ("csv", "target", "name", "positive"):
        parser.add_argument(f"--{word}", default="")
    given = parser.parse_args(arguments)
    missing = [word for word in ("csv", "target", "name") if not getattr(given, word)]
    if missing:
        print(f"{', '.join(f'{word.upper()}=...' for word in missing)} is missing.")
        print("make new-predictor CSV=rows.csv TARGET=column NAME=name [POSITIVE=value]")
        return 1
    try:
        lines = draft(
            Path(given.csv).expanduser(), given.target, given.name, PREDICTORS,
            given.positive or None,
        )  # fmt: skip
    except CannotDraft as error:
        print(f"Nothing was written: {error}")
        return 1
    print("\n".join(lines))
    print(
        f"\npredictors/{given.name} is drafted. Write what is marked {PLACEHOLDER}, look at "
        f"the comments in predictor.yaml, then: make check-predictor NAME={given.name}"
    )
    return 0
