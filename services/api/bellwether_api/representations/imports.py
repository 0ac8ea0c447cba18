"""Versions of other sites on their way in."""

from __future__ import annotations

from typing import Literal

from bellwether_api.http.documents import Count, Document
from bellwether_api.jobs.imports import Standing
from bellwether_contract.storage.imports import Import

LOST = "It did not come to its end; the trainer's log says why. Send the archive again."
UNATTENDED = "waits for the trainer, which is not running"
WAITS = "waits for the trainer, which takes it in before the next training"


class ImportDescription(Document):
    """A version of another site; once it is ``done`` it is a candidate, or what it became since.

    ``sha256`` is what the archive ends with, as an export tells it, and ``size`` its bytes; null
    where the version was here already and nobody has sent it. ``same_declaration``: whether it was
    trained with the declaration that lay here when it came; null where none did.
    """

    predictor: str
    version: str
    status: Literal["queued", "done", "failed"]
    message: str | None
    error: str | None
    sha256: str | None
    size: Count | None
    by: str | None
    at: str | None
    ended_at: str | None
    same_declaration: bool | None


def described(predictor: str, found: Import, standing: Standing | None) -> ImportDescription:
    """An import as it crosses the wire."""
    asked, outcome = found.asked, found.outcome
    lost = outcome is None and standing is not None and standing.ended
    waits = outcome is None and not lost
    unattended = standing is not None and not standing.attended
    return ImportDescription(
        predictor=predictor,
        version=asked.version,
        status=outcome.status if outcome is not None else "failed" if lost else "queued",
        message=(UNATTENDED if unattended else WAITS) if waits else None,
        error=LOST if lost else outcome.error if outcome is not None else None,
        sha256=asked.sha256,
        size=asked.size,
        by=asked.by,
        at=asked.at,
        ended_at=outcome.at if outcome is not None else None,
        same_declaration=asked.same_declaration,
    )


def here_already(
    predictor: str, version: str, same_declaration: bool | None, known: Import | None
) -> ImportDescription:
    """A version that is here; ``known`` is how it came, where it was sent."""
    if known is not None and known.outcome is not None and known.outcome.status == "done":
        return described(predictor, known, None)
    return ImportDescription(
        predictor=predictor,
        version=version,
        status="done",
        message=None,
        error=None,
        sha256=None,
        size=None,
        by=None,
        at=None,
        ended_at=None,
        same_declaration=same_declaration,
    )
