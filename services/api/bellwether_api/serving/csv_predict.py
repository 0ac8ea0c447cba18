"""Predictions for a whole CSV: rows in, rows out, in the same order."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from bellwether_api.serving import kept_columns, outcomes, score_format
from bellwether_api.serving.csv_reader import Block, FaultyTable, Table
from bellwether_api.serving.kept_columns import ERROR, Keep
from bellwether_api.serving.score_format import checked
from bellwether_api.serving.wording import Wording
from bellwether_api.telemetry import Outcomes
from bellwether_contract.bundle.averaging import Scored
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.encoding.applicability import NOTHING
from bellwether_contract.errors import FAULTS_LISTED, RowFault

# A table with more is read no further: two bytes of it can be a fault, and gzip of them is short.
FAULTS_COUNTED = 100_000


class Sink(Protocol):
    """Takes the answer, a piece at a time."""

    def write(self, piece: bytes, /) -> object:
        """Add bytes to it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many rows a table has, and in which ways they were answered."""

    rows: int
    outcomes: Outcomes

    @property
    def without(self) -> int:
        """How many of them got no probability."""
        return self.outcomes.invalid + self.outcomes.refused


def predict(
    bundle: Bundle,
    rows: io.BufferedReader[Any],
    out: Sink,
    wording: Wording,
    *,
    faults_in_place: bool,
    keep: Keep | None = None,
) -> Answered:
    """Answer the CSV ``rows`` with a CSV in ``out``, a line for each row.

    Its rows are read by the version's own words, and answered in those of ``wording``.
    Each line begins with the cells of the columns to ``keep``. A row that is wrong gets its reasons
    in the column ``error`` where ``faults_in_place``; else all faults are counted and FaultyTable
    is raised, as for a file that cannot be read at all.
    """
    table = Table(rows, bundle, keep or Keep())
    formatter, limits = score_format.of(bundle), wording.of(bundle).limits
    header = [*formatter.columns, ERROR] if faults_in_place else formatter.columns
    out.write((kept_columns.lines([[*table.kept, *header]])[0] + "\n").encode())
    empty = ("",) if faults_in_place else ()
    faults: list[RowFault] = []
    answered = Outcomes()
    count = total = 0
    for block, scored in _scored(bundle, table.blocks()):
        total += len(block.matrix)
        if block.faults and not faults_in_place:
            count += sum(len(found) for found in block.faults.values())
            for _, found in sorted(block.faults.items()):
                faults.extend(found[: FAULTS_LISTED - len(faults)])
            if count > FAULTS_COUNTED:
                break
        if count:
            # Read on for the other faults, but nothing of it is answered.
            continue
        found_scores = scored.result()
        scores, spreads = checked(found_scores.probabilities.tolist()), found_scores.spreads
        lines = list(map(formatter.csv, scores))
        if faults_in_place:
            lines = [f"{line}," for line in lines]
        out_of_range = limits.beyond(block.matrix)
        answered += outcomes.of(bundle.threshold, scores, out_of_range, block.faults)
        for row in out_of_range.keys() | spreads.keys():
            cells = formatter.cells(scores[row], out_of_range.get(row, NOTHING), spreads.get(row))
            (lines[row],) = kept_columns.lines([[*cells, *empty]])
        for row, found in block.faults.items():
            lines[row] = _refused(found, len(formatter.columns))
        if block.kept:
            kept = kept_columns.lines(zip(*block.kept, strict=True))
            lines = [f"{before},{line}" for before, line in zip(kept, lines, strict=True)]
        out.write("\n".join([*lines, ""]).encode())
    if count:
        raise FaultyTable(faults, count, FAULTS_COUNTED, rows=total)
    if not total:
        raise FaultyTable([RowFault(None, None, "holds no rows")])
    return Answered(total, answered)


def _scored(bundle: Bundle, found: Iterable[Block]) -> Iterator[tuple[Block, Future[Scored]]]:
    """Each block with its scores to come: while the model works on one, the next is read."""
    with ThreadPoolExecutor(1, "table") as model:
        waiting: deque[tuple[Block, Future[Scored]]] = deque()
        for block in found:
            waiting.append((block, model.submit(bundle.scored, block.matrix)))
            if len(waiting) > 1:
                yield waiting.popleft()
        yield from waiting


def _refused(faults: list[RowFault], columns: int) -> str:
    said = "; ".join(
        f"{fault.column} {fault.detail}" if fault.column else f"this row {fault.detail}"
        for fault in faults
    )
    return kept_columns.lines([[*("",) * columns, said]])[0]
