"""``retrain``: the job that RQ runs, a thin coat around ``pipeline.run``.

It keeps the job's record true: what stage it is in, and how it ended. What a second try cannot
mend is not tried again.
"""

from __future__ import annotations

import errno
import logging
import os
from typing import Any, NoReturn

from redis import Redis, WatchError
from redis.exceptions import RedisError
from rq import get_current_job
from rq.job import Job
from rq.timeouts import JobTimeoutException

from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import (
    TIMEOUT_SECONDS,
    JobLedger,
    JobRecord,
    Stage,
    cancel_key,
    waiting_key,
)
from bellwether_contract.store import ModelStore, now
from bellwether_trainer import pipeline
from bellwether_trainer.config import TrainerSettings
from bellwether_trainer.records import JobCancelled

log = logging.getLogger(__name__)


def retrain(predictor: str, job: str) -> dict[str, Any]:
    """Train ``predictor`` anew; ``job`` is the id under which its record is kept.

    Raises what the training raises, after the record says so.
    """
    current = get_current_job()
    assert current is not None, "retrain runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    connection = current.connection
    ledger = JobLedger(connection)
    _release_waiting_place(connection, predictor, job)
    record = ledger.get(job)
    if record is None:
        # Only a Redis that lost its data forgets a record and keeps the job.
        record = JobRecord.queued(job, predictor, requested_by="unknown", reason=None)
        ledger.add(record)
    if record.over:
        return {"status": record.status}

    def progress(stage: Stage, share: float, message: str | None) -> None:
        if connection.exists(cancel_key(job)):
            raise JobCancelled(f"cancelled by an operator in stage {stage}")
        ledger.update(job, stage=stage, progress=round(share, 4), message=message)
        log.info("%s %s: %s %3.0f %% %s", predictor, job, stage, share * 100, message or "")

    ledger.update(job, status="running", started_at=now(), attempt=record.attempt + 1, error=None)
    try:
        published = pipeline.run(
            settings.predictors_dir / predictor,
            ModelStore(settings.models_dir, settings.champions_dir),
            job=job,
            threads=settings.training_threads,
            progress=progress,
        )
    except JobCancelled as error:
        log.info("%s %s: %s", predictor, job, error)
        ledger.update(job, status="cancelled", message=str(error), ended_at=now())
        return {"status": "cancelled"}
    except JobTimeoutException as error:
        _give_up(current, ledger, f"not done after {TIMEOUT_SECONDS} seconds", error)
    except RedisError:
        # Progress could not be told: Redis is away, and with it the queue. RQ runs the job again.
        raise
    except Exception as error:  # every end of a training is put on record
        if _permanent(error) or not current.retries_left:
            _give_up(current, ledger, _explain(error), error)
        ledger.update(job, message=f"failed, will run again: {_explain(error)}")
        raise
    status = "published" if published.accepted else "rejected"
    log.info("%s %s: %s %s", predictor, job, status, published.version)
    ledger.update(
        job,
        status=status,
        stage="done",
        progress=1.0,
        message="; ".join(published.reasons),
        version=published.version,
        ended_at=now(),
    )
    return {"status": status, "version": published.version}


def _release_waiting_place(connection: Redis, predictor: str, job: str) -> None:
    """Let the next retraining of this predictor queue up: this one no longer waits."""
    key = waiting_key(predictor)
    with connection.pipeline() as pipe:
        try:
            pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            if pipe.get(key) == job.encode():
                pipe.multi()
                pipe.delete(key)
                pipe.execute()
        except WatchError:
            # Another job has taken the place in between: it is no longer this one's.
            log.debug("%s: the waiting place has changed hands", predictor)


def _give_up(current: Job, ledger: JobLedger, why: str, error: BaseException) -> NoReturn:
    """Record the failure and raise ``error`` so that RQ files it and does not try again."""
    ledger.update(current.id, status="failed", error=why, ended_at=now())
    current.retries_left = 0
    raise error


def _permanent(error: Exception) -> bool:
    if isinstance(error, BellwetherError):
        return error.permanent
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return full or isinstance(error, MemoryError)


def _explain(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the model volume is full; remove old versions or enlarge it"
    if isinstance(error, BellwetherError):
        return str(error)
    # The message of a library may repeat a row: it stays in the trainer's log.
    return f"{type(error).__name__}; the trainer's log says where"
