"""bellwether validate, validations."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bellwether.cli import paper
from bellwether.cli.ends import FAULTS_SHOWN, End
from bellwether.cli.inputs import STDIN
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, Name, client
from bellwether.validations import DONE, FAILED, Compared, Estimate, ValidationRecord

# So much of an id tells one validation from all others.
ID_SHOWN = 8

COLUMNS: list[tuple[str, Justify]] = [
    ("Validation", "left"),
    ("Version", "left"),
    ("Status", "left"),
    ("Rows", "right"),
    ("AUROC", "right"),
    ("Slope", "right"),
    ("Asked (UTC)", "left"),
    ("Note", "left"),
]
FIGURES: list[tuple[str, Justify]] = [
    ("Figure", "left"),
    ("Here", "left"),
    ("In training", "left"),
    ("z", "right"),
    ("What it says", "left"),
]


def validate(
    context: typer.Context,
    name: Name,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="CSV, or gzip of one; - is the standard input.")
    ],
    version: Annotated[
        str | None, typer.Option(help="Or its beginning; by default the champion.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What the rows are, for the list.")] = None,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for the figures, or only send.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Judge a version by rows with a known outcome.

    Nothing learns from the rows: they are deleted once they were measured, and the
    report is kept.
    """
    piped = file == STDIN
    called = "standard input" if piped else Path(file).name
    with paper.sending(f"{called}: sending") as progress:
        rows = sys.stdin.buffer if piped else file
        asked = client(context).validate(name, rows, version, note=note, progress=progress)
    if wait:
        with paper.stages(f"{called}: measuring") as grow:
            asked.wait(lambda now: grow(_share(now), now.message or now.status))
    _show(asked.record, as_json=as_json)


def validations(
    context: typer.Context,
    name: Name,
    validation: Annotated[
        str | None, typer.Argument(metavar="VALIDATION", help="One: its id, or the beginning.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write its whole report there.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove it.")] = False,
    as_json: AsJson = False,
) -> None:
    """The validations, newest first, or the figures of one."""
    server = client(context)
    if validation is None:
        if out is not None or remove:
            raise typer.BadParameter("name the validation that is meant", context)
        _listed([each.record for each in server.validations(name)], as_json=as_json)
        return
    found = server.validation(name, validation)
    if remove:
        found.remove()
        paper.note(f"{found.id} is removed")
    elif out is not None:
        document = found.report()
        out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
        paper.note(f"{found.id} -> {out}")
    else:
        _show(found.record, as_json=as_json)


def _listed(found: list[ValidationRecord], *, as_json: bool) -> None:
    if as_json:
        paper.as_json([each.document for each in found])
        return
    rows = [
        (
            each.id[:ID_SHOWN],
            each.version,
            each.status,
            "" if each.rows is None else f"{each.rows:,}",
            _here(each, "auroc"),
            _here(each, "slope"),
            each.at[:16].replace("T", " "),
            each.note or each.error or "",
        )
        for each in found
    ]
    paper.table(COLUMNS, rows, fold="Note")


def _show(record: ValidationRecord, *, as_json: bool) -> None:
    if as_json:
        paper.as_json(record.document)
    elif record.status == DONE:
        _figures(record)
    elif record.status == FAILED:
        _failed(record)
    else:
        paper.say(f"{record.id} is {record.status}")
        paper.note(
            f"Look at it with: bellwether validations {record.predictor} {record.id[:ID_SHOWN]}"
        )
    if record.status == FAILED:
        raise typer.Exit(End.REFUSED)


def _figures(record: ValidationRecord) -> None:
    many = f"{record.rows or 0:,} rows"
    if record.people is not None:
        many += f" of {record.people:,} people"
    events = f"{record.events:,}" if isinstance(record.events, int) else record.events
    paper.say(f"{record.predictor}, version {record.version}", "bold")
    paper.say(f"Judged by {many}, {events} people with the outcome.")
    for warning in record.warnings:
        paper.say(warning, "yellow")
    paper.say()
    paper.table(FIGURES, [_row(each) for each in record.figures], fold="What it says")
    paper.note(f"The whole report: bellwether validations {record.predictor} "
               f"{record.id[:ID_SHOWN]} --out FILE")  # fmt: skip


def _failed(record: ValidationRecord) -> None:
    paper.complain(f"{record.id} has failed: {record.error}")
    for fault in record.faults[:FAULTS_SHOWN]:
        paper.complain(f"  {fault}", named=False)
    if record.fault_count > FAULTS_SHOWN:
        paper.complain(f"  and {record.fault_count - FAULTS_SHOWN:,} more", named=False)


def _row(each: Compared) -> tuple[str, ...]:
    z = "" if each.z is None else f"{each.z:+.1f}"
    return each.label, _interval(each.here), _interval(each.training), z, each.words


def _interval(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    span = (
        ""
        if estimate.low is None or estimate.high is None
        else f" ({estimate.low:.3f} to {estimate.high:.3f})"
    )
    return f"{estimate.value:.3f}{span}"


def _here(record: ValidationRecord, name: str) -> str:
    found = next((each.here for each in record.figures if each.name == name), None)
    return "" if found is None else f"{found.value:.3f}"


def _share(record: ValidationRecord) -> float:
    """How far it is, 0 to 1."""
    return 1.0 if record.over else record.progress or 0.0
