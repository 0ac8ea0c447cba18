"""What is put on record when the process of a job is killed from outside."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import Any

from bellwether_contract.clock import now
from bellwether_contract.coded import coded
from bellwether_contract.jobs import IMPORT, VALIDATE, IllegalChange
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage import imports
from bellwether_contract.storage.imports import ImportStore, UnknownImport
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
    if job.func_name == IMPORT:
        if not job.retries_left:
            _not_taken_in(job, f"the process that took it in ended by {cause}, time and again")
        return
    ledger = JobLedger(job.connection, job.holder)
    record = ledger.get(job.id)
    if record is None or record.over:
        return
    what = coded(
        f"the training process ended by {cause} in stage {record.stage} (peak {peak:.0f} MiB)",
        "killed",
        cause=cause,
        stage=record.stage,
        peak=peak,
    )
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


def _not_taken_in(job: RetrainJob, why: str) -> None:
    """Put on record that an import failed; its archive is not kept for another try."""
    predictor, version = job.args
    settings = TrainerSettings.from_environment(os.environ)
    log.warning("%s: the import of %s failed: %s", predictor, version, why)
    with suppress(UnknownImport):
        outcome = imports.Outcome("failed", now(), why)
        ImportStore(settings.data_dir).finish(predictor, version, outcome)
