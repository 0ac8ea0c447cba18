"""The job in which RQ has a predictor trained anew: a thin coat around ``pipeline.run``.

It keeps the job's record true: what stage it is in, and how it ended. What a second try cannot mend
is not tried again.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from typing import Any, NoReturn

from redis import Redis, WatchError
from redis.exceptions import RedisError
from rq import get_current_job
from rq.job import Job
from rq.timeouts import JobTimeoutException

from bellwether_contract.clock import now
from bellwether_contract.jobs import (
    ENDED,
    TIMEOUT_SECONDS,
    JobLedger,
    JobRecord,
    Stage,
    cancel_key,
    waiting_key,
)
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import INITIAL, Effort
from bellwether_trainer.records import JobCancelled
from bellwether_trainer.training import pipeline
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.failures import explain, permanent

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
    assert current is not None, "retrain runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    connection = current.connection
    ledger = JobLedger(connection)
    _release_waiting_place(connection, predictor, job)
    record = ledger.get(job)
    if record is None:
        # Only a Redis that lost its data forgets a record and keeps the job.
        record = JobRecord.queued(
            job,
            predictor,
            requested_by="unknown",
            reason=None,
            effort=effort,
            datasets=tuple(datasets),
            promote=promote,
        )
        ledger.add(record)
    if record.over:
        return {"status": record.status}

    logged: tuple[Stage, float] | None = None

    def progress(stage: Stage, share: float, message: str | None) -> None:
        nonlocal logged
        if connection.exists(cancel_key(job)):
            raise JobCancelled(f"cancelled by an operator in stage {stage}")
        ledger.update(job, stage=stage, progress=round(share, 4), message=message)
        if logged is None or logged[0] != stage or time.monotonic() - logged[1] >= LOGGED_SECONDS:
            logged = stage, time.monotonic()
            log.info("%s %s: %s %3.0f %% %s", predictor, job, stage, share * 100, message or "")

    ledger.update(job, status="running", started_at=now(), attempt=record.attempt + 1, error=None)
    try:
        published = pipeline.run(
            settings.predictors_dir / predictor,
            ModelStore(settings.models_dir, settings.champions_dir),
            job=job,
            threads=settings.training_threads,
            progress=progress,
            effort=effort,
            datasets=tuple(datasets),
            promote=promote,
            data_dir=settings.data_dir,
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
        if permanent(error) or not current.retries_left:
            _give_up(current, ledger, explain(error), error)
        ledger.update(job, message=f"failed, will run again: {explain(error)}")
        raise
    status = ENDED[published.outcome]
    log.info("%s %s: %s %s", predictor, job, status, published.version)
    ledger.update(
        job,
        status=status,
        stage="done",
        progress=1.0,
        message="; ".join(published.reasons),
        reasons=published.reasons,
        version=published.version,
        stability=dict(published.stability),
        shifted=published.shifted,
        ended_at=now(),
    )
    return {
        "status": status,
        "version": published.version,
        "stability": dict(published.stability),
    }


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
