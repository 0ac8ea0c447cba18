"""What Redis knows of trainings, kept on the volume of records; and what it has forgotten, told.

The worker of trainings looks again and again. A training keeps its own record while it runs; here
is kept what others have ended (who cancels one that waits, who closes one that was lost), what an
earlier release has left in Redis, and what found no room before.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from redis import Redis
from rq.job import Job

from bellwether_contract.clock import now
from bellwether_contract.jobs import RECORDS_AT_LEAST
from bellwether_contract.known_records import UNKEPT_KEY
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_contract.storage.kept_records import Kept
from bellwether_trainer.worker.kept_ledger import FAULTS, last_of, read, told

# What is told of a training of which Redis has forgotten everything, and that nobody runs.
FORGOTTEN = (
    "The queue has lost everything it held, this job too, and nobody works on it. Start a new "
    "retraining."
)

log = logging.getLogger(__name__)


class RecordKeeping:
    """Looks after the records of all trainings."""

    def __init__(self, redis: Redis, volume: RecordVolume) -> None:
        self._redis = redis
        self._volume = volume
        self._ledger = JobLedger(redis, last=lambda: last_of(volume))
        # The first look takes all that there are.
        self._looked_through = 0
        self._unkept = 0

    def run(self) -> None:
        """Look once, and note how much could not be kept; raises what Redis does."""
        faults = 0
        fault: Exception | None = None
        for kept in self._to_keep():
            try:
                if kept.record.over:
                    self._volume.keep(kept)
                elif kept.record.status == "queued":
                    self._volume.write_first_note(kept)
            except FAULTS as error:
                faults, fault = faults + kept.record.over, error
        for kept in self._volume.notes():
            try:
                self._closed(kept)
            except FAULTS as error:
                faults, fault = faults + 1, error
        if fault is None:
            self._looked_through = RECORDS_AT_LEAST
        self._tell(faults, fault)

    def _to_keep(self) -> list[Kept]:
        """The records in Redis of which it is not kept how they ended."""
        try:
            ids = [
                job
                for _, job in self._ledger.newest(self._looked_through)
                if not self._volume.ended(job)
            ]
        except OSError as error:
            self._tell(self._unkept, error)
            return []
        records = self._ledger.several(ids)
        return [read(self._ledger, self._redis, self._volume, record) for record in records]

    def _closed(self, noted: Kept) -> None:
        """Keep as failed what Redis has forgotten, where nobody runs it; raises FAULTS."""
        job = noted.record.id
        if self._volume.ended(job):
            self._volume.keep(noted)
            return
        known = self._ledger.get(job) is not None or self._redis.exists(Job.key_for(job))
        if known or self._volume.runs(job):
            return
        log.warning("%s: Redis has forgotten it, and nobody works on it: it failed", job)
        ended = replace(noted.record, status="failed", error=FORGOTTEN, ended_at=now())
        self._volume.keep(replace(noted, record=ended))

    def _tell(self, faults: int, fault: Exception | None) -> None:
        if faults and not self._unkept:
            log.warning(
                "%d records cannot be kept on the records volume (%s); Redis has them, and they "
                "are kept once there is room",
                faults,
                told(fault) if fault is not None else "",
            )
        if faults or self._unkept:
            self._redis.set(UNKEPT_KEY, faults)
        if self._unkept and not faults:
            log.info("All records are kept again")
        self._unkept = faults
