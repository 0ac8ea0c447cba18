"""What is put on record when a training process is killed from outside."""

from __future__ import annotations

import logging
import os
from typing import Any

from rq.job import Job

from bellwether_contract.jobs import JobLedger
from bellwether_contract.store import now

log = logging.getLogger(__name__)


def note_killed_horse(job: Job, _pid: int, wait_status: int, usage: Any) -> None:
    """Put on record that a training process died, of which signal and with how much memory."""
    cause = (
        f"signal {os.WTERMSIG(wait_status)}"
        if os.WIFSIGNALED(wait_status)
        else f"exit code {os.waitstatus_to_exitcode(wait_status)}"
    )
    peak = usage.ru_maxrss / 1024 if usage is not None else float("nan")
    ledger = JobLedger(job.connection)
    record = ledger.get(job.id)
    if record is None or record.over:
        return
    what = f"the training process ended by {cause} in stage {record.stage} (peak {peak:.0f} MiB)"
    log.warning("%s %s: %s", record.predictor, job.id, what)
    if job.retries_left:
        ledger.update(job.id, message=f"{what}; it runs again")
    else:
        ledger.update(job.id, status="failed", error=what, ended_at=now())
