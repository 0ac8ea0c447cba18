"""The chain of a history: each line carries the hash of what is before it, and its own.

A line that was changed, dropped, put in or moved no longer fits the next one, and the last line not
itself. Lines from before there was a chain stay readable; the first chained one vouches for them.
Who may write the file can write all of it anew: against that the hash of the last line, the
``head``, is kept elsewhere (the API logs it).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

# What a chained line ends with. ``previous`` is the SHA-256 of everything from the beginning of the
# last chained line, or of the file, to this one; ``sha256`` that of this line without that member.
_END = re.compile(rb', "previous": "([0-9a-f]{64})"(, "sha256": "([0-9a-f]{64})")\}')


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a history: ``lines`` in all, of which so many are ``unchained``.

    ``unchained`` are those from before there was a chain; ``faults`` are sentences. ``head`` is the
    hash of the last chained line, None where there is none.
    """

    lines: int
    unchained: int
    head: str | None
    faults: tuple[str, ...]

    def with_fault(self, fault: str) -> Checked:
        """The same, and one fault more."""
        return replace(self, faults=(*self.faults, fault))


def line(document: Mapping[str, Any], *, after: bytes) -> bytes:
    """The line for ``document``, its end included, that follows ``after`` all other lines."""
    previous = _sha256(after[_last_chained(after) :])
    text = json.dumps({**document, "previous": previous}).encode()
    return text[:-1] + f', "sha256": "{_sha256(text)}"}}\n'.encode()


def check(content: bytes) -> Checked:
    """Whether every line of a history fits the one before it, and itself."""
    lines = content.splitlines(keepends=True)
    faults: list[str] = []
    unchained, head = 0, None
    here = begin = 0
    for number, raw in enumerate(lines, 1):
        text = raw.removesuffix(b"\n")
        if end := _end(text):
            if end[1].decode() != _sha256(content[begin:here]):
                faults.append(
                    f"line {number} does not follow what is before it: a line was changed, taken "
                    "out, put in or moved there"
                )
            head = _sha256(text[: end.start(2)] + b"}")
            if end[3].decode() != head:
                faults.append(f"line {number} was changed")
            begin = here
        elif head is None:
            unchained += 1
        elif _is_json(text):
            faults.append(f"line {number} is not chained: an older release or somebody wrote it")
        elif number == len(lines) and (raw != text or _END.search(text)):
            # What a killed writer leaves is a beginning, and ends the file or has the next line
            # vouch for it.
            faults.append(f"line {number} cannot be read")
        here += len(raw)
    return Checked(len(lines), unchained, head, tuple(faults))


def has_chained(content: bytes) -> bool:
    """Whether one of these lines is chained."""
    return any(_end(raw.removesuffix(b"\n")) for raw in content.splitlines(keepends=True))


def _last_chained(content: bytes) -> int:
    """Where the last chained line begins; 0 where there is none."""
    here = begin = 0
    for raw in content.splitlines(keepends=True):
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
