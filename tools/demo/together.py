"""Runs the parts beside each other, and ends all of them when one ends or a signal comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from honcho.manager import Manager
from honcho.printer import Message

from tools.demo import sessions
from tools.demo.parts import Part
from tools.demo.places import ROOT


class Printer(Protocol):
    """Whatever writes the lines of the parts; honcho sets ``width``, the longest name's."""

    width: int

    def write(self, message: Message) -> None:
        """One line of one process."""


class InTurn:
    """A printer that may be called while it writes: what comes then is written afterwards.

    honcho prints when a signal comes. Python refuses a stream that is called within its own call,
    and honcho would end by that and leave all that it has started.
    """

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._waiting: deque[Message] = deque()
        self._writes = False

    @property
    def width(self) -> int:
        """The longest name's."""
        return self._printer.width

    @width.setter
    def width(self, width: int) -> None:
        self._printer.width = width

    def write(self, message: Message) -> None:
        """One line of one process, after those that wait."""
        self._waiting.append(message)
        if self._writes:
            return
        self._writes = True
        try:
            while self._waiting:
                self._printer.write(self._waiting.popleft())
        finally:
            self._writes = False


class _Together(Manager):  # type: ignore[misc]  # honcho has no types
    """Ends with the parts what they have started."""

    def __init__(self, printer: Printer, notes: Path) -> None:
        super().__init__(InTurn(printer))
        self._notes = notes

    def kill(self) -> None:
        """Kill what is left five seconds after the others were told to stop.

        A work-horse would outlive its trainer, and honcho would wait for it: it holds the pipe of
        the trainer's output.
        """
        super().kill()
        sessions.end(self._notes)


def run(
    parts: Sequence[Part], notes: Path, environment: Mapping[str, str], printer: Printer
) -> int:
    """Run ``parts`` until one ends or a signal comes, and end the others; returns the exit code.

    Each notes its process in the directory ``notes``. Nothing of them is left, whatever happens.
    """
    manager = _Together(printer, notes)
    for part in parts:
        note = notes / part.name
        note.unlink(missing_ok=True)
        manager.add_process(
            part.name,
            part.shell(note),
            env={**environment, **part.environment},
            cwd=str(ROOT),
        )
    try:
        manager.loop()
    finally:
        sessions.end(notes)
    return int(manager.returncode)
