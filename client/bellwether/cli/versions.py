"""bellwether promote, rollback, withdraw, report, card."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from bellwether.cli import paper
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, Name, Reason, client
from bellwether.keys import in_words
from bellwether.versions import Figure, Report

Chosen = Annotated[
    str | None, typer.Option("--version", help="Or its beginning; by default the champion.")
]
Target = Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there.")]


def promote(
    context: typer.Context,
    name: Name,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Or its beginning.")],
    reason: Reason = None,
) -> None:
    """Make a version the champion.

    One that the gate has rejected needs a reason.
    """
    champion = client(context).promote(name, version, reason)
    paper.say(f"{champion.version} is the champion of {name}")


def withdraw(
    context: typer.Context,
    name: Name,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Or its beginning.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the history.")],
) -> None:
    """Take a version out of use, for good.

    New versions are no longer measured against it, and it can neither be
    promoted nor rolled back to. The champion is refused: promote another first.
    """
    withdrawn = client(context).withdraw(name, version, reason)
    paper.say(f"{withdrawn.version} of {name} is withdrawn: {withdrawn.reason}")


def rollback(context: typer.Context, name: Name, reason: Reason = None) -> None:
    """Make the former champion champion again.

    A second time undoes it.
    """
    champion = client(context).rollback(name, reason)
    paper.say(f"{champion.version} is the champion of {name} again")


def report(
    context: typer.Context,
    name: Name,
    version: Chosen = None,
    page: Annotated[bool, typer.Option("--open", help="Open its page in the browser.")] = False,
    out: Target = None,
    as_json: AsJson = False,
) -> None:
    """What was measured on a version.

    A summary; with --json or --out all of it.
    """
    server = client(context)
    if page:
        address = server.report_address(name, version)
        paper.say(address)
        if not webbrowser.open(address):
            paper.note("There is no browser here; open that address in one.")
        return
    found = server.report(name, version)
    if out is not None:
        out.write_text(json.dumps(found.document, indent=2, ensure_ascii=False) + "\n", "utf-8")
        paper.note(f"{found.version} -> {out}")
    elif as_json:
        paper.as_json(found.document)
    else:
        _summary(found)


def card(context: typer.Context, name: Name, version: Chosen = None, out: Target = None) -> None:
    """The model card of a version, in Markdown."""
    text = client(context).card(name, version)
    if out is not None:
        out.write_text(text, "utf-8")
        paper.note(f"-> {out}")
    else:
        paper.markdown(text)


def _summary(found: Report) -> None:
    paper.say(f"{found.title}, version {found.version}", "bold")
    made = (found.created or "")[:16].replace("T", " ")
    paper.say(f"{found.winner}, {found.effort or 'full'} training, {made} UTC")
    if found.rows is not None and found.events is not None:
        paper.say(f"Measured on {found.rows:,} people, {found.events:,} of whom had it.")
    if found.how:
        paper.say(found.how, "dim")
    paper.say()
    columns: list[tuple[str, Justify]] = [("Measure", "left"), ("Value", "right"), ("95 %", "left")]
    paper.table(columns, [_figure(each) for each in found.figures])
    if found.withdrawn is not None:
        paper.say()
        gone = found.withdrawn
        paper.say(f"Withdrawn on {gone.at[:10]} by {in_words(gone.by)}: {gone.reason}", "red")
    if found.accepted is not None:
        paper.say()
        if found.outcome == "candidate":
            paper.say("It is kept as a candidate; the operator may promote it:")
        else:
            passed = "The gate has let it pass:"
            paper.say(passed if found.accepted else "The gate has rejected it:")
        for reason in found.reasons:
            paper.say(f"  - {reason}")


def _figure(each: Figure) -> tuple[str, str, str]:
    span = "" if each.low is None or each.high is None else f"{each.low:.3f} to {each.high:.3f}"
    return each.name, f"{each.value:.3f}", span
