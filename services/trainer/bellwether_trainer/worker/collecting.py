"""The job in which RQ has versions removed that nothing keeps, and the same after a publication.

The trainer does it because it alone may write on the models' volume.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from rq import get_current_job

from bellwether_contract.storage import collection
from bellwether_contract.storage.validations import ValidationStore
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.failures import permanent

log = logging.getLogger(__name__)


def collect(predictor: str, newest: int, by: str, reason: str) -> dict[str, Any]:
    """Remove what nothing keeps beside the ``newest`` so many versions; raises what stops that.

    What was removed by then is removed, and told in the history; a second try goes on.
    """
    current = get_current_job()
    assert current is not None, "collect runs within an RQ worker"
    settings = TrainerSettings.from_environment(os.environ)
    try:
        removed = _collect(settings, predictor, newest, by, reason)
    except Exception as error:
        if permanent(error):
            current.retries_left = 0
        raise
    return {"removed": len(removed)}


def after_publication(settings: TrainerSettings, predictor: str, job: str) -> None:
    """Remove what nothing keeps any more, where the policy is set; never raises.

    The version is published, whatever becomes of others: the next publication tries again.
    """
    if settings.keep_versions is None:
        return
    reason = f"beyond the newest {settings.keep_versions:,} versions, and nothing else keeps it"
    try:
        _collect(settings, predictor, settings.keep_versions, f"training {job}", reason)
    except Exception:  # the training has ended well
        log.exception("%s: versions that nothing keeps could not be removed", predictor)


def _collect(
    settings: TrainerSettings, predictor: str, newest: int, by: str, reason: str
) -> list[str]:
    rules = collection.policy(settings, newest)
    assert rules is not None, "a number of versions makes a policy"
    named = collection.named_by(ValidationStore(settings.data_dir))
    removed = collection.collect(
        settings.model_store(predictor), predictor, rules, named, by=by, reason=reason
    )
    if removed:
        log.info("%s: %d versions that nothing kept are removed", predictor, len(removed))
    return removed
