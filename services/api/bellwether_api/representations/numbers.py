"""Numbers as a person would write them: a whole one without its ``.0``."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import WithJsonSchema

T = TypeVar("T", bound=float | str | None)

# An integer stays one: 5, not 5.0.
Number = Annotated[int | float, WithJsonSchema({"type": "number"})]


def plain(value: T) -> T | int:
    """A whole number without its ``.0``; what is no number stays as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
