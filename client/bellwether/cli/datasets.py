"""bellwether datasets list, add, remove, template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bellwether.cli import paper
from bellwether.cli.ends import FAULTS_SHOWN, End
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, Name, client
from bellwether.datasets import CHECKING, DatasetRecord

app = typer.Typer(
    help="Rows that a retraining may learn from.", no_args_is_help=True, rich_markup_mode=None
)

# So much of a SHA-256 tells one data set from all others.
NAME_SHOWN = 12

COLUMNS: list[tuple[str, Justify]] = [
    ("Data set", "left"),
    ("Status", "left"),
    ("Rows", "right"),
    ("Events", "right"),
    ("Sent (UTC)", "left"),
]


@app.command("list")
def index(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """The initial rows and those that were sent."""
    found = client(context).datasets(name)
    if as_json:
        paper.as_json([each.record.document for each in found])
        return
    rows = [
        (
            each.name[:NAME_SHOWN],
            each.status,
            _count(each.record.rows),
            _count(each.record.events),
            (each.record.at or "")[:16].replace("T", " "),
        )
        for each in found
    ]
    paper.table(COLUMNS, rows)


@app.command()
def add(
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, or gzip of one.")],
    as_json: AsJson = False,
) -> None:
    """Send rows and wait for their check; prints the data set's name."""
    with paper.sending(f"{file.name}: sending") as progress:
        sent = client(context).add_dataset(name, file, progress)
    with paper.stages(f"{file.name}: checking") as grow:
        sent.wait(lambda now: grow(_read(now), now.status))
    if as_json:
        paper.as_json(sent.record.document)
    else:
        _verdict(sent.record)
    if not sent.usable:
        raise typer.Exit(End.REFUSED)


@app.command()
def remove(
    context: typer.Context,
    name: Name,
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Its name, or the beginning.")],
) -> None:
    """Remove rows that were sent; versions that learned from them stay."""
    server = client(context)
    found = server.dataset(name, dataset)
    server.remove_dataset(name, found.name)
    paper.note(f"{found.name} is removed")


@app.command()
def template(
    context: typer.Context,
    name: Name,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there.")] = None,
) -> None:
    """A CSV with the columns of a data set, and a row of examples."""
    text = client(context).dataset_template(name)
    if out is not None:
        out.write_bytes(text.encode())
        paper.note(f"-> {out}")
    else:
        sys.stdout.write(text)


def _read(record: DatasetRecord) -> float:
    """How much of the file the check has read, 0 to 1."""
    return (record.progress or 0.0) if record.status == CHECKING else 1.0


def _verdict(record: DatasetRecord) -> None:
    if record.usable:
        # The name alone on the standard output: a script hands it to retrain --dataset.
        paper.say(record.name)
        paper.note(f"usable: {_count(record.rows)} rows, {_count(record.events)} events")
        return
    paper.complain(f"{record.name} is {record.status}: {record.error or _faults(record)}")
    for fault in record.faults[:FAULTS_SHOWN]:
        paper.complain(f"  {fault}", named=False)
    if record.fault_count > FAULTS_SHOWN:
        paper.complain(f"  and {record.fault_count - FAULTS_SHOWN:,} more", named=False)


def _faults(record: DatasetRecord) -> str:
    return "1 fault" if record.fault_count == 1 else f"{record.fault_count:,} faults"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
