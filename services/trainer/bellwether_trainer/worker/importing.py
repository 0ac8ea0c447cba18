"""The job in which RQ has a version of another site taken in.

The trainer does it because it alone may write on the models' volume. The API has proven the archive
when it came; all of it is proven once more, because it has lain on a volume since.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import Any

from rq import get_current_job

from bellwether_contract.backup import transfer
from bellwether_contract.backup.transfer import Brought
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.clock import now
from bellwether_contract.storage import opened
from bellwether_contract.storage.imports import ImportStore, Outcome, UnknownImport
from bellwether_contract.storage.receiving import HereAlready, ReceivingStore
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.failures import explain, permanent

log = logging.getLogger(__name__)


def take_in(predictor: str, version: str) -> dict[str, Any]:
    """Have a version that was sent appear as a candidate, and take its archive away.

    Raises what stops it, after that is on record where no other try follows.
    """
    current = get_current_job()
    assert current is not None, "take_in runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    store = ImportStore(settings.data_dir)
    try:
        found = store.get(predictor, version)
        if found.outcome is None:
            _bring(settings, store, predictor, version, found.asked.by)
        # Also where a process has died between the outcome and the end of the archive.
        store.finish(predictor, version, Outcome("done", now()))
    except UnknownImport:
        log.info("%s: the import of %s was removed before its end", predictor, version)
        return {"status": "removed"}
    except Exception as error:
        if permanent(error):
            current.retries_left = 0
        if not current.retries_left:
            with suppress(UnknownImport):
                store.finish(predictor, version, Outcome("failed", now(), explain(error)))
        raise
    log.info("%s: the version %s of another site is a candidate", predictor, version)
    return {"status": "done"}


def _bring(
    settings: TrainerSettings, store: ImportStore, predictor: str, version: str, by: str
) -> None:
    # From elsewhere comes nothing unsigned, whatever counts for what is trained here.
    trust = Trust(settings.public_keys_dir, required=True)
    receiving = opened.store(ReceivingStore, settings, trust)
    try:
        with store.file(predictor, version).open("rb") as source:
            only = Brought(predictor, version)
            transfer.bring(receiving, source, lambda *_: None, by=by, only=only)
    except FileNotFoundError as error:
        raise UnknownImport(f"the archive of {version} is gone") from error
    except HereAlready:
        # A run before this one has come so far, and was killed.
        return
