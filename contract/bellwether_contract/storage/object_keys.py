"""Under which keys a bucket has histories and pointers, and which line a pointer is from."""

from __future__ import annotations

import json
from contextlib import suppress

from bellwether_contract.storage.bucket import Found
from bellwether_contract.storage.origin import POINTER


def line_of(pointer: Found) -> int:
    """Of which line a pointer is; 0 of one that does not say so, as somebody has put it there."""
    with suppress(ValueError, KeyError, TypeError):
        return int(json.loads(pointer.content)["line"])
    return 0


def line_key(name: str, number: int) -> str:
    """Where a line of a history is."""
    return f"champions/{name}/history/{number:010d}"


def pointer_key(name: str) -> str:
    """Where a pointer is."""
    return f"champions/{name}/{POINTER}"
