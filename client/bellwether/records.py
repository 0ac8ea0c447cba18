"""Records as somebody has them -> records as JSON takes them, some at a time."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol, TypeGuard

from bellwether.errors import InvalidInputs

Record = Mapping[str, Any]

# What the server takes at once.
AT_ONCE = 10_000


# pandas has these where a value is unknown, and NaN. They equal nothing, not even themselves.
UNKNOWN = frozenset({"NAType", "NaTType"})


class Frame(Protocol):
    """What is asked of a pandas DataFrame; pandas itself is never imported."""

    def astype(self, dtype: Any) -> Any: ...  # noqa: D102
    def notna(self) -> Any: ...  # noqa: D102
    def to_dict(self, orient: Any) -> Any: ...  # noqa: D102


class Series(Protocol):
    """What is asked of a pandas Series, one record."""

    @property
    def ndim(self) -> int: ...  # noqa: D102
    def items(self) -> Iterable[tuple[Any, Any]]: ...  # noqa: D102


def is_one(inputs: object) -> TypeGuard[Record | Series]:
    """Whether ``inputs`` is one record, a mapping or a pandas Series."""
    return isinstance(inputs, Mapping) or (_is_pandas(inputs) and _dimensions(inputs) == 1)


def plain(record: Record | Series) -> dict[str, Any]:
    """A record as JSON takes it: null for what is unknown, Python's values for NumPy's."""
    return {
        name: value if type(value) in _PLAIN else _known(value) for name, value in record.items()
    }


def chunks(inputs: Iterable[Record | Series] | Frame) -> Iterator[list[Any]]:
    """The records of ``inputs``, at most AT_ONCE at a time, in their order."""
    records = iter(_rows(inputs) if _is_frame(inputs) else inputs)  # type: ignore[arg-type]
    while some := list(itertools.islice(records, AT_ONCE)):
        # What is no record is sent as it is: the server says what is wrong with it.
        yield [plain(each) if is_one(each) else each for each in some]


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


_PLAIN = frozenset({str, int, bool, type(None)})


def _known(value: Any) -> Any:
    """One value, None where it is unknown."""
    if type(value).__name__ in UNKNOWN:
        return None
    if type(value).__name__ == "float32":
        # The shortest number that stands for it: 43.3, not 43.29999923706055.
        value = float(str(value))
    elif hasattr(value, "item"):
        value = value.item()
    elif isinstance(value, Decimal):
        value = float(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _is_pandas(inputs: object) -> bool:
    return hasattr(inputs, "to_dict") and hasattr(inputs, "notna")


def _dimensions(inputs: object) -> int:
    found: int = getattr(inputs, "ndim", 2)
    return found


def _is_frame(inputs: object) -> TypeGuard[Frame]:
    return _is_pandas(inputs) and _dimensions(inputs) == 2


def _rows(frame: Frame) -> list[Record]:
    # A frame has NaN, NaT or NA where a value is unknown; JSON has null.
    rows: list[Record] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
