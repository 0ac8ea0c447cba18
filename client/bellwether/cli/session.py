"""What every command is told besides its own words: which server, and whose key."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bellwether import environment
from bellwether.client import Bellwether

Name = Annotated[str, typer.Argument(metavar="PREDICTOR", help="Such as heart.")]
Reason = Annotated[str | None, typer.Option(help="Why; it stands in the history.")]
# --as-json everywhere, for the commands where --json names what goes in.
AsJson = Annotated[bool, typer.Option("--json", "--as-json", help="Print JSON, for a script.")]


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command."""

    url: str | None
    key_file: Path | None


def client(context: typer.Context) -> Bellwether:
    """The client of this run; raises Unauthorized, or BadParameter where the address is none."""
    session: Session = context.obj
    found = environment.connection(os.environ, session.url, session.key_file)
    try:
        made = Bellwether(found.url, found.key)
    except ValueError as error:
        raise typer.BadParameter(str(error), context, param_hint="--url") from None
    context.call_on_close(made.close)
    return made
