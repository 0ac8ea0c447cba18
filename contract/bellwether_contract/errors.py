"""The family of errors that Bellwether raises on purpose.

Every error says in its message what was wrong, where, and what to do. ``permanent`` says
whether trying again without a change can help; the trainer gives up at once on a permanent one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bellwether_contract.coded import Code, code, code_of

# A table can be wrong in every row; more faults than this are counted, not listed.
FAULTS_LISTED = 100

# So many faults are said in one line.
FAULTS_SAID = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a document.

    ``pointer`` is a JSON Pointer (RFC 6901) into the document, ``detail`` a sentence that
    completes "this value ...", and ``code`` says it to those who say it otherwise. A fault never
    repeats the value itself: a person may have typed it.
    """

    pointer: str
    detail: str
    # No other fault: the same one, said by an older release, has none.
    code: Code | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.code is None:
            object.__setattr__(self, "code", code_of(self.detail))

    @property
    def dotted(self) -> str:
        """Where it is, as people who write YAML say it: fields.BMI.label."""
        steps = self.pointer.split("/")[1:]
        return ".".join(step.replace("~1", "/").replace("~0", "~") for step in steps)


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing that is wrong with a table; it never repeats a cell.

    ``row`` is the line of the file, whose header is line 1; None: the whole file, or the whole
    column. ``detail`` completes "this cell ..." (row, column, file), and ``code`` says it to those
    who say it otherwise.
    """

    row: int | None
    column: str | None
    detail: str
    # As above.
    code: Code | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.code is None:
            object.__setattr__(self, "code", code_of(self.detail))

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> RowFault:
        """A fault as it was written, by whatever release; raises KeyError, TypeError."""
        row, column, detail = (document[name] for name in ("row", "column", "detail"))
        return cls(row, column, detail, code(document.get("code")))

    def __str__(self) -> str:
        place = [f"row {self.row:,}"] if self.row is not None else []
        place += [self.column] if self.column is not None else []
        return f"{', '.join(place) or 'the file'} {self.detail}"


def pointer_step(name: str) -> str:
    """A name as a step of a JSON Pointer, cut where it is long: it may be anything."""
    return name[:64].replace("~", "~0").replace("/", "~1")


class BellwetherError(Exception):
    """Base of all errors that Bellwether raises on purpose."""

    permanent = True


class FaultyDocument(BellwetherError):
    """A document has faults; all that were found are in ``faults``."""

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class InvalidDeclaration(FaultyDocument):
    """A ``predictor.yaml`` cannot be used."""

    def __str__(self) -> str:
        details = "; ".join(f"{fault.pointer or '/'} {fault.detail}" for fault in self.faults)
        return f"{self.args[0]}: {details}"


class InvalidTranslation(FaultyDocument):
    """A ``predictor.LANG.yaml`` cannot be used."""

    def __str__(self) -> str:
        # A file that is only begun misses a hundred texts.
        shown = [f"{fault.dotted} {fault.detail}".lstrip() for fault in self.faults[:FAULTS_SAID]]
        more = len(self.faults) - len(shown)
        return f"{self.args[0]}: {'; '.join(shown)}{f'; and {more} more' if more else ''}"


class InvalidInputs(FaultyDocument):
    """Inputs do not fit the declared fields; ``count`` faults, of which the first are listed."""

    def __init__(self, message: str, faults: Sequence[Fault], count: int | None = None) -> None:
        super().__init__(message, faults[:FAULTS_LISTED])
        self.count = len(faults) if count is None else count

    @classmethod
    def of(cls, faults: Sequence[Fault], count: int | None = None) -> InvalidInputs:
        """The error for ``faults``; ``count`` where there are more than these."""
        found = len(faults) if count is None else count
        message = "1 value is wrong" if found == 1 else f"{found:,} values are wrong"
        if found > FAULTS_LISTED:
            message += f"; the first {FAULTS_LISTED} are listed"
        return cls(message, faults, found)


class UnknownPredictor(BellwetherError):
    """No predictor has this name."""


class UnknownVersion(BellwetherError):
    """This predictor has no such version."""


class RefusedBundle(BellwetherError):
    """A version does not pass the checks that come before serving it."""


class VolumeFull(BellwetherError):
    """A volume is full."""


class StoreConflict(BellwetherError):
    """The model store already holds something else under this name."""
