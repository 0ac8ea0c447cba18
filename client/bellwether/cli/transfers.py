"""bellwether export, import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bellwether.cli import paper
from bellwether.cli.ends import End
from bellwether.cli.session import AsJson, Name, client
from bellwether.transfers import DONE, FAILED, Import


def export(
    context: typer.Context,
    name: Name,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Or its beginning.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the archive goes.")],
) -> None:
    """Write a version into a file, for a site without a network to this one.

    It holds the model, its signature and its report with exact counts, and no
    row. FILE is there whole in the end, or not at all.
    """
    with paper.sending(f"{file.name}: receiving") as progress:
        done = client(context).export(name, version, file, progress)
    paper.say(f"{done.predictor} {done.version}, {done.size:,} bytes -> {file}")
    paper.say(f"sha256:{done.sha256}")


def bring(
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What export has written.")],
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until it is there, or only send.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Take in a version of another site, as a candidate.

    A key whose public half lies at this site must have signed it. It answers
    nobody until a person promotes it.
    """
    with paper.sending(f"{file.name}: sending") as progress:
        sent = client(context).import_version(name, file, progress=progress)
    if wait:
        with paper.stages(f"{file.name}: taking in") as grow:
            sent.wait(lambda now: grow(float(now.status == DONE), now.message or now.status))
    if as_json:
        paper.as_json(sent.record.document)
    else:
        _tell(sent)
    if sent.status == FAILED:
        raise typer.Exit(End.REFUSED)


def _tell(sent: Import) -> None:
    record = sent.record
    called = f"{record.predictor} {record.version}"
    if sent.status == FAILED:
        paper.complain(f"{called} was not taken in: {record.error}")
        return
    if sent.was_here:
        paper.say(f"{called} was here already; nothing has changed")
    elif sent.status == DONE:
        paper.say(f"{called} is a candidate here")
        paper.note(f"Judge it by rows of your own: bellwether validate {record.predictor} FILE "
                   f"--version {record.version}")  # fmt: skip
        paper.note(f"Then: bellwether promote {record.predictor} {record.version}")
    else:
        paper.say(f"{called} is proven and {record.message or 'waits'}")
    if record.same_declaration is False:
        paper.note("It was trained with another declaration than the one that lies at this site: "
                   "look at its fields before you promote it")  # fmt: skip
