"""The job in which RQ has a predictor trained anew: a thin coat around ``pipeline.run``.

It keeps the job's record true: what stage it is in, and how it ended. What a second try cannot mend
is not tried again.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn

from redis.exceptions import RedisError
from rq import get_current_job
from rq.job import Job
from rq.timeouts import JobTimeoutException

from bellwether_contract.coded import coded
from bellwether_contract.jobs import (
    ENDED,
    TIMEOUT_SECONDS,
    IllegalChange,
    JobRecord,
    Stage,
    cancel_key,
)
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_contract.storage.kept_records import Kept
from bellwether_contract.vocabulary import INITIAL, Effort
from bellwether_trainer.records import JobCancelled
from bellwether_trainer.training import pipeline
from bellwether_trainer.worker import collecting
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.failures import explain, permanent
from bellwether_trainer.worker.kept_ledger import KeptLedger
from bellwether_trainer.worker.rq_job import RetrainJob

log = logging.getLogger(__name__)

# The log hears of each stage, and so often of what goes on within one.
LOGGED_SECONDS = 10.0


def retrain(
    predictor: str,
    job: str,
    effort: Effort = "full",
    datasets: Sequence[str] = (INITIAL,),
    promote: bool = True,
) -> dict[str, Any]:
    """Train ``predictor`` anew; ``job`` is the id under which its record is kept.

    Where it is not to ``promote`` what it makes, the version is kept as a candidate at best.
    Raises what the training raises, after the record says so.
    """
    current = get_current_job()
    assert isinstance(current, RetrainJob), "retrain runs within a worker of ours"
    settings = TrainerSettings.from_environment(os.environ)
    connection = current.connection
    volume = RecordVolume(settings.records_dir)
    # Whoever was taken for dead, and is not, writes over nobody's record.
    ledger = KeptLedger(connection, current.holder, volume)
    ledger.leave_place(predictor, job)
    ledger.set_aside_unreadable(0, [job])
    kept = _kept(volume, job)
    if kept is not None and kept.record.over:
        # Only a Redis that was put back to what it was before forgets how a job ended.
        log.warning("%s %s: it is over already: %s", predictor, job, kept.record.status)
        ledger.add(kept.record)
        return {"status": kept.record.status}
    if (record := ledger.get(job)) is None:
        # Only a Redis that lost its data forgets a record and keeps the job.
        record = (
            kept.record
            if kept is not None
            else JobRecord.queued(
                job,
                predictor,
                requested_by="unknown",
                reason=None,
                effort=effort,
                datasets=tuple(datasets),
                promote=promote,
            )
        )
        ledger.add(record)
    with ledger.running(record):
        # What the queue says is done, whatever the record says.
        wanted = replace(record, effort=effort, datasets=tuple(datasets), promote=promote)
        return _trained(current, ledger, wanted, settings)


def _trained(
    current: RetrainJob, ledger: KeptLedger, record: JobRecord, settings: TrainerSettings
) -> dict[str, Any]:
    """Train what the record says, and put on record how it ended."""
    predictor, job, connection = record.predictor, record.id, current.connection
    logged: tuple[Stage, float] | None = None

    def progress(stage: Stage, share: float, message: str | None) -> None:
        nonlocal logged
        if connection.exists(cancel_key(job)):
            raise JobCancelled(f"cancelled by an operator in stage {stage}")
        ledger.tell(job, stage=stage, progress=round(share, 4), message=message)
        if logged is None or logged[0] != stage or time.monotonic() - logged[1] >= LOGGED_SECONDS:
            logged = stage, time.monotonic()
            log.info("%s %s: %s %3.0f %% %s", predictor, job, stage, share * 100, message or "")

    try:
        ledger.change(job, "running", attempt=record.attempt + 1, error=None)
        published = pipeline.run(
            settings.predictors_dir / predictor,
            settings.model_store(predictor),
            job=job,
            threads=settings.training_threads,
            progress=progress,
            effort=record.effort,
            datasets=record.datasets,
            promote=record.promote,
            data_dir=settings.data_dir,
        )
        status = ENDED[published.outcome]
        ledger.change(
            job,
            status,
            stage="done",
            progress=1.0,
            message="; ".join(published.reasons),
            reasons=published.reasons,
            version=published.version,
            stability=dict(published.stability),
            shifted=published.shifted,
        )
    except JobCancelled as error:
        return _cancelled(ledger, job, str(error))
    except IllegalChange as error:
        if error.cancelled:
            return _cancelled(ledger, job, "cancelled by an operator before it began")
        # Cancelled while it waited, closed because nobody was heard of any more, or another's.
        log.warning("%s: %s", predictor, error)
        return {"status": error.was}
    except JobTimeoutException as error:
        late = f"not done after {TIMEOUT_SECONDS} seconds"
        _give_up(current, ledger, coded(late, "timed_out", seconds=TIMEOUT_SECONDS), error)
    except RedisError:
        # Progress could not be told: Redis is away, and with it the queue. RQ runs the job again.
        raise
    except Exception as error:  # every end of a training is put on record
        if permanent(error) or not current.retries_left:
            _give_up(current, ledger, explain(error), error)
        with suppress(IllegalChange):
            ledger.tell(job, message=f"failed, will run again: {explain(error)}")
        raise
    log.info("%s %s: %s %s", predictor, job, status, published.version)
    collecting.after_publication(settings, predictor, job)
    return {
        "status": status,
        "version": published.version,
        "stability": dict(published.stability),
    }


def _kept(volume: RecordVolume, job: str) -> Kept | None:
    """What is kept of a job; None where nothing can be read."""
    with suppress(OSError):
        return volume.get(job)
    return None


def _cancelled(ledger: JobLedger, job: str, why: str) -> dict[str, Any]:
    log.info("%s: %s", job, why)
    with suppress(IllegalChange):
        ledger.change(job, "cancelled", message=why)
    return {"status": "cancelled"}


def _give_up(current: Job, ledger: JobLedger, why: str, error: BaseException) -> NoReturn:
    """Record the failure and raise ``error`` so that RQ files it and does not try again."""
    current.retries_left = 0
    with suppress(IllegalChange):
        ledger.change(current.id, "failed", error=why)
    raise error
