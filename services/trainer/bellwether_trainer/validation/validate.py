"""Judges a version by rows with a known outcome, from which nothing is learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.clock import now
from bellwether_contract.coded import coded
from bellwether_contract.declaration.roles import Roles
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.validations import Asked, Outcome
from bellwether_contract.tables.csv_lines import Unreadable
from bellwether_trainer.measures import beside, clusters, evaluate, parts, subgroups
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels, Marks, OnProgress, Probabilities
from bellwether_trainer.rows import learned, periods
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile
from bellwether_trainer.rows.learned import Load
from bellwether_trainer.validation import report
from bellwether_trainer.validation.report import Found, OutOfRange

# So many rows are taken, and cells, rows by fields: a small worker holds them several times.
ROWS_AT_MOST = 1_000_000
CELLS_AT_MOST = 20_000_000
# So many rows are scored at a time.
BATCH_ROWS = 1 << 14

# Where what was read, scored and measured ends on the bar.
READ, SCORED, MEASURED = 0.4, 0.5, 0.7


@dataclass(frozen=True, slots=True)
class Table:
    """Encoded rows, float32 [rows, fields], 0/1 labels [rows] and what the columns with a role say.

    ``roles`` are the declared ones that the file carries.
    """

    matrix: Matrix
    labels: Labels
    marks: Marks
    roles: Roles

    def some(self, chosen: np.ndarray) -> Table:
        """Those of the rows in the mask ``chosen`` [rows]."""
        marks = self.marks.some(chosen)
        return Table(self.matrix[chosen], self.labels[chosen], marks, self.roles)


class _Refused(Exception):
    """The rows cannot judge a version: why in words, and where in the file."""

    def __init__(self, error: str, faults: Faults) -> None:
        super().__init__(error)
        self.error = error
        self.faults = faults


def validate(
    path: Path,
    bundle: Bundle,
    trained: Mapping[str, Any],
    asked: Asked,
    load: Load,
    on_progress: OnProgress,
) -> tuple[Outcome, dict[str, Any] | None]:
    """Measure the version in ``bundle`` on the CSV at ``path``; its outcome and report.

    ``trained`` is the version's own report. ``load`` reads a data set that it has learned from,
    and raises TrainingError where that is not there any more. Rows that do not fit, or are too few
    of either outcome, are an outcome in words, without a report. Raises OSError where the file
    itself cannot be read.
    """
    try:
        table, beyond = _answered(_read(path, bundle.predictor, on_progress), bundle)
    except _Refused as refused:
        first = tuple(refused.faults.first)
        count = refused.faults.count
        return Outcome("failed", now(), error=refused.error, count=count, faults=first), None
    on_progress(READ, "scoring")
    people = table.marks.people
    predicted = Predictions.held_out(table.labels, _scored(table.matrix, bundle), people)
    on_progress(SCORED, "measuring")
    found = _measured(predicted, table, beyond, bundle, trained)
    on_progress(MEASURED, "comparing with the rows that it has learned from")
    known = learned.learned(
        bundle.manifest,
        bundle.predictor,
        load,
        matrix=table.matrix,
        labels=table.labels,
        people=people,
        sha256=asked.sha256,
    )
    document = report.document(
        asked, bundle, trained, found, known, table.matrix, table.labels, table.marks
    )
    return (
        Outcome(
            "done",
            now(),
            rows=predicted.n,
            people=None if people is None else clusters.count(people, predicted.n),
            events=predicted.events,
            figures=tuple(asdict(each) for each in found.figures),
            warnings=tuple(document["warnings"]),
        ),
        document,
    )


def _read(path: Path, predictor: Predictor, on_progress: OnProgress) -> Table:
    """The whole table; raises _Refused with what is wrong with it."""
    faults = Faults()
    read: list[tuple[Matrix, Labels, Marks]] = []
    roles = Roles()
    most = min(ROWS_AT_MOST, CELLS_AT_MOST // len(predictor.fields))
    rows = 0
    try:
        with path.open("rb") as raw:
            file = CsvFile(raw, path.stat().st_size, known_as=predictor.known_as)
            roles = carried(predictor.roles, file.names)
            cells = Cells(
                predictor.model_copy(update={"roles": roles}), hashed=True, to_learn=False
            )
            if wrong := cells.header(file.names, others=False):
                faults.add(wrong)
            else:
                for block in file.blocks(cells.names):
                    read.append(cells.read(block.table, block.lines, faults, block.faults))
                    rows += len(read[-1][1])
                    if rows > most:
                        detail = f"has more than {most:,} rows; so many judge a version well enough"
                        raise Unreadable(RowFault(None, None, detail))
                    on_progress(READ * file.share, "reading")
    except Unreadable as error:
        faults.add([error.fault])
    if not faults.count and not read:
        faults.add([RowFault(None, None, coded("has no rows", "no_rows"))])
    if faults.count:
        many = "1 fault" if faults.count == 1 else f"{faults.count:,} faults"
        words = f"The rows do not fit this version: {many}. Put the file in order."
        raise _Refused(coded(words, "rows_do_not_fit", count=faults.count), faults)
    matrices, labels, marks = zip(*read, strict=True)
    table = Table(
        np.concatenate(matrices), np.concatenate(labels), Marks.together(list(marks)), roles
    )
    _require_both(table, predictor)
    return table


def carried(declared: Roles, names: Sequence[str]) -> Roles:
    """Those of the declared roles whose column a file has."""
    return Roles(
        **{role: column if column in names else None for role, column in declared if column}
    )


def _require_both(table: Table, predictor: Predictor) -> None:
    """Raise _Refused unless LEAST people have, and have not, the outcome.

    Figures of fewer would tell of these people, and say nothing of the version.
    """
    faults = Faults()
    sides = {predictor.target.positive: table.labels, predictor.target.negative: 1 - table.labels}
    for value, labels in sides.items():
        people = clusters.events(labels, table.marks.people)
        if people < LEAST:
            said = f"{value}" if not isinstance(value, bool) else ("Yes" if value else "No")
            many = "nobody" if not people else f"fewer than {LEAST} people"
            detail = f'is "{said}" for {many}; a version is judged by at least {LEAST} of either'
            few = coded(detail, "few_of_outcome", value=said, least=LEAST)
            faults.add([RowFault(None, predictor.target.column, few)])
    if faults.count:
        words = "These rows are too few of one outcome to judge anything by."
        raise _Refused(coded(words, "too_few_of_one"), faults)


def _answered(table: Table, bundle: Bundle) -> tuple[Table, OutOfRange]:
    """The rows that the version answers, and what lies beyond its limits; raises _Refused."""
    found = bundle.limits.beyond(table.matrix)
    refused = np.zeros(len(table.labels), dtype=bool)
    refused[[row for row, each in found.items() if each.refusals]] = True
    refusing, unseen = Counter[str](), Counter[str]()
    for each in found.values():
        refusing.update({one.field for one in each.refusals})
        if not each.refusals:
            unseen.update(each.outside)
    outside = sum(bool(each.outside) and not each.refusals for each in found.values())
    left = table.some(~refused) if refused.any() else table
    _require_both(left, bundle.predictor)
    return left, OutOfRange(int(refused.sum()), outside, dict(refusing), dict(unseen))


def _scored(matrix: Matrix, bundle: Bundle) -> Probabilities:
    """What the version says of each row, by its own file, [rows]."""
    batches = [
        bundle.scorer.probabilities(matrix[begin : begin + BATCH_ROWS])
        for begin in range(0, len(matrix), BATCH_ROWS)
    ]
    return np.concatenate(batches).astype(np.float64)


def _measured(
    predicted: Predictions,
    table: Table,
    beyond: OutOfRange,
    bundle: Bundle,
    trained: Mapping[str, Any],
) -> Found:
    """Everything that a training measures of a version, on these rows, at its own threshold."""
    predictor, threshold = bundle.predictor, bundle.manifest.threshold
    share = (trained.get("data") or {}).get("prevalence")
    evaluation = evaluate.evaluate(
        predicted,
        chosen=Chosen(threshold.policy, threshold.value, None),
        prevalence=float(predicted.labels.mean()) if share is None else float(share),
        groups=subgroups.groups(predictor, table.matrix),
    )
    roles, marks = table.roles, table.marks
    sites = times = None
    if roles.site is not None and marks.sites is not None:
        sites = parts.by_site(roles.site, marks.sites, predicted)
    if roles.time is not None and marks.times is not None:
        when = periods.periods(marks.times, dated=marks.dated)
        times = parts.by_period(roles.time, when, predicted)
    figures = beside.compare(predicted, evaluation.challenger, evaluation.calibration, trained)
    return Found(predicted, evaluation, roles, sites, times, beyond, figures)
