"""bellwether datasets list, add, answer, remove, template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bellwether.cli import paper
from bellwether.cli.ends import FAULTS_SHOWN, End
from bellwether.cli.inputs import STDIN
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, Name, client
from bellwether.datasets import ASKED, CHECKING, DatasetRecord, Learner

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
    ("File", "left"),
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
            each.record.file or "",
        )
        for each in found
    ]
    paper.table(COLUMNS, rows)


@app.command()
def add(
    context: typer.Context,
    name: Name,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="CSV, or gzip of one; - is the standard input."),
    ],
    as_json: AsJson = False,
) -> None:
    """Send rows and wait for their check; prints the data set's name."""
    piped = file == STDIN
    called = "standard input" if piped else Path(file).name
    with paper.sending(f"{called}: sending") as progress:
        rows = sys.stdin.buffer if piped else file
        sent = client(context).add_dataset(name, rows, progress)
    with paper.stages(f"{called}: checking") as grow:
        sent.wait(lambda now: grow(_read(now), now.message or now.status))
    if as_json:
        paper.as_json(sent.record.document)
    else:
        _result(sent.record)
    if not sent.usable:
        raise typer.Exit(End.CONFLICT if sent.status == ASKED else End.REFUSED)


@app.command()
def answer(
    context: typer.Context,
    name: Name,
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Its name, or the beginning.")],
    same_people: Annotated[
        bool,
        typer.Option(
            "--same-people/--different-people",
            help="Whether its rows are people who were known already, examined again.",
            show_default=False,
        ),
    ],
    reason: Annotated[
        str | None, typer.Option(help="Why, for the report; different people need one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer what a data set asks: until then nothing is learned from it."""
    found = client(context).dataset(name, dataset)
    found.answer(same_people=same_people, reason=reason)
    if as_json:
        paper.as_json(found.record.document)
    else:
        paper.note(f"{found.name}: {'the same' if same_people else 'different'} people")


@app.command()
def remove(
    context: typer.Context,
    name: Name,
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Its name, or the beginning.")],
) -> None:
    """Remove rows that were sent; versions that learned from them stay."""
    server = client(context)
    found = server.dataset(name, dataset)
    learned = server.remove_dataset(name, found.name)
    paper.note(f"{found.name} is removed")
    _learned(name, [each for each in learned if each.withdrawn is None])


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


def _learned(name: str, learned: list[Learner]) -> None:
    """Who has learned from removed rows, and how to take them out of use."""
    if not learned:
        return
    paper.note("These versions have learned from it and stay:")
    for each in learned:
        paper.say(each.version)
        if each.champion:
            paper.note("  is the champion: promote another one before you withdraw it")
        else:
            paper.note(f"  bellwether withdraw {name} {each.version} --reason ...")


def _read(record: DatasetRecord) -> float:
    """How much of the file the check has read, 0 to 1."""
    return (record.progress or 0.0) if record.status == CHECKING else 1.0


def _result(record: DatasetRecord) -> None:
    if record.usable:
        # The name alone on the standard output: a script hands it to retrain --dataset.
        paper.say(record.name)
        paper.note(f"usable: {_count(record.rows)} rows, {_count(record.events)} events")
        _repeats(record)
        return
    if record.status == ASKED:
        paper.say(record.name)
        paper.note(record.question or "")
        _repeats(record)
        paper.note(
            f"Answer by: bellwether datasets answer PREDICTOR {record.name[:NAME_SHOWN]} "
            "--same-people (or --different-people) --reason WHY"
        )
        return
    paper.complain(f"{record.name} is {record.status}: {record.error or _faults(record)}")
    for fault in record.faults[:FAULTS_SHOWN]:
        paper.complain(f"  {fault}", named=False)
    if record.fault_count > FAULTS_SHOWN:
        paper.complain(f"  and {record.fault_count - FAULTS_SHOWN:,} more", named=False)


def _repeats(record: DatasetRecord) -> None:
    if isinstance(record.repeated, int):
        paper.note(
            f"{record.repeated:,} of {_count(record.rows)} rows already there: they say what one "
            "of the initial rows says"
        )


def _faults(record: DatasetRecord) -> str:
    return "1 fault" if record.fault_count == 1 else f"{record.fault_count:,} faults"


def _count(value: int | str | None) -> str:
    """A number of rows; of a few the server says no more than that."""
    if isinstance(value, str):
        return value
    return "" if value is None else f"{value:,}"
