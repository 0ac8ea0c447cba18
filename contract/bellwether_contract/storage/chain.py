"""The chain of a history: each line carries the hash of what is before it, and its own.

A line that was changed, dropped, put in or moved no longer fits the next one, and the last line not
itself. Lines from before there was a chain stay readable; the first chained one vouches for them.
Who may write the file can write all of it anew: against that the hash of the last line, the
``head``, is kept elsewhere (the API logs it).
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

# What a chained line ends with. ``previous`` is the SHA-256 of everything from the beginning of the
# last chained line, or of the file, to this one; ``sha256`` that of this line without that member.
_END = re.compile(rb', "previous": "([0-9a-f]{64})"(, "sha256": "([0-9a-f]{64})")\}')

# So many faults are told one by one.
FAULTS = 100

_DOES_NOT_FOLLOW = (
    "does not follow what is before it: a line was changed, taken out, put in or moved there"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a history: ``lines`` in all, of which so many are ``unchained``.

    ``unchained`` are those from before there was a chain; ``faults`` are sentences. ``head`` is the
    hash of the last chained line, None where there is none. ``altered`` says that a line is another
    one than was written, or is not there: of what it told nothing is known. One that an older
    release has written is a fault, and tells all the same.
    """

    lines: int
    unchained: int
    head: str | None
    faults: tuple[str, ...]
    altered: bool = False

    def with_fault(self, fault: str) -> Checked:
        """The same, and one fault more."""
        return replace(self, faults=(*self.faults, fault), altered=True)


def line(document: Mapping[str, Any], *, after: bytes) -> bytes:
    """The line for ``document``, its end included, that follows ``after`` all other lines."""
    previous = _sha256(after[_last_chained(after) :])
    text = json.dumps({**document, "previous": previous}).encode()
    return text[:-1] + f', "sha256": "{_sha256(text)}"}}\n'.encode()


def check(content: bytes) -> Checked:
    """Whether every line of a history fits the one before it, and itself."""
    reading = Reading()
    for raw in io.BytesIO(content):
        reading.take(raw)
    return reading.found()


class Reading:
    """Takes a chain line by line, oldest first, and needs the memory of one.

    Several files may hold a chain, one after another. ``begins_after`` is what the first chained
    line says of lines before it that are not here, None where it is the first of all; whether they
    were taken away by right is for the reader to say.
    """

    def __init__(self) -> None:
        self.lines = self.unchained = 0
        self.head: str | None = None
        self.begins_after: str | None = None
        self._faults: list[str] = []
        self._more = 0
        self._altered = False
        # What is from the beginning of the last chained line on.
        self._since = hashlib.sha256()
        self._unread = False

    def take(self, raw: bytes) -> None:
        """Take the next line, its end included."""
        self.lines += 1
        self._unread = False
        text = raw.removesuffix(b"\n")
        if end := _end(text):
            self._chained(text, end)
            self._since = hashlib.sha256(raw)
            return
        if self.head is None:
            self.unchained += 1
        elif _is_json(text):
            self._fault(f"line {self.lines} is not chained: an older release or somebody wrote it")
        else:
            # What a killed writer leaves is a beginning, and ends the file or has the next line
            # vouch for it.
            self._unread = raw != text or _END.search(text) is not None
        self._since.update(raw)

    def found(self, removed: Collection[str] = ()) -> Checked:
        """What was found until now; what ``begins_after`` names may be one of ``removed``."""
        faults = list(self._faults)
        unknown = self.begins_after is not None and self.begins_after not in removed
        if unknown:
            faults.insert(0, f"line {self.unchained + 1} {_DOES_NOT_FOLLOW}")
        if self._more:
            faults.append(f"and {self._more} lines more")
        if self._unread:
            faults.append(f"line {self.lines} cannot be read")
        altered = self._altered or unknown or self._unread
        return Checked(self.lines, self.unchained, self.head, tuple(faults), altered)

    def _chained(self, text: bytes, end: re.Match[bytes]) -> None:
        previous = end[1].decode()
        if previous != self._since.hexdigest():
            if self.head is None:
                self.begins_after = previous
            else:
                self._fault(f"line {self.lines} {_DOES_NOT_FOLLOW}", altered=True)
        self.head = _sha256(text[: end.start(2)] + b"}")
        if end[3].decode() != self.head:
            self._fault(f"line {self.lines} was changed", altered=True)

    def _fault(self, words: str, *, altered: bool = False) -> None:
        self._altered |= altered
        if len(self._faults) < FAULTS:
            self._faults.append(words)
        else:
            self._more += 1


def has_chained(content: bytes) -> bool:
    """Whether a chained line is in it."""
    return any(_end(raw.removesuffix(b"\n")) for raw in io.BytesIO(content))


def _last_chained(content: bytes) -> int:
    """Where the last chained line begins; 0 where there is none."""
    here = begin = 0
    for raw in io.BytesIO(content):
        if _end(raw.removesuffix(b"\n")):
            begin = here
        here += len(raw)
    return begin


def _end(text: bytes) -> re.Match[bytes] | None:
    found = _END.search(text)
    return found if found is not None and found.end() == len(text) else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
