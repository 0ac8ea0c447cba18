"""Reads a predictor's folder as a training would, and says what is wrong and what to do.

usage: python -m drafting.check NAME

With make: make check-predictor NAME=name
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bellwether_contract import spec
from bellwether_contract.errors import InvalidDeclaration
from bellwether_contract.spec import Predictor
from bellwether_trainer.records import DataSet, Rows, TrainingError
from bellwether_trainer.rows import data
from bellwether_trainer.rows.split import split
from drafting.columns import columns
from drafting.findings import Finding, fault, note, told, warning
from drafting.write import PLACEHOLDER

PREDICTORS = Path(__file__).resolve().parents[1] / "predictors"

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
    findings = [*_unwritten(predictor.model_dump(mode="json"), ""), *_readme(folder)]
    try:
        rows = data.initial(folder, predictor)
    except TrainingError as error:
        return (*findings, fault(predictor.data.file, f"{error}{_hint(folder, predictor)}"))
    return (*findings, *_rows(predictor, rows), *columns(predictor, rows.matrix, rows.labels))


def _declared(pointer: str, detail: str) -> Finding:
    return fault(f"{spec.DECLARATION} {pointer}".strip(), detail)


def _unwritten(value: Any, pointer: str) -> Iterator[Finding]:
    """Texts that the draft has left to a person."""
    if isinstance(value, dict):
        for word, inner in value.items():
            yield from _unwritten(inner, f"{pointer}/{word}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _unwritten(inner, f"{pointer}/{place}")
    elif isinstance(value, str) and value.startswith(PLACEHOLDER):
        asked = value.removeprefix(PLACEHOLDER).removeprefix(":").strip()
        yield _declared(pointer, f"write this: {asked}" if asked else "write this")


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
    matrix, labels, sha256 = loaded
    events = int(labels.sum())
    where = predictor.data.file
    initial = Rows(
        matrix=matrix,
        labels=labels,
        origins=np.zeros(len(labels), dtype=np.int16),
        sets=(DataSet("initial", sha256, len(labels), events),),
    )
    told = f"{len(labels):,} rows, {events:,} of them ({100 * events / len(labels):.1f} %) positive"
    try:
        size = split(predictor, initial, initial).size
    except TrainingError as error:
        yield fault(where, f"{told}: {error}")
        return
    if size == "small":
        told += (
            ". That is small: no rows will be held out, and the figures will be those of repeated "
            "cross-validation"
        )
    yield note(where, told)
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


def main(arguments: list[str]) -> int:
    """Exit status 1 where there are faults."""
    if len(arguments) != 1 or not arguments[0]:
        print(__doc__)
        return 1
    findings = check(PREDICTORS / arguments[0])
    print(told(arguments[0], findings))
    if any(finding.weight == "fault" for finding in findings):
        return 1
    print("A training can begin: make demo (or make up) sees the folder by itself.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
