"""bellwether versions, and its words: hold, release, collect."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bellwether.cli import paper
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, Name, client
from bellwether.collections import Collection
from bellwether.versions import Version

COLUMNS: list[tuple[str, Justify]] = [
    (" Version", "left"),
    ("Created", "left"),
    ("Candidate", "left"),
    ("AUROC", "right"),
    ("Log loss", "right"),
    ("Gate", "left"),
]

# So many versions are shown where nothing is said.
SHOWN = 50

LIST = "list"


class Words(TyperGroup):
    """``versions heart`` lists; a predictor that is called like a word is listed by ``list``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take whatever begins with no word, and asks for no help, for a list."""
        first = args[0] if args else ""
        if first and first not in self.commands and first not in ctx.help_option_names:
            args = [LIST, *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


app = typer.Typer(
    cls=Words,
    help="What was made, newest first; * is the champion. `versions PREDICTOR` lists it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Chosen = Annotated[str, typer.Argument(metavar="VERSION", help="Or its beginning.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it stands in the history.")]


@app.command(LIST)
def versions(
    context: typer.Context,
    name: Name,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = SHOWN,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    as_json: AsJson = False,
) -> None:
    """What was made, newest first; * is the champion."""
    found = client(context).versions_listed(name, limit=None if everything else limit)
    if as_json:
        paper.as_json([each.document for each in found.listed])
        return
    paper.table(COLUMNS, [_row(each) for each in found.listed], fold="Candidate")
    if found.total > len(found.listed):
        paper.note(f"{len(found.listed):,} of {found.total:,}; --all shows all, --limit more")


@app.command()
def hold(context: typer.Context, name: Name, version: Chosen, reason: Why) -> None:
    """Have nobody remove a version until it is released: a legal hold."""
    held = client(context).hold(name, version, reason)
    paper.say(f"{held.version} of {name} is held: {held.reason}")


@app.command()
def release(context: typer.Context, name: Name, version: Chosen, reason: Why) -> None:
    """Let a version be removed again."""
    released = client(context).release(name, version, reason)
    paper.say(f"{released} of {name} is held no more")


@app.command()
def collect(
    context: typer.Context,
    name: Name,
    keep: Annotated[
        int | None, typer.Option(min=1, help="So many of the newest stay; else as it is set.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would go, and why the rest stays.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why; it stands in the history.")] = None,
    as_json: AsJson = False,
) -> None:
    """Remove versions that nothing keeps, for good.

    Champion, best, newest and former champions stay, and what is held, waits
    or is in use. The trainer does it; each removal stands in the history.
    """
    server = client(context)
    found = server.collection(name, keep) if dry_run else server.collect(name, keep, reason)
    if as_json:
        paper.as_json(found.document)
        return
    _show(found)
    if not dry_run:
        paper.note(
            f"The trainer removes {found.going:,} once it is free; "
            f"`bellwether versions {name}` shows what is left"
        )


def _show(found: Collection) -> None:
    if found.newest is None:
        paper.say("Nothing would go: KEEP_VERSIONS is not set, and --keep says nothing else.")
        return
    columns: list[tuple[str, Justify]] = [("Version", "left"), ("", "left"), ("Why", "left")]
    rows = [(each, "goes", "nothing keeps it") for each in found.goes]
    rows += [(each.version, "stays", "; ".join(each.reasons)) for each in found.stays]
    paper.table(columns, sorted(rows, reverse=True), fold="Why")
    left = found.going + found.staying - len(rows)
    if left:
        paper.note(f"{left:,} more are not shown")
    for reason, count in found.reasons.items():
        paper.note(f"{count:,} stay: {reason}")
    freed = f" ({found.bytes / 1_048_576:,.1f} MB)" if found.bytes else ""
    paper.say(f"{found.going:,} would go{freed}, {found.staying:,} stay")


def _row(each: Version) -> tuple[str, ...]:
    mark = "*" if each.champion else " "
    if each.broken is not None:
        gone = "withdrawn" if each.withdrawn is not None else ""
        return (f"{mark}{each.version}", "", each.broken, "", "", _with_hold(gone, each))
    return (
        f"{mark}{each.version}",
        (each.created or "")[:10],
        each.label or "",
        _number(each.auroc, 3),
        _number(each.log_loss, 4),
        _with_hold(_gate(each), each),
    )


def _with_hold(gate: str, each: Version) -> str:
    return gate if each.hold is None else f"{gate}, held" if gate else "held"


def _gate(each: Version) -> str:
    if each.withdrawn is not None:
        return "withdrawn"
    if each.outcome == "candidate":
        return "candidate"
    return {True: "passed", False: "failed", None: ""}[each.accepted]


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
