"""A running training stops for one whose turn is before its own, and waits again.

`turns.py` says which; here it is looked for while a training runs, and put on record.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from redis import Redis
from rq import Queue

from bellwether_contract import turns
from bellwether_contract.jobs import (
    FIRST_START,
    IllegalChange,
    JobRecord,
    cancel_key,
    gives_way_key,
)
from bellwether_contract.ledger import Holder, JobLedger
from bellwether_trainer.worker.taking import busy

log = logging.getLogger(__name__)

# One training gives way to one: where several trainers are busy, the others go on. The claim ends
# by itself, should its holder die before it has stopped.
CLAIM_SECONDS = 60


def called_for(redis: Redis, queue: Queue, job: str) -> JobRecord | None:
    """The waiting training to which the running ``job`` gives way now; None where it goes on.

    Whoever gets one has claimed it. Raises what Redis does.
    """
    ledger = JobLedger(redis)
    record = ledger.get(job)
    if record is None or record.over or redis.exists(cancel_key(job)):
        return None
    waiting = ledger.in_order(queue.get_job_ids())
    # One that waits for another worker to be done with its predictor would not begin all the same.
    kept = busy(queue, job) if waiting else set()
    first = turns.gives_way_to(record, [each for each in waiting if each.predictor not in kept])
    if first is None or not redis.set(gives_way_key(first.id), job, nx=True, ex=CLAIM_SECONDS):
        return None
    return first


def note(redis: Redis, job: str, first: JobRecord, holder: Holder | None) -> None:
    """Put on record that ``job`` was stopped for ``first``; one that is over stays as it ended."""
    ledger = JobLedger(redis, holder)
    what = "first training" if first.requested_by == FIRST_START else "training"
    record = ledger.get(job)
    if record is None or record.over:
        return
    times = record.gave_way + 1
    message = (
        f"Gave way to the {what} of {first.predictor}; begins anew after it "
        f"({times} of at most {turns.GIVES_WAY_AT_MOST} times)"
    )
    try:
        ledger.change(job, "queued", message=message, gave_way=times)
    except IllegalChange as error:
        if not error.cancelled:
            return
        with suppress(IllegalChange):
            ledger.change(job, "cancelled")
    log.info("%s %s: stopped for %s %s", record.predictor, job, first.predictor, first.id)


def line_up(redis: Redis, queue: Queue, job: str) -> None:
    """Have whoever's turn is after that of ``job``, which waits again at the end, stand behind it.

    In one step for each, since another worker may take it at any time.
    """
    ledger = JobLedger(redis)
    waiting = ledger.in_order(queue.get_job_ids())
    if all(each.id != job for each in waiting):
        return
    for each in turns.behind(job, waiting):
        redis.eval(turns.TO_THE_END, 1, queue.key, each.id)
