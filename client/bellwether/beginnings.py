"""Long names by their beginning, as people type them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bellwether.errors import Conflict, NotFound

Item = TypeVar("Item")

# So many of those that may be meant are named.
LISTED = 5


def only(items: Sequence[Item], beginning: str, what: str, name: Callable[[Item], str]) -> Item:
    """The one of ``items`` whose name has this ``beginning``; raises NotFound or Conflict."""
    found = [each for each in items if name(each).startswith(beginning)]
    found = [each for each in found if name(each) == beginning] or found
    if not found:
        raise NotFound(f"There is no {what} whose name begins with {beginning}")
    if len(found) > 1:
        listed = ", ".join(name(each) for each in found[:LISTED])
        more = ", ..." if len(found) > LISTED else ""
        raise Conflict(
            f"{len(found)} begin with {beginning}, give more of the name: {listed}{more}"
        )
    return found[0]
