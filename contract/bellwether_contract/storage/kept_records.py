"""Records of trainings that are kept for good, on a volume of their own.

Redis is what moves jobs, and may lose everything. Each training that is over is a chained line in a
file a month here; one that waits or runs is a file in ``open``. The trainer writes
(``keeping.py``), the API reads. Lines are found by an index in memory, which grows with what is
added: to look for news is a few calls of ``stat``.
"""

from __future__ import annotations

import json
import threading
from bisect import insort
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bellwether_contract.jobs import JobRecord
from bellwether_contract.record_hash import UnreadableRecord, from_hash, to_hash
from bellwether_contract.storage.months import Following, Line, Months

NAME = "records"
OPEN = "open"
NOTE = ".json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A training's record, and its place in the order in which trainings were asked for.

    ``asked`` is the key of the request that asked for it, and its body, as digests; None: it came
    without a key.
    """

    record: JobRecord
    sequence: int
    asked: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    offset: int
    length: int
    predictor: str


class KeptRecords:
    """The records on the volume in ``folder``; where there is no volume, there are none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.months = Months(folder, NAME)
        self._following = Following(self.months)
        self._reading = threading.RLock()
        self._forget()

    def look(self) -> None:
        """Read what was added; whoever asks does so too, and finds nothing new then."""
        with self._reading:
            self._now()

    def get(self, job: str) -> Kept | None:
        """What is kept of a training: how it ended, or how it stands; raises OSError."""
        with self._reading:
            place = self._now().get(job)
        found = self._read(place) if place is not None else None
        return found or self.note(job)

    def ended(self, job: str) -> bool:
        """Whether it is kept how a training has ended; raises OSError."""
        with self._reading:
            return job in self._now()

    def newest(self, limit: int, predictor: str | None = None) -> list[tuple[int, str]]:
        """The newest trainings that are over, each with its place in the order, newest first.

        Raises OSError.
        """
        with self._reading:
            places = self._now()
            found = []
            for sequence, job in reversed(self._order):
                if predictor in (None, places[job].predictor):
                    found.append((sequence, job))
                    if len(found) == limit:
                        break
            return found

    def last(self) -> int:
        """The place of the newest training in the order of all; 0: there is none."""
        with self._reading:
            self._now()
            newest = self._order[-1][0] if self._order else 0
        return max([newest, *(note.sequence for note in self.notes())])

    def asked(self, key: str) -> Kept | None:
        """What the request with this key, a digest, has asked for; raises OSError."""
        with self._reading:
            self._now()
            job = self._asked.get(key)
        if job is not None:
            return self.get(job)
        return next((note for note in self.notes() if note.asked and note.asked[0] == key), None)

    def notes(self) -> list[Kept]:
        """What waits or runs, as far as it can be read."""
        try:
            names = sorted(path.stem for path in (self.folder / OPEN).glob(f"*{NOTE}"))
        except OSError:
            return []
        return [note for job in names if (note := self.note(job)) is not None]

    def note(self, job: str) -> Kept | None:
        """What is noted of a training that is not over; None where there is nothing to read."""
        with suppress(OSError, ValueError, UnreadableRecord):
            found = parsed((self.folder / OPEN / f"{job}{NOTE}").read_bytes())
            return found if found.record.id == job else None
        return None

    def _now(self) -> Mapping[str, _Place]:
        """Where each training that is over lies, after a look for what was added."""
        with suppress(FileNotFoundError):
            if not self._following.follow(self._take):
                self._forget()
                self._following.follow(self._take)
        return self._places

    def _forget(self) -> None:
        self._places: dict[str, _Place] = {}
        self._order: list[tuple[int, str]] = []
        self._asked: dict[str, str] = {}

    def _take(self, line: Line) -> None:
        # A writer killed in the middle of a line leaves one that cannot be read.
        with suppress(ValueError, UnreadableRecord):
            found = parsed(line.raw)
            job = found.record.id
            # What is over stays as it ended.
            if job in self._places or not found.record.over:
                return
            length = len(line.raw)
            self._places[job] = _Place(line.file, line.offset, length, found.record.predictor)
            insort(self._order, (found.sequence, job))
            if found.asked is not None:
                self._asked[found.asked[0]] = job

    def _read(self, place: _Place) -> Kept | None:
        with suppress(FileNotFoundError, ValueError, UnreadableRecord):
            return parsed(self.months.line(place.file, place.offset, place.length))
        return None


def parsed(text: bytes) -> Kept:
    """A record as it was written; raises ValueError and UnreadableRecord."""
    try:
        document = json.loads(text)
        members = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in document["record"].items()
        }
        asked = document.get("asked")
        if asked is not None:
            key, body = map(str, asked)
            asked = key, body
        return Kept(_record(members), int(document["sequence"]), asked)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no record") from error


def written(kept: Kept) -> dict[str, Any]:
    """A record as it is written."""
    return {
        "record": asdict(kept.record),
        "sequence": kept.sequence,
        "asked": list(kept.asked) if kept.asked is not None else None,
    }


def _record(members: Mapping[str, Any]) -> JobRecord:
    """Of what a later release may have written what is known here."""
    known = {name: members[name] for name in JobRecord.__slots__ if name in members}
    return from_hash(to_hash(known))
