"""Records of trainings as Redis and the volume of records tell them, together.

Redis knows what waits and runs, and most of what is over. The volume knows how everything has ended
that a trainer knew of; after a Redis that has lost everything it alone knows, also of what still
runs. What is over stays as it ended: there the volume is believed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from redis import Redis

from bellwether_contract.jobs import JobRecord
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage.kept_records import Kept, KeptRecords

log = logging.getLogger(__name__)

T = TypeVar("T")


class AllRecords:
    """The records in Redis, and those on the volume in ``folder``; None: there is no volume."""

    def __init__(self, redis: Redis, folder: Path | None) -> None:
        self._kept = KeptRecords(folder) if folder is not None else None
        self._complained = False
        self.ledger = JobLedger(redis, last=lambda: self._asked(lambda kept: kept.last(), 0))

    def look(self) -> None:
        """Read what was added to the volume, so that no request has to wait for it."""
        self._asked(lambda kept: kept.look(), None)

    def get(self, job: str) -> JobRecord | None:
        """The record of a training, None where nobody knows it; raises what Redis does."""
        return next(iter(self.several([job])), None)

    def several(self, ids: Sequence[str]) -> list[JobRecord]:
        """The records of these trainings, of those that somebody knows."""
        told = {record.id: record for record in self.ledger.several(ids)}
        for job in ids:
            known = told.get(job)
            if known is not None and (known.over or not self._ended(job)):
                continue
            kept = self._of_volume(job)
            if kept is not None and (known is None or kept.record.over):
                told[job] = kept.record
        return [told[job] for job in ids if job in told]

    def recent(self, limit: int, predictor: str | None = None) -> list[JobRecord]:
        """The newest ``limit`` records, in the order of asking; of one predictor where it is named.

        Of the predictor's as many as are among the newest in Redis, and ``limit`` of the volume's.
        """
        nothing: list[tuple[int, str]] = []
        places = {job: place for place, job in self.ledger.newest(limit)}
        kept = self._asked(lambda kept: kept.newest(limit, predictor), nothing)
        places |= {job: place for place, job in kept}
        for note in self._notes():
            places.setdefault(note.record.id, note.sequence)
        newest = sorted(places, key=lambda job: (places[job], job), reverse=True)
        if predictor is None:
            return self.several(newest[:limit])
        found = [each for each in self.several(newest) if each.predictor == predictor]
        return found[:limit]

    def running_unknown_to_redis(self) -> list[JobRecord]:
        """The trainings that go on although Redis has forgotten them."""
        running = {
            note.record.id: note.record for note in self._notes() if note.record.status == "running"
        }
        for record in self.ledger.several(list(running)):
            del running[record.id]
        return list(running.values())

    def asked(self, key: str) -> Kept | None:
        """What the request with a key, of which this is the digest, has asked for."""
        return self._asked(lambda kept: kept.asked(key), None)

    def _ended(self, job: str) -> bool:
        return self._asked(lambda kept: kept.ended(job), False)

    def _of_volume(self, job: str) -> Kept | None:
        return self._asked(lambda kept: kept.get(job), None)

    def _notes(self) -> list[Kept]:
        nothing: list[Kept] = []
        return self._asked(lambda kept: kept.notes(), nothing)

    def _asked(self, what: Callable[[KeptRecords], T], otherwise: T) -> T:
        """What the volume says; ``otherwise`` where it cannot be read, which is told once."""
        if self._kept is not None:
            try:
                found = what(self._kept)
            except OSError as error:
                if not self._complained:
                    log.warning("The records volume cannot be read: %s", error.strerror)
                self._complained = True
            else:
                self._complained = False
                return found
        return otherwise
