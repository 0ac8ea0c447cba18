"""The jobs that RQ runs: thin coats around ``pipeline.run`` and ``check.check``.

``retrain`` keeps the job's record true: what stage it is in, and how it ended. What a second try
cannot mend is not tried again.
"""

from __future__ import annotations

import errno
import hashlib
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
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import (
    CHECK_TIMEOUT_SECONDS,
    ENDED,
    TIMEOUT_SECONDS,
    JobLedger,
    JobRecord,
    Stage,
    cancel_key,
    check_progress_key,
    waiting_key,
)
from bellwether_contract.storage.datasets import DatasetStore, UnknownDataset, Verdict
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import INITIAL, Effort
from bellwether_trainer import pipeline
from bellwether_trainer.check import check as check_rows
from bellwether_trainer.config import TrainerSettings
from bellwether_trainer.records import JobCancelled, TrainingError
from bellwether_trainer.rows import pool, same_people

log = logging.getLogger(__name__)

# A check tells so often how far it is; nobody looks more often.
TOLD_SECONDS = 0.5

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


def check(predictor: str, sha256: str) -> dict[str, Any]:
    """Check an uploaded data set against the declaration as it stands, and write the verdict.

    One that was removed meanwhile needs none. Raises what stops the check; the API says so then.
    """
    current = get_current_job()
    assert current is not None, "check runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    store = DatasetStore(settings.data_dir)
    told = 0.0

    def progress(share: float) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_SECONDS:
            told = time.monotonic()
            key = check_progress_key(current.id)
            current.connection.set(key, f"{share:.3f}", ex=CHECK_TIMEOUT_SECONDS)

    try:
        declaration, declared = spec.read_with_source(settings.predictors_dir / predictor)
        digest = hashlib.sha256(declaration).hexdigest()
        received = store.get(predictor, sha256).received
        known = store.get(predictor, sha256).verdict
        if known is None or known.declaration != digest:
            known = check_rows(
                store.rows(predictor, sha256),
                declared,
                digest,
                progress,
                received,
                lambda: _known_rows(settings, declared, sha256),
            )
        # Also where a process has died between the verdict and the end of faulty rows.
        store.judge(predictor, sha256, known)
    except (UnknownDataset, FileNotFoundError):
        log.info("%s: the data set %s was removed before its check", predictor, sha256)
        return {"status": "removed"}
    except Exception as error:
        if permanent(error):
            current.retries_left = 0
        raise
    log.info("%s: the data set %s is %s", predictor, sha256, _told(known))
    return {"status": known.status}


def _known_rows(settings: TrainerSettings, declared: Predictor, sha256: str) -> Matrix | None:
    """The rows among which known people are looked for; None: a column tells, or no such rows."""
    if not same_people.must_be_guessed(declared):
        return None
    folder = settings.predictors_dir / declared.name
    try:
        return pool.known(folder, declared, settings.data_dir, sha256)
    except TrainingError as error:
        # The rows are sound all the same; a training will say what is wrong with the initial ones.
        log.warning("%s: nobody looked for known people in %s: %s", declared.name, sha256, error)
        return None


def _told(verdict: Verdict) -> str:
    faults = "1 fault" if verdict.count == 1 else f"{verdict.count:,} faults"
    looked = f", known people: {verdict.again.outcome}" if verdict.again is not None else ""
    return f"{verdict.status}, {faults}{looked}"


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


def permanent(error: Exception) -> bool:
    """Whether no second try can mend what stopped a job."""
    if isinstance(error, BellwetherError):
        return error.permanent
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return full or isinstance(error, MemoryError)


def explain(error: Exception) -> str:
    """What stopped a job, in words that repeat no row."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "a volume is full; remove old versions or data sets, or enlarge it"
    if isinstance(error, BellwetherError):
        return str(error)
    # The message of a library may repeat a row: it stays in the trainer's log.
    return f"{type(error).__name__}; the trainer's log says where"
