"""What is wrong with a declaration, and what to do, for somebody who writes one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from pydantic_core import ErrorDetails


def pointer(place: tuple[int | str, ...]) -> str:
    """Where a fault stands in the file: pydantic names a field's type between place and word."""
    if len(place) > 2 and place[0] == "fields":
        place = (*place[:2], *place[3:])
    return "".join(f"/{part}" for part in place)


def in_words(entry: ErrorDetails, words: Sequence[str]) -> str:
    """What is wrong and what to do; ``words`` are all that a declaration may hold."""
    kind, value = entry["type"], entry["input"]
    # YAML's oldest trap: Yes, No, On and Off are truths unless they are quoted.
    quote = '; YAML reads Yes, No, On and Off as true and false: quote them, "No"'
    hint = quote if isinstance(value, bool) else ""
    match kind:
        case "extra_forbidden":
            typed = str(entry["loc"][-1])
            close = difflib.get_close_matches(typed, words, n=1)
            return "is no word of a declaration" + (f"; do you mean {close[0]}?" if close else "")
        case "missing":
            return "is required"
        case "tuple_type":
            return "must be a list, each entry on a line that begins with a hyphen"
        case "string_type":
            return f"must be text{hint or ': put it into quotes'}"
        case "model_type" | "dict_type":
            return f"must be text or a mapping of words{hint}"
        case "value_error":
            return str(entry["ctx"]["error"])
        case "union_tag_invalid" | "union_tag_not_found":
            return "needs a type: number, integer, category or boolean"
    message = entry["msg"]
    return message[:1].lower() + message[1:] + hint
