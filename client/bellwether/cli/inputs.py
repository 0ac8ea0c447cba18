"""A record as somebody types it, or JSON from a file."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bellwether.client import Bellwether

STDIN = "-"

Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="One input, once for each; nothing: unknown."
    ),
]
JsonFile = Annotated[
    str | None,
    typer.Option(
        "--json", metavar="FILE", help="A record or a list of them; - is the standard input."
    ),
]


def typed(client: Bellwether, name: str, pairs: list[str]) -> dict[str, Any]:
    """The record of ``--set FIELD=VALUE ...``."""
    texts: dict[str, str] = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals or not field:
            raise typer.BadParameter(f"{pair!r} is not FIELD=VALUE", param_hint="--set")
        if field in texts:
            raise typer.BadParameter(f"{field} is given twice", param_hint="--set")
        texts[field.strip()] = value.strip()
    return client.predictor(name).read(texts)


def columns(line: str | None) -> list[str]:
    """The names of ``--keep COLUMN,...``, one with a comma in quotes."""
    return next(csv.reader([line]), []) if line else []


def document(file: str) -> Any:
    """The record, or the list of them, in ``file``."""
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        # As bytes, of which json finds out whether they are UTF-8 or, from Windows, UTF-16.
        found = json.loads(content)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise typer.BadParameter(
            f"{file} is not JSON: {error.msg} in {where}", param_hint="--json"
        ) from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file} is not UTF-8", param_hint="--json") from None
    if not isinstance(found, dict | list):
        raise typer.BadParameter(f"{file} holds no record", param_hint="--json")
    return found
