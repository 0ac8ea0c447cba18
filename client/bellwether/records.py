"""Records as somebody has them -> records as JSON takes them, some at a time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeGuard

from bellwether.errors import InvalidInputs

Record = Mapping[str, Any]

# What the server takes at once.
AT_ONCE = 10_000


class Frame(Protocol):
    """What is asked of a pandas DataFrame; pandas itself is never imported."""

    def astype(self, dtype: Any) -> Any: ...  # noqa: D102
    def notna(self) -> Any: ...  # noqa: D102
    def to_dict(self, orient: Any) -> Any: ...  # noqa: D102


def chunks(inputs: Iterable[Record] | Frame) -> Iterator[list[Record]]:
    """The records of ``inputs``, at most AT_ONCE at a time, in their order."""
    records = iter(_rows(inputs) if _is_frame(inputs) else inputs)  # type: ignore[arg-type]
    while some := list(itertools.islice(records, AT_ONCE)):
        yield some


def moved(error: InvalidInputs, by: int) -> InvalidInputs:
    """The error of a chunk, its pointers moved ``by`` records to where they stand among all."""
    if not by:
        return error

    def place(at: re.Match[str]) -> str:
        return str(int(at[0]) + by)

    return InvalidInputs(
        error.message,
        faults=[
            replace(fault, pointer=re.sub(r"(?<=^/inputs/)\d+", place, fault.pointer or ""))
            for fault in error.faults
        ],
        where=error.where,
        status=error.status,
        problem=error.problem,
    )


def _is_frame(inputs: object) -> TypeGuard[Frame]:
    return hasattr(inputs, "to_dict") and hasattr(inputs, "notna")


def _rows(frame: Frame) -> list[Record]:
    # A frame has NaN, NaT or NA where a value is unknown; JSON has null.
    rows: list[Record] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
