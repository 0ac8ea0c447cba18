"""Did you mean ...? The known name that a misspelt one stands for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from bellwether_contract.errors import FAULTS_LISTED

# A comparison grows with the square of the lengths. Nobody misspells by more than this.
LONGEST = 40
# Between 0 and 1, of difflib: a letter more or less in a word of four is 0.86.
ALIKE = 0.75

# So many names of one document are compared: others are counted, not listed.
COMPARED = FAULTS_LISTED


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that is written like ``name``, or nearly; None where none is."""
    if len(name) > LONGEST:
        return None
    plain = {_plain(each): each for each in known}
    given = _plain(name)
    if given in plain:
        return plain[given]
    found = difflib.get_close_matches(given, plain, n=1, cutoff=ALIKE)
    return plain[found[0]] if found else None


def hint(name: str, known: Iterable[str]) -> str:
    """What is added to a sentence that ``name`` is not known: a question, or nothing."""
    meant = nearest(name, known)
    return "" if meant is None else f"; did you mean {meant}?"


def _plain(name: str) -> str:
    return "".join(each for each in name.casefold() if each not in " _-.")
