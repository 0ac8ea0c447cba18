"""What is put on record when a training process, or a validation's, is killed from outside."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import Any

from bellwether_contract.clock import now
from bellwether_contract.jobs import VALIDATE, IllegalChange
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage.validations import Outcome, UnknownValidation, ValidationStore
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.rq_job import RetrainJob

log = logging.getLogger(__name__)


def note_killed_horse(job: RetrainJob, _pid: int, wait_status: int, usage: Any) -> None:
    """Put on record that a training process died, of which signal and with how much memory."""
    cause = (
        f"signal {os.WTERMSIG(wait_status)}"
        if os.WIFSIGNALED(wait_status)
        else f"exit code {os.waitstatus_to_exitcode(wait_status)}"
    )
    peak = usage.ru_maxrss / 1024 if usage is not None else float("nan")
    if job.func_name == VALIDATE:
        if not job.retries_left:
            _give_up(job, f"the process that measured it ended by {cause}, time and again")
        return
    ledger = JobLedger(job.connection, job.holder)
    record = ledger.get(job.id)
    if record is None or record.over:
        return
    what = f"the training process ended by {cause} in stage {record.stage} (peak {peak:.0f} MiB)"
    log.warning("%s %s: %s", record.predictor, job.id, what)
    # One that has ended, just before its process did, stays as it ended.
    with suppress(IllegalChange):
        if job.retries_left:
            ledger.tell(job.id, message=f"{what}; it runs again")
        else:
            ledger.change(job.id, "failed", error=what)


def _give_up(job: RetrainJob, why: str) -> None:
    """Put on record that a validation failed; its rows are not kept for another try."""
    predictor, validation = job.args
    settings = TrainerSettings.from_environment(os.environ)
    log.warning("%s: the validation %s failed: %s", predictor, validation, why)
    with suppress(UnknownValidation):
        outcome = Outcome("failed", now(), error=why)
        ValidationStore(settings.data_dir).finish(predictor, validation, outcome)
