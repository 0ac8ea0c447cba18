"""Whether bytes that are no UTF-8 are clearly Windows-1252, in which Excel saves "CSV".

Any bytes but five are some text of it, and most of these texts are another encoding misread. So it
is taken only where it looks as Western languages do: single letters with an accent among plain ones
("Größe", "créatinine"), and signs such as a degree or a dash.
"""

from __future__ import annotations

import re

# A letter with an accent beside another is rare, and three are never: "Âîçðàñò" was Cyrillic.
_MOST_TOGETHER = 2

# Letters that are none without an accent, in the languages of Windows-1252. Icelandic ones and "ÿ"
# are left out: a byte order mark that is misread has them.
_ACCENTED = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžµªº"
_LETTERS = frozenset(_ACCENTED) | frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ")
# Between two letters a sign is a letter of another encoding, but for apostrophes and dashes.
_SIGNS = frozenset("°±²³¹¼½¾·×÷–—‘’“”„‚…€£§®©™«»‹›•†‡‰¿¡¢´¨¸ ¬­¶")

_MISREAD = re.compile(r"[^\W\d_]([^\w\x00-\x7f’‘´–—·×\xad]|[¹²³])[^\W\d_]")

_WORD = re.compile(r"[^\W\d_]+")

# What two bytes of UTF-8 look like: they are no Windows-1252.
_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]")


def is_clear(text: bytes) -> bool:
    """Whether ``text``, which is no UTF-8, is clearly Windows-1252."""
    if _UTF8.search(text):
        return False
    try:
        said = text.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if any(ord(sign) > 127 and sign not in _LETTERS | _SIGNS for sign in set(said)):
        return False
    if _MISREAD.search(said):
        return False
    words = [word for word in _WORD.findall(said) if not word.isascii()]
    accented = sum(1 for word in words for letter in word if letter in _LETTERS)
    together = max((len(run) for run in _runs(words)), default=0)
    return together <= _MOST_TOGETHER and 2 * accented <= sum(map(len, words))


def example(text: bytes) -> str:
    """The first word with an accent or sign of a clear ``text``: a person sees it misread."""
    found = re.search(r"[^\s,;\"]*[^\x00-\x7f][^\s,;\"]*", text.decode("cp1252"))
    return found[0][:20] if found is not None else ""


def _runs(words: list[str]) -> list[str]:
    return [run for word in words for run in re.findall(f"[{''.join(sorted(_LETTERS))}]+", word)]
