"""The audit log on disk: who did what through the API, a line each, chained, append-only.

One file on the champions' volume, written under a lock by every process of the API. What trainings
publish stands in the histories beside it, which are chained alike.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bellwether_contract.storage import chain, chained_file, locks
from bellwether_contract.storage.chain import Checked

FILE = "audit.jsonl"
LOCK = ".audit.lock"
MODE = 0o640

# The last lines of a file begin within so many bytes of its end: none is nearly as long.
TAIL_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: when (ISO 8601), by whom in which role, and what it changed.

    ``key`` is the id of a named key, None for the operator's key. ``subject`` is what it was done
    to, such as a version. ``request`` is the id under which the API's log knows it.
    """

    at: str
    who: str
    role: str
    key: str | None
    action: str
    predictor: str | None = None
    subject: str | None = None
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    request: str | None = None


class AuditLog:
    """The log in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock_path = folder / LOCK

    def require_writable(self) -> None:
        """Raise OSError where an entry could not be written."""
        os.close(chained_file.opened(self._path, MODE))

    def append(self, entry: Entry) -> str:
        """Write an entry, down to the disk; returns the hash that the chain ends with.

        Raises LockHeld, OSError.
        """
        with locks.held(self._lock_path, f"{FILE} on the champions volume"):
            return chained_file.append(self._path, asdict(entry), mode=MODE, within=TAIL_BYTES)

    def entries(self) -> list[Entry]:
        """All of them, newest first; raises OSError."""
        found = []
        for line in reversed(self._content().splitlines()):
            # Only a writer killed in the middle of a line leaves one that does not parse.
            with suppress(ValueError, TypeError, AttributeError):
                document = json.loads(line)
                known = {name: document[name] for name in Entry.__slots__ if name in document}
                found.append(Entry(**known))
        return found

    def check(self, head: str | None = None) -> Checked:
        """What the chain says; with a ``head`` that was kept elsewhere, whether it is still there.

        Raises OSError.
        """
        content = self._content()
        found = chain.check(content)
        if head is not None and f'"sha256": "{head}"}}'.encode() not in content:
            return found.with_fault(
                "the entry whose hash was kept elsewhere is not there: entries were taken from the "
                "end, or all was written anew"
            )
        return found

    def _content(self) -> bytes:
        with suppress(FileNotFoundError):
            return self._path.read_bytes()
        return b""
