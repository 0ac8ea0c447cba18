"""One field as it is guessed, and what all kinds of fields have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Guess:
    """A field as the declaration writes it, and what to look at before believing it.

    ``notation`` says how its cells are written otherwise than by a program.
    """

    field: dict[str, Any]
    doubts: tuple[str, ...] = ()
    notation: tuple[str, ...] = ()


def with_missing(made: dict[str, Any], values: list[Any], optional: bool) -> dict[str, Any]:
    """A field that may be ``optional``, where ``values`` stand for unknown."""
    if not optional:
        return made
    missing: dict[str, Any] = {"label": "Not known"}
    if values:
        missing["values"] = values
    example = made.pop("example")
    return {**made, "missing": missing, "example": example}
