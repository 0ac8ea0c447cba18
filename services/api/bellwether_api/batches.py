"""Predictions for a whole CSV: rows in, rows out, in the same order."""

from __future__ import annotations

import csv
import io
from typing import IO

from bellwether_api import metrics
from bellwether_api.csvtable import FaultyTable, blocks
from bellwether_api.scoring import DIGITS, checked
from bellwether_contract.bands import Bands, point
from bellwether_contract.bundle import Bundle
from bellwether_contract.datasets import RowFault
from bellwether_contract.errors import FAULTS_LISTED

COLUMNS = ("probability", "positive", "band_low", "band_high")
ERROR = "error"


def predict(bundle: Bundle, rows: IO[bytes], out: IO[bytes], *, faults_in_place: bool) -> int:
    """Answer the CSV ``rows`` with a CSV in ``out``, a line for each row; returns how many.

    A row that is wrong gets its reasons in the column ``error`` where ``faults_in_place``; else
    all faults are counted and FaultyTable is raised, as for a file that cannot be read at all.
    """
    header = [*COLUMNS, ERROR] if faults_in_place else [*COLUMNS]
    out.write((",".join(header) + "\n").encode())
    certainty = _certainty(bundle.bands)
    tail = "," if faults_in_place else ""
    faults: list[RowFault] = []
    count = total = positive = invalid = 0
    for block in blocks(rows, bundle):
        total += len(block.matrix)
        if block.faults and not faults_in_place:
            count += sum(len(found) for found in block.faults.values())
            for _, found in sorted(block.faults.items()):
                faults.extend(found[: FAULTS_LISTED - len(faults)])
        if count:
            # Read on for the other faults, but nothing of it is answered.
            continue
        scores = checked(bundle.scorer.probabilities(block.matrix))
        threshold = bundle.threshold
        lines = [
            f"{round(score, DIGITS)!r},{'true' if score >= threshold else 'false'},"
            f"{certainty[point(score)]}{tail}\n"
            for score in scores
        ]
        positive += sum(score >= threshold for score in scores)
        invalid += len(block.faults)
        for position, found in block.faults.items():
            # What was scored there means nothing.
            positive -= scores[position] >= threshold
            lines[position] = _refused(found)
        out.write("".join(lines).encode())
    if count:
        metrics.refused(bundle, total)
        raise FaultyTable(faults, count)
    if not total:
        raise FaultyTable([RowFault(None, None, "holds no rows")])
    metrics.answered(bundle, records=total, positive=positive, invalid=invalid)
    return total


def _certainty(bands: Bands) -> list[str]:
    """The band of each score point as two cells, empty where nobody knows."""
    return [
        "," if band is None else f"{round(band.low, 4)!r},{round(band.high, 4)!r}" for band in bands
    ]


def _refused(faults: list[RowFault]) -> str:
    said = "; ".join(
        f"{fault.column} {fault.detail}" if fault.column else f"this row {fault.detail}"
        for fault in faults
    )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(["", "", "", "", said])
    return text.getvalue()
