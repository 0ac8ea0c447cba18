"""What a draft has left to a person: texts that begin with WRITE THIS.

A declaration that still holds one is a **draft**. It is trained like any other, so that its figures
can be looked at, but its versions answer nobody but operators: whom the rows speak for, and what
they cannot say, nobody has written yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# A text that begins so is for a person to write.
PLACEHOLDER = "WRITE THIS"


def unwritten(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Each such text of a document: where it stands, and what it asks for ("" where nothing)."""
    if isinstance(value, dict):
        for word, inner in value.items():
            yield from unwritten(inner, f"{pointer}/{word}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from unwritten(inner, f"{pointer}/{place}")
    elif isinstance(value, str) and value.startswith(PLACEHOLDER):
        yield pointer, value.removeprefix(PLACEHOLDER).removeprefix(":").strip()
