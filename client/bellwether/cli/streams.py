"""Standard output and error as they are: any code page, a file, or a pipe whose reader leaves."""

from __future__ import annotations

import codecs
import os
import stat
import sys
import unicodedata
from typing import IO

LEGIBLE = "bellwether.legible"

# What a code page may lack, and how it was written before there was Unicode.
_INSTEAD = {
    **dict.fromkeys("‐‑‒–—―−─━═╌╴╶", "-"),
    **dict.fromkeys("│┃║▏▎", "|"),
    **dict.fromkeys("█▇▆▅▄▌▐■▓▒░", "#"),
    **dict.fromkeys("•·∙◦", "*"),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″«»", '"'),
    "…": "...",
    "×": "x",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "±": "+/-",
    "→": "->",
    "←": "<-",
    "✓": "v",
    "✗": "x",
    "µ": "u",
    "μ": "u",
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
}


def prepare() -> None:
    """Let both take every character: what one cannot show is written in letters that it has.

    A file is UTF-8, where nobody has set another encoding: Windows would take its code page.
    """
    codecs.register_error(LEGIBLE, _legible)
    chosen = os.environ.get("PYTHONIOENCODING")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = "utf-8" if not chosen and _is_file(stream) else None
            stream.reconfigure(encoding=encoding, errors=LEGIBLE)


def release() -> None:
    """Write what is still to be written; a reader that has left is no fault, then or now."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            forget(stream)


def forget(stream: IO[str]) -> None:
    """Send to nowhere what follows, or the end of the program would complain once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def holds_unicode(encoding: str) -> bool:
    """Whether an encoding has every character."""
    return encoding.lower().startswith("utf")


def _is_file(stream: IO[str]) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _legible(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    """A character in ASCII: é is e, ² is 2; what has no likeness is a question mark."""
    instead = _INSTEAD.get(character)
    if instead is None:
        parts = unicodedata.normalize("NFKD", character)
        instead = "".join(each for each in parts if each.isascii())
    return instead or "?"
