"""Where versions, histories and pointers are kept for good: the seam below the store.

The store reads directories, whoever keeps them: a version's files, a history's lines, the pointer.
Where a volume is shared, those directories are all there is (``volume.py``). Where a bucket keeps
them, they are this host's copies of it (``objects.py``). An origin is asked for what differs: to
look for news, to take turns, to write, and to have a version's files here.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.locks import OnWait

# What both call the files of a predictor beside its versions.
POINTER = "champion.json"
HISTORY = "history.jsonl"
LOCK = ".lock"

# The last chained line of a history begins within so many bytes of its end, or all of it is read.
TAIL_BYTES = 1 << 18


class Overtaken(BellwetherError):
    """Another host has decided first: what is to be done has to be decided anew."""

    permanent = False


class OriginAway(BellwetherError, OSError):
    """What keeps the versions does not answer, or has refused; it may be over at any time."""

    permanent = False

    def __init__(self, why: str) -> None:
        OSError.__init__(self, errno.EIO, why)

    def __str__(self) -> str:
        return str(self.strerror)


class Origin(Protocol):
    """What keeps the versions of a store. All of it raises OSError."""

    def refresh(self) -> None:
        """Look for what others have done since the last time."""

    def catch_up(self, name: str) -> None:
        """Know all that was decided of a predictor until now."""

    def turn(self, name: str, on_wait: OnWait | None) -> AbstractContextManager[None]:
        """To decide something of a predictor, knowing all that was decided until now.

        Nobody else on this host decides meanwhile. Raises LockHeld, VolumeFull.
        """

    def append(self, name: str, document: Mapping[str, Any]) -> None:
        """Write a line of the history, in one's turn; raises Overtaken where it is not any more."""

    def point(self, name: str, champion: Mapping[str, str], line: Mapping[str, Any] | None) -> None:
        """Write a ``line`` of the history, then move the pointer; raises what ``append`` raises."""

    def there(self, name: str, known: Collection[str]) -> set[str]:
        """What lies among the versions, whole or not; of the ``known`` ones a history tells."""

    def lies(self, name: str, version: str) -> bool:
        """Whether a version is there."""

    def fetch(self, name: str, version: str) -> bool:
        """Have a version's files in their directory; False: there is no such version.

        Raises RefusedBundle where they are not those of its manifest.
        """

    def size(self, name: str, version: str) -> int:
        """How many bytes a version's files have."""

    def add(
        self, name: str, version: str, files: Mapping[str, bytes], signature: bytes | None
    ) -> None:
        """Write a version, which appears whole and signed or not at all; raises StoreConflict."""

    def take_in(self, name: str, unpacked: Path) -> None:
        """Have a version appear that lies ``unpacked`` beside the versions' directories."""

    def take_away(self, name: str, version: str) -> None:
        """Take a version out of sight in one step, then delete what it was."""

    def tidy(self, name: str, known: Collection[str], collected: Collection[str]) -> None:
        """Finish what killed writers and removals have left, in one's turn."""
