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
from bellwether_contract.coded import coded
from bellwether_contract.jobs import RECORDS_AT_LEAST, JobRecord
from bellwether_contract.known_records import UNKEPT_KEY
from bellwether_contract.ledger import JobLedger
from bellwether_contract.record_hash import with_their_codes
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_contract.storage.kept_records import Kept
from bellwether_trainer.worker.kept_ledger import FAULTS, in_words, last_of, read

# What is told of a training of which Redis has forgotten everything, and that nobody runs.
FORGOTTEN = coded(
    "The queue has lost everything it held, this job too, and nobody works on it. Start a new "
    "retraining.",
    "queue_lost",
)

# So many are kept at one look: each is written down to the disk, and a heartbeat comes in between.
AT_ONCE = 50

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
        self._fault: Exception | None = None

    def run(self) -> None:
        """Look once, and note how much could not be kept; raises what Redis does."""
        unkept, fault = 0, None
        try:
            ended, waiting = self._of_redis()
            unkept = len(ended)
            for record in ended[:AT_ONCE]:
                self._volume.keep(self._whole(record))
                unkept -= 1
            for record in waiting:
                self._volume.write_first_note(self._whole(record))
            for kept in self._volume.notes():
                self._closed(kept)
            if unkept == 0:
                self._looked_through = RECORDS_AT_LEAST
        except FAULTS as error:
            # What comes after it would meet the same, and somebody waits for a heartbeat.
            fault = error
        self._tell(unkept if fault is not None else 0, fault)

    def _of_redis(self) -> tuple[list[JobRecord], list[JobRecord]]:
        """Of what is not kept: what is over, oldest first, and what waits. Raises FAULTS."""
        found = self._ledger.newest(self._looked_through)
        records = self._ledger.several([job for _, job in found if not self._volume.ended(job)])
        ended = [record for record in reversed(records) if record.over]
        return ended, [record for record in records if record.status == "queued"]

    def _whole(self, record: JobRecord) -> Kept:
        return read(self._ledger, self._redis, self._volume, record)

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
        members = {"status": "failed", "error": FORGOTTEN, "ended_at": now()}
        ended = replace(noted.record, **with_their_codes(members))
        self._volume.keep(replace(noted, record=ended))

    def _tell(self, unkept: int, fault: Exception | None) -> None:
        if fault is not None and self._fault is None:
            log.warning(
                "Records cannot be kept on the records volume (%s): %d wait in Redis, and are kept "
                "once there is room",
                in_words(fault),
                unkept,
            )
        if fault is None and self._fault is not None:
            log.info("Records are kept again")
        if unkept or self._unkept:
            self._redis.set(UNKEPT_KEY, unkept)
        self._unkept, self._fault = unkept, fault
