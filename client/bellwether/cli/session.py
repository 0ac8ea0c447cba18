"""What every command is told besides its own words: which server, and whose key."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bellwether import environment, languages
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
    language: str | None = None


def client(context: typer.Context, *, in_words: bool = False) -> Bellwether:
    """The client of this run; raises Unauthorized, or BadParameter where the address is none.

    What is told ``in_words`` is told in the language of whoever sits there, a document for a script
    only in one that was asked for.
    """
    session: Session = context.obj
    found = environment.connection(os.environ, session.url, session.key_file)
    language = session.language
    if language is None and in_words:
        language = languages.of_environment(os.environ)
    try:
        made = Bellwether(found.url, found.key, language=language)
    except ValueError as error:
        raise typer.BadParameter(str(error), context, param_hint="--url") from None
    context.call_on_close(made.close)
    return made
