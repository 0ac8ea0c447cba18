"""Wires the commands, and turns every error into a line and an exit code."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bellwether import languages
from bellwether.cli import (
    audit,
    datasets,
    ends,
    kept,
    keys,
    predict,
    streams,
    trainings,
    transfers,
    validations,
    versions,
)
from bellwether.cli.ends import End
from bellwether.cli.paper import complain
from bellwether.cli.session import Session
from bellwether.errors import BellwetherError


class Commands(TyperGroup):
    """All commands; whatever goes wrong in one is said in a line, never as a traceback."""

    def make_context(self, *words: Any, **named: Any) -> Any:
        """Read the command line, and answer --help."""
        try:
            return super().make_context(*words, **named)
        except BrokenPipeError:
            streams.release()
            raise typer.Exit(End.DONE) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except BellwetherError as error:
            raise typer.Exit(ends.complain_of(error)) from None
        except BrokenPipeError:  # whoever read has had enough, as head has
            streams.release()
            raise typer.Exit(End.DONE) from None
        except OSError as error:
            named = f"{error.filename}: " if error.filename else ""
            complain(f"{named}{error.strerror or error}")
            raise typer.Exit(End.USAGE) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # What the server answers is not what this client was made for.
            complain(f"This answer cannot be read ({error!r}); is the server a newer one?")
            raise typer.Exit(End.REFUSED) from None
        return done


app = typer.Typer(
    cls=Commands,
    help="Bellwether from a shell: predict, retrain, promote, roll back.",
    epilog=ends.TABLE,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bellwether {metadata.version('bellwether-client')}")
        raise typer.Exit


def _language(tag: str | None) -> str | None:
    try:
        return None if tag is None else languages.checked(tag)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


@app.callback()
def options(
    context: typer.Context,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where Bellwether is; or BELLWETHER_URL."),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Holds your key; or BELLWETHER_KEY_FILE, or the key in BELLWETHER_KEY.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="TAG",
            callback=_language,
            help="Of what is declared of a predictor and answered in words: en, de, zh; or that of "
            "LC_ALL or LANG. The command's own words are English.",
        ),
    ] = None,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """What all commands are told."""
    context.obj = Session(url, key_file, language)


for command in (
    predict.predictors,
    predict.predict,
    predict.explain,
    trainings.retrain,
    trainings.watch,
    trainings.jobs,
    trainings.cancel,
    versions.promote,
    versions.rollback,
    versions.withdraw,
    versions.report,
    versions.card,
    transfers.export,
    validations.validate,
    validations.validations,
):
    app.command()(command)
app.command("import")(transfers.bring)
app.add_typer(datasets.app, name="datasets")
app.add_typer(keys.app, name="keys")
app.add_typer(kept.app, name="versions")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run the command; leaves the program with its exit code."""
    streams.prepare()
    try:
        app(prog_name="bellwether")
    finally:
        streams.release()
