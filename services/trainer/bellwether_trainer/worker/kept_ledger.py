"""The record of the training that runs, in Redis and on the volume of records.

A Redis that loses everything takes nothing from it: the training goes on, and the volume tells how
it stands and how it ended. A volume that takes nothing stops no training either; Redis has the
record then, and whoever looks after jobs keeps it once there is room (``record_keeping.py``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from redis import Redis

from bellwether_contract.jobs import OVER, JobRecord, Status, record_key
from bellwether_contract.ledger import Holder, JobLedger
from bellwether_contract.record_hash import ASKED, text, with_their_codes
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_contract.storage.kept_records import Kept
from bellwether_contract.storage.locks import LockHeld

log = logging.getLogger(__name__)

# How a training stands is noted at each stage, and so often within one.
NOTED_SECONDS = 1.0

# What a volume raises.
FAULTS = (OSError, LockHeld)


class KeptLedger(JobLedger):
    """A ledger through which one training changes its own record, and keeps it."""

    def __init__(self, redis: Redis, holder: Holder | None, volume: RecordVolume) -> None:
        super().__init__(redis, holder, last=lambda: last_of(volume))
        self._line = redis
        self._volume = volume
        self._kept: Kept | None = None
        self._noted = 0.0
        self._complained = False

    @contextmanager
    def running(self, record: JobRecord) -> Iterator[None]:
        """Keep this record from now on, and say that this process runs its training."""
        self._kept = read(self, self._line, self._volume, record)
        with ExitStack() as held:
            try:
                held.enter_context(self._volume.held(record.id))
            except OSError as error:
                self._complain(error)
            yield

    def _change(
        self,
        job: str,
        to: Status | None,
        allowed: Collection[Status],
        members: dict[str, Any],
        *,
        unless_cancelled: bool,
    ) -> bool:
        known = super()._change(job, to, allowed, members, unless_cancelled=unless_cancelled)
        kept = self._kept
        if kept is not None and kept.record.id == job and not kept.record.over:
            record = replace(kept.record, **with_their_codes(members))
            self._kept = replace(kept, record=record)
            if record.status in OVER:
                self._end(self._kept, known)
            else:
                self._note(self._kept, anew=(record.status, record.stage) != _where(kept))
        return known

    def _end(self, kept: Kept, known: bool) -> None:
        if not known:
            log.warning("%s: Redis has forgotten it while it ran", kept.record.id)
            # Told there as well, also where the volume takes nothing.
            self.add(kept.record)
        try:
            self._volume.keep(kept)
        except FAULTS as error:
            log.warning(
                "%s: its record cannot be kept on the records volume (%s); what it has made "
                "counts all the same",
                kept.record.id,
                in_words(error),
            )

    def _note(self, kept: Kept, *, anew: bool) -> None:
        if not anew and time.monotonic() - self._noted < NOTED_SECONDS:
            return
        self._noted = time.monotonic()
        try:
            self._volume.write_note(kept)
        except OSError as error:
            self._complain(error)

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            log.warning("How a training stands cannot be kept: %s", in_words(error))


def read(ledger: JobLedger, redis: Redis, volume: RecordVolume, record: JobRecord) -> Kept:
    """A record with what else is kept of it; raises what Redis does."""
    asked = redis.hget(record_key(record.id), ASKED)
    digests = tuple(text(asked).split()) if isinstance(asked, bytes | str) else ()
    match digests:
        case (key, body):
            mark: tuple[str, str] | None = (key, body)
        case _:
            mark = None
    place = ledger.places([record.id]).get(record.id)
    return Kept(record, last_of(volume) + 1 if place is None else place, mark)


def last_of(volume: RecordVolume) -> int:
    """The place of the newest record on a volume; 0 where it cannot be read."""
    try:
        return volume.last()
    except OSError:
        return 0


def in_words(error: Exception) -> str:
    """What a volume has raised, without a path."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _where(kept: Kept) -> tuple[str, str]:
    return kept.record.status, kept.record.stage
