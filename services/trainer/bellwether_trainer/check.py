"""Checks uploaded rows by the rules of a request; memory does not grow with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bellwether_contract.datasets import RowFault, Verdict
from bellwether_contract.spec import Predictor
from bellwether_contract.store import now
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile, Unreadable

# Of fewer rows no share can be told.
ROWS_AT_LEAST = 50


def check(
    path: Path, predictor: Predictor, declaration: str, progress: Callable[[float], None]
) -> Verdict:
    """Read the CSV at ``path`` to its end and say what is wrong with it.

    ``declaration`` is the SHA-256 of what declares ``predictor``; ``progress`` is told how much
    was read, 0 to 1. Raises OSError where the file itself cannot be read.
    """
    faults = Faults()
    rows: int | None
    events: int | None
    try:
        with path.open("rb") as raw:
            rows, events = _read(CsvFile(raw, path.stat().st_size), predictor, faults, progress)
    except Unreadable as error:
        # What comes behind was not read, so nothing can be said of the whole.
        faults.add([error.fault])
        rows = events = None
    return Verdict(
        status="faulty" if faults.count else "usable",
        rows=rows,
        events=events,
        count=faults.count,
        faults=tuple(faults.first),
        declaration=declaration,
        at=now(),
    )


def _read(
    file: CsvFile, predictor: Predictor, faults: Faults, progress: Callable[[float], None]
) -> tuple[int | None, int | None]:
    """Add what is wrong to ``faults``; returns the rows and the events among them."""
    cells = Cells(predictor)
    if wrong := cells.header(file.names, others=False):
        faults.add(wrong)
        return None, None
    rows = events = 0
    for block in file.blocks(cells.names):
        _, labels = cells.read(block.table, block.lines, faults, block.faults)
        rows += len(labels) + len(block.faults)
        events += int((labels == 1).sum())
        progress(file.share)
    if rows < ROWS_AT_LEAST:
        detail = f"has {rows} rows; it takes at least {ROWS_AT_LEAST} to learn from"
        faults.add([RowFault(None, None, detail)])
    if not faults.count and events in (0, rows):
        detail = "is the same in every row; a model learns from both outcomes"
        faults.add([RowFault(None, predictor.target.column, detail)])
    return rows, events
