"""bellwether audit, and bellwether audit verify."""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import astuple
from typing import Annotated

import typer

from bellwether.audit import ENTRY, Entry
from bellwether.cli import paper
from bellwether.cli.ends import End
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, client

app = typer.Typer(
    help="Who did what, newest first, and whether the log is whole.",
    rich_markup_mode=None,
)

COLUMNS: list[tuple[str, Justify]] = [
    ("At (UTC)", "left"),
    ("Who", "left"),
    ("Role", "left"),
    ("Action", "left"),
    ("Predictor", "left"),
    ("What", "left"),
    ("Reason", "left"),
]

SHOWN = 50
MOST = 10_000


@app.callback(invoke_without_command=True)
def audit(
    context: typer.Context,
    predictor: Annotated[str | None, typer.Option(help="The entries of this one alone.")] = None,
    who: Annotated[str | None, typer.Option(help="What this one has done.")] = None,
    action: Annotated[str | None, typer.Option(help="This action alone, such as promote.")] = None,
    subject: Annotated[
        str | None,
        typer.Option(
            help="What was done to this version, data set, training or key; or its beginning."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="From this day or time (UTC) on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Before this day or time (UTC).")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="So many at most; without it 50, and all with --csv."),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Who did what, newest first; needs an operator's or an auditor's key."""
    if context.invoked_subcommand is not None:
        return
    server = client(context)
    wanted = {"who": who, "action": action, "subject": subject, "since": since, "until": until}
    if as_csv:
        # Entry by entry, so that a log of years needs no memory.
        entries = server.audit_entries(predictor, **wanted, limit=limit)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(ENTRY)
        writer.writerows([_safe(cell) for cell in astuple(each)] for each in entries)
        return
    found = server.audit(predictor, **wanted, limit=min(limit or SHOWN, MOST))
    if as_json:
        paper.as_json(found.document)
    else:
        paper.table(COLUMNS, [_row(each) for each in found.entries], fold="Reason")
        if found.total > len(found.entries):
            paper.note(f"{len(found.entries):,} of {found.total:,}; --limit shows more")


@app.command()
def verify(
    context: typer.Context,
    head: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help="A head that was kept elsewhere, or its first 16 digits: it must be there yet.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Whether an entry was changed, dropped, moved or put in; ends with 1 where one was."""
    found = client(context).audit(limit=1, head=head)
    if as_json:
        paper.as_json(found.document["chains"])
    for each in [] if as_json else found.chains:
        what = "The audit log" if each.of == "audit" else f"The history of {each.of}"
        if not each.faults:
            kept = f"; its head is {each.head}" if each.head else ""
            paper.say(f"{what} is whole: {each.entries:,} entries{kept}")
        for fault in each.faults:
            paper.complain(f"{what}: {fault}")
    if any(each.faults for each in found.chains):
        raise typer.Exit(End.REFUSED)


def _row(each: Entry) -> tuple[str, ...]:
    what = each.subject or ""
    return (
        each.at[:19].replace("T", " "),
        each.who,
        each.role.replace("_", " "),
        each.action,
        each.predictor or "",
        what if len(what) <= WHAT_SHOWN else what[:12],
        each.reason or "",
    )


# What is longer is a digest, of which the beginning tells enough.
WHAT_SHOWN = 32


# Where a spreadsheet may begin a cell: at the beginning of ours, and within it where a country has
# semicolons or tabs between cells, and so sees no quotes around ours.
FORMULA = re.compile(r"(^|[;\t\n])(\s*[=+\-@])")


def _safe(cell: str | None) -> str:
    """A cell of which no spreadsheet takes any part for a formula: a reason is what was typed."""
    return FORMULA.sub(r"\1'\2", paper.legible(cell or ""))
