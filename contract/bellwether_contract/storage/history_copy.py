"""This host's copy of a history that a bucket keeps: it grows line by line, and may be removed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from bellwether_contract.storage import chain, chained_file, durable, history
from bellwether_contract.storage.history import PROMOTIONS, Event
from bellwether_contract.storage.origin import TAIL_BYTES, OriginAway


class HistoryCopy:
    """The copy in ``path``; whoever calls holds the predictor's lock on this host.

    ``promoted`` is the number of the last line by which a version became champion, 0: there is
    none; and the pointer that it makes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # As it was left: another process of this host may have added to it since.
        self._lines = self._bytes = 0
        self.promoted: tuple[int, Mapping[str, str]] = (0, {})

    def length(self) -> int:
        """How many lines there are; what a killed process has half written goes."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size < self._bytes:
            self._lines = self._bytes = 0
            self.promoted = (0, {})
        if size > self._bytes:
            with self._path.open("rb") as file:
                file.seek(self._bytes)
                content = file.read()
            whole = content.rfind(b"\n") + 1
            if whole < len(content):
                os.truncate(self._path, self._bytes + whole)
            self._note(content[:whole].splitlines(keepends=True))
        return self._lines

    def next_line(self, document: Mapping[str, object]) -> bytes:
        """The line for ``document`` that would follow."""
        return chain.line(document, after=chained_file.chained_before(self._path, TAIL_BYTES))

    def add(self, lines: list[bytes]) -> list[Event]:
        """Add lines; returns what they tell. Raises OriginAway where one is none."""
        if any(line.count(b"\n") != 1 or not line.endswith(b"\n") for line in lines):
            raise OriginAway("what the object store has of a history is no line of it")
        self.length()
        descriptor = chained_file.opened(self._path, 0o644)
        try:
            durable.write_all(descriptor, b"".join(lines))
        finally:
            os.close(descriptor)
        return self._note(lines)

    def _note(self, lines: Iterable[bytes]) -> list[Event]:
        events = []
        for line in lines:
            self._lines += 1
            self._bytes += len(line)
            with suppress(ValueError, TypeError, AttributeError):
                events.append(event := history.event(json.loads(line)))
                if event.event in PROMOTIONS:
                    pointer = {"version": event.version, "since": event.at, "by": event.by}
                    self.promoted = self._lines, {**pointer, "reason": event.reason}
        return events
