"""The job in which RQ has an uploaded data set checked: a thin coat around ``check.check``."""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from rq import get_current_job

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.jobs import (
    CHECK_TIMEOUT_SECONDS,
    check_progress_key,
)
from bellwether_contract.storage.datasets import CheckResult, DatasetStore, UnknownDataset
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import data, pool, same_people
from bellwether_trainer.rows.check import check as check_rows
from bellwether_trainer.rows.data import Loaded
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.failures import permanent

log = logging.getLogger(__name__)

# A check tells so often how far it is; nobody looks more often.
REPORT_SECONDS = 0.5


def check(predictor: str, sha256: str) -> dict[str, Any]:
    """Check an uploaded data set against the declaration as it stands, and write the verdict.

    One that was removed meanwhile needs none. Raises what stops the check; the API says so then.
    """
    current = get_current_job()
    assert current is not None, "check runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    store = DatasetStore(settings.data_dir)

    @functools.cache
    def initial() -> Loaded | None:
        return _initial_rows(settings, declared, sha256)

    reported_at = 0.0

    def progress(share: float) -> None:
        nonlocal reported_at
        if time.monotonic() - reported_at >= REPORT_SECONDS:
            reported_at = time.monotonic()
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
                lambda: _known_rows(initial, settings, declared, sha256),
                lambda: None if (read := initial()) is None else (read.matrix, read.labels),
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
    log.info("%s: the data set %s is %s", predictor, sha256, _in_words(known))
    return {"status": known.status}


def _initial_rows(settings: TrainerSettings, declared: Predictor, sha256: str) -> Loaded | None:
    """The rows in the predictor's folder, or None.

    An upload is sound all the same; a training will say what is wrong with the initial rows.
    """
    try:
        return data.initial(settings.predictors_dir / declared.name, declared)
    except TrainingError as error:
        log.warning("%s: nobody looked for known rows in %s: %s", declared.name, sha256, error)
        return None


def _known_rows(
    initial: Callable[[], Loaded | None],
    settings: TrainerSettings,
    declared: Predictor,
    sha256: str,
) -> Matrix | None:
    """The rows among which known people are looked for; None: a column tells, or no such rows."""
    if not same_people.must_be_guessed(declared) or (read := initial()) is None:
        return None
    return pool.known(read.matrix, declared, settings.data_dir, sha256)


def _in_words(verdict: CheckResult) -> str:
    faults = "1 fault" if verdict.count == 1 else f"{verdict.count:,} faults"
    looked = f", known people: {verdict.again.outcome}" if verdict.again is not None else ""
    return f"{verdict.status}, {faults}{looked}"
