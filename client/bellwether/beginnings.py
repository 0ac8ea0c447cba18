"""Long names by their beginning, as people type them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bellwether.errors import Conflict, NotFound

Item = TypeVar("Item")


def only(items: Sequence[Item], beginning: str, what: str, name: Callable[[Item], str]) -> Item:
    """The one of ``items`` whose name has this ``beginning``; raises NotFound or Conflict."""
    found = [each for each in items if name(each).startswith(beginning)]
    if not found:
        raise NotFound(f"There is no {what} whose name begins with {beginning}")
    if len(found) > 1:
        raise Conflict(f"{len(found)} begin with {beginning}; give more of the name")
    return found[0]
