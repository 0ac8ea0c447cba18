"""Checks uploaded rows by the rules of a request, and looks for people who are known already.

Memory does not grow with the rows: of very many a sample is kept to look for known people.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from bellwether_contract.clock import now
from bellwether_contract.coded import coded
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.datasets import Again, CheckResult
from bellwether_contract.storage.uploads import Received
from bellwether_contract.tables.csv_lines import Unreadable
from bellwether_trainer.rows import data, same_people
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile
from bellwether_trainer.rows.points import Sample
from bellwether_trainer.rows.repeats import Initial, Repeats

# Of fewer rows no share can be told.
ROWS_AT_LEAST = 50


def check(
    path: Path,
    predictor: Predictor,
    declaration: str,
    progress: Callable[[float], None],
    received: Received | None = None,
    known: Callable[[], Matrix | None] = lambda: None,
    initial: Initial = lambda: None,
) -> CheckResult:
    """Read the CSV at ``path`` to its end and say what is wrong with it.

    ``declaration`` is the SHA-256 of what declares ``predictor``; ``progress`` is told how much
    was read, 0 to 1. ``received`` says how the people in an upload are stored. ``known`` reads the
    rows among which known people are looked for once no fault was found; None: nobody looks.
    ``initial`` reads the initial rows, of which an upload may be a copy; None: nobody looks.
    Raises OSError where the file itself cannot be read.
    """
    faults, sample, repeats = Faults(), Sample(), Repeats(initial)
    rows: int | None
    events: int | None
    try:
        wrong = data.unfit(received, predictor) if received is not None else None
        if wrong is not None:
            faults.add([wrong])
            rows = events = None
        else:
            with path.open("rb") as raw:
                file = CsvFile(raw, path.stat().st_size, known_as=predictor.known_as)
                rows, events = _read(file, predictor, faults, (sample, repeats), progress)
    except Unreadable as error:
        # What comes behind was not read, so nothing can be said of the whole.
        faults.add([error.fault])
        rows = events = None
    return CheckResult(
        status="faulty" if faults.count else "usable",
        rows=rows,
        events=events,
        count=faults.count,
        faults=tuple(faults.first),
        declaration=declaration,
        at=now(),
        again=None if faults.count else _again(known(), sample, predictor),
        repeated=None if faults.count else repeats.counted(),
    )


def _again(known: Matrix | None, sample: Sample, predictor: Predictor) -> Again | None:
    return (
        None
        if known is None
        else same_people.counts(same_people.find(known, sample.rows(), predictor))
    )


def _read(
    file: CsvFile,
    predictor: Predictor,
    faults: Faults,
    looks: tuple[Sample, Repeats],
    progress: Callable[[float], None],
) -> tuple[int | None, int | None]:
    """Add what is wrong to ``faults`` and show sound rows to what ``looks`` at them.

    Returns the rows, and the events or people with one.
    """
    sample, repeats = looks
    cells = Cells(predictor, hashed=True)
    if wrong := cells.header(file.names, others=False):
        faults.add(wrong)
        return None, None
    rows = events = 0
    people = np.empty(0, dtype=np.uint64)
    for block in file.blocks(cells.names):
        matrix, labels, marks = cells.read(block.table, block.lines, faults, block.faults)
        if not faults.count:
            sample.add(matrix)
            repeats.add(matrix, labels)
        rows += len(labels) + len(block.faults)
        events += int((labels == 1).sum())
        if marks.people is not None:
            people = np.union1d(people, marks.people[labels == 1])
        progress(file.share)
    if rows < ROWS_AT_LEAST:
        detail = f"has {rows} rows; it takes at least {ROWS_AT_LEAST} to learn from"
        few = coded(detail, "few_rows", rows=rows, least=ROWS_AT_LEAST)
        faults.add([RowFault(None, None, few)])
    if not faults.count and events in (0, rows):
        detail = "is the same in every row; a model learns from both outcomes"
        faults.add([RowFault(None, predictor.target.column, coded(detail, "one_outcome"))])
    return rows, events if predictor.roles.group is None else len(people)
