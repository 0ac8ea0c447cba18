"""bellwether keys list, create, rotate, revoke, whoami."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, cast

import typer

from bellwether import keys
from bellwether.cli import paper
from bellwether.cli.paper import Justify
from bellwether.cli.session import AsJson, client
from bellwether.keys import Key, MadeKey

app = typer.Typer(
    help="Keys of people and programs, each with its role.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Role(StrEnum):
    """What a key may do."""

    viewer = "viewer"
    data_scientist = "data-scientist"
    operator = "operator"
    auditor = "auditor"


COLUMNS: list[tuple[str, Justify]] = [
    ("Key", "left"),
    ("Name", "left"),
    ("Role", "left"),
    ("For", "left"),
    ("Status", "left"),
    ("Until (UTC)", "left"),
]

Named = Annotated[str, typer.Argument(metavar="KEY", help="Its name, or its id.")]


@app.command("list")
def index(context: typer.Context, as_json: AsJson = False) -> None:
    """All keys, newest first; never what they say."""
    found = client(context).keys.all()
    if as_json:
        paper.as_json([each.document for each in found])
    else:
        paper.table(COLUMNS, [_row(each) for each in found], fold="For")


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is; histories tell it.")],
    role: Annotated[Role, typer.Option(help="What it may do.")],
    predictor: Annotated[
        list[str] | None,
        typer.Option(metavar="PREDICTOR", help="For this one alone; once for each. Else for all."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="For so long; else until it is revoked.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key, and print what to send: it is shown this once."""
    wanted: keys.Role = cast(keys.Role, role.name)
    made = client(context).keys.create(name, wanted, predictors=predictor or None, days=days)
    _shown_once(made, as_json=as_json)


@app.command()
def rotate(context: typer.Context, key: Named, as_json: AsJson = False) -> None:
    """Give a key another secret; the former one is refused at once."""
    _shown_once(client(context).keys.rotate(key), as_json=as_json)


@app.command()
def revoke(context: typer.Context, key: Named, as_json: AsJson = False) -> None:
    """Have a key refused from now on, for good."""
    found = client(context).keys.revoke(key)
    if as_json:
        paper.as_json(found.document)
    else:
        paper.note(f"{found.name} ({found.id}) is revoked")


@app.command()
def whoami(context: typer.Context, as_json: AsJson = False) -> None:
    """Whose key you have, and what it may do."""
    found = client(context).keys.own()
    if as_json:
        paper.as_json(found.document)
        return
    paper.say(f"{found.name}: {_in_words(found.role)}, {_for(found.predictors)}")
    if found.expires is not None:
        paper.say(f"until {_minute(found.expires)} UTC")


def _shown_once(made: MadeKey, *, as_json: bool) -> None:
    if as_json:
        paper.as_json({"key": made.key.document, "secret": made.secret})
        return
    # The secret alone on the standard output: it goes into a file, or into a safe.
    paper.say(made.secret)
    key = made.key
    until = f"until {_minute(key.expires)} UTC" if key.expires else "until it is revoked"
    paper.note(f"{key.name} ({key.id}): {_in_words(key.role)}, {_for(key.predictors)}, {until}")
    paper.note("Keep it now: nobody can show it again.")


def _row(key: Key) -> tuple[str, str, str, str, str, str]:
    until = _minute(key.expires) if key.expires else ""
    return key.id, key.name, _in_words(key.role), _for(key.predictors), key.status, until


def _in_words(role: str) -> str:
    return role.replace("_", " ")


def _for(predictors: tuple[str, ...] | None) -> str:
    return "all predictors" if predictors is None else ", ".join(predictors)


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")
