"""What the terminal shows: coloured and as wide as it is, plain where the output is a file."""

from __future__ import annotations

import errno
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table
from rich.text import Text

from bellwether.cli import streams

# No line is broken where nobody has to see all of it at once.
UNBROKEN = 10_000

# What a terminal obeys instead of showing it, but for ends of lines and tabs: control characters,
# and what sets the direction of writing.
ORDERS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]")

Justify = Literal["left", "right"]


def out() -> Console:
    """For answers."""
    return _console(sys.stdout.isatty(), stderr=False)


def err() -> Console:
    """For progress, notes and what is wrong."""
    return _console(sys.stderr.isatty(), stderr=True)


class _Paper(Console):
    """A console that leaves it to the program what a reader that has left means."""

    def on_broken_pipe(self) -> None:
        """Raise it again; rich would end the program."""
        raise BrokenPipeError(errno.EPIPE, "nobody reads any more")


def _console(terminal: bool, *, stderr: bool) -> Console:
    # What the server says is no markup, whatever it looks like.
    return _Paper(
        stderr=stderr,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if terminal else UNBROKEN,
        force_terminal=None if terminal else False,
    )


def legible(text: str) -> str:
    """Text of whoever typed it, a reason such as, as it may be shown: it gives no orders.

    A control sequence could take lines back from a terminal, or turn what follows around.
    """
    return ORDERS.sub(lambda found: repr(found[0])[1:-1], text)


def say(text: str = "", style: str | None = None) -> None:
    """A line of the answer."""
    out().print(Text(legible(text), style or ""))


def note(text: str) -> None:
    """A line beside the answer."""
    err().print(Text(legible(text)))


def complain(text: str, *, named: bool = True) -> None:
    """What is wrong, in a line."""
    # Never broken: one error is one line of a log.
    err().print(Text(legible(f"bellwether: {text}" if named else text)), soft_wrap=True)


def as_json(document: Any) -> None:
    """A document for a script."""
    # Nothing is lost where the output has not every character: JSON has a way to write it.
    ascii_alone = not streams.holds_unicode(sys.stdout.encoding)
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=ascii_alone) + "\n")


def markdown(text: str) -> None:
    """Markdown: set on a terminal, as it is elsewhere."""
    if sys.stdout.isatty():
        out().print(Markdown(legible(text)))
    else:
        sys.stdout.write(text)


def table(
    columns: Sequence[tuple[str, Justify]], rows: Iterable[Sequence[str]], fold: str | None = None
) -> None:
    """Rows in columns; only the one named ``fold`` gives way where the terminal is narrow."""
    drawn = Table(
        *(
            Column(
                Text(title, "bold"),
                justify=justify,
                no_wrap=title != fold,
                overflow="fold" if title == fold else "ellipsis",
            )
            for title, justify in columns
        ),
        box=None,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for row in rows:
        drawn.add_row(*(Text(legible(cell)) for cell in row))
    console = out()
    if console.is_terminal:
        console.print(drawn)
        return
    with console.capture() as captured:
        console.print(drawn)
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")


@contextmanager
def sending(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar of bytes, which grows as they are sent; nothing where nobody watches."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(24),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=err(),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(what, total=None)

        def progress(sent: int, total: int | None) -> None:
            # The answer comes after the last byte.
            described = f"{what}: waiting for the answer" if sent == total else what
            bar.update(task, completed=sent, total=total, description=described)

        yield progress


@contextmanager
def stages(what: str) -> Iterator[Callable[[float, str], None]]:
    """A bar of 0 to 1 with what is being done; in a log a line for each change."""
    if not sys.stderr.isatty():
        last = [""]

        def line(progress: float, doing: str) -> None:
            text = f"{what} {progress:4.0%}  {doing}"
            if text != last[0]:
                note(text)
                last[0] = text

        yield line
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(24),
        TaskProgressColumn(),
        TextColumn(
            "{task.fields[doing]}",
            markup=False,
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        ),
        console=err(),
        transient=True,
        expand=True,
    )
    with bar:
        task = bar.add_task(what, total=1.0, doing="")

        def grow(progress: float, doing: str) -> None:
            bar.update(task, completed=progress, doing=legible(doing))

        yield grow
