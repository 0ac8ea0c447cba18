"""The job in which RQ has a version judged by rows: a thin coat around ``validate.validate``."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import Any

from rq import get_current_job

from bellwether_contract.bundle import manifest
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.clock import now
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.jobs import CHECK_TIMEOUT_SECONDS, check_progress_key
from bellwether_contract.storage.validations import (
    Asked,
    Outcome,
    UnknownValidation,
    ValidationStore,
)
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.records import OnProgress
from bellwether_trainer.rows import data
from bellwether_trainer.rows.data import Loaded
from bellwether_trainer.validation.validate import validate as measure
from bellwether_trainer.worker.checking import REPORT_SECONDS
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.failures import explain, permanent

log = logging.getLogger(__name__)


def validate(predictor: str, validation: str) -> dict[str, Any]:
    """Measure what the validation asks for, keep the report, and take the rows away.

    One that was removed meanwhile needs none. Raises what stops it, after that is on record where
    no other try follows.
    """
    current = get_current_job()
    assert current is not None, "validate runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    store = ValidationStore(settings.data_dir)
    reported_at = 0.0

    def progress(share: float, doing: str) -> None:
        nonlocal reported_at
        if not reported_at or time.monotonic() - reported_at >= REPORT_SECONDS:
            reported_at = time.monotonic()
            key = check_progress_key(current.id)
            current.connection.set(key, f"{share:.3f}", ex=CHECK_TIMEOUT_SECONDS)
            log.debug("%s %s: %s", predictor, validation, doing)

    progress(0.0, "begins")
    try:
        found = store.get(predictor, validation)
        outcome, report = found.outcome, None
        if outcome is None:
            outcome, report = _measured(settings, store, predictor, found.asked, progress)
        store.finish(predictor, validation, outcome, report)
    except (UnknownValidation, FileNotFoundError):
        log.info("%s: the validation %s was removed before its end", predictor, validation)
        return {"status": "removed"}
    except Exception as error:
        if permanent(error):
            current.retries_left = 0
        if not current.retries_left:
            store.finish(predictor, validation, Outcome("failed", now(), error=explain(error)))
        raise
    log.info("%s: the validation %s is %s", predictor, validation, outcome.status)
    return {"status": outcome.status}


def _measured(
    settings: TrainerSettings,
    store: ValidationStore,
    predictor: str,
    asked: Asked,
    progress: OnProgress,
) -> tuple[Outcome, dict[str, Any] | None]:
    """Load the version, and judge it by the rows."""
    models = settings.model_store(predictor)
    try:
        directory = models.directory(predictor, asked.version)
        loaded = Bundle.load(directory, predictor, models.trust)
        report = (directory / manifest.REPORT).read_bytes()
        trained = manifest.read_report(loaded.manifest, report)
        if loaded.manifest.format_version != manifest.FORMAT_VERSION:
            # Of its figures there are none with an interval, so none that could be compared.
            trained = {"data": trained.get("data")}
    except (RefusedBundle, UnknownVersion) as error:
        words = f"The version {asked.version} cannot be loaded: {error}"
        return Outcome("failed", now(), error=words), None

    def load(name: str) -> Loaded:
        if name == INITIAL:
            return data.initial(settings.predictors_dir / predictor, loaded.predictor)
        return data.uploaded(settings.data_dir, loaded.predictor, name)

    rows: Path = store.rows(predictor, asked.id)
    return measure(rows, loaded, trained, asked, load, progress)
