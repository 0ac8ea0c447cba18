"""How the last training of a predictor without a model has ended: from its record, or its history.

Records may be lost with their volume, and former releases kept none there; the history on the
champions' volume stays, and knows which versions were withdrawn since.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.coded import code_of, coded
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import JobRecord, Status
from bellwether_contract.storage.history import DECISIONS, Event, EventName
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import INITIAL

# How a training may end that leaves a predictor without a model.
WITHOUT_MODEL: tuple[Status, ...] = ("failed", "rejected", "candidate")

# What a training writes into the history that has not led to a model.
_ENDS: Mapping[EventName, Status] = {"rejected": "rejected", "kept as candidate": "candidate"}

# A history names a training's version by the job that made it.
_BY = "training "


class LastTrainings:
    """Queue and history, asked together."""

    def __init__(
        self, queue: TrainingQueue, store: ModelStore, repository: VersionRepository
    ) -> None:
        self._queue = queue
        self._store = store
        self._repository = repository

    def without_model(self, predictors: set[str]) -> dict[str, JobRecord]:
        """The last training of each of ``predictors``, where it has not led to a model.

        What was cancelled says nothing of the model: then it is the one before. One whose version
        was withdrawn has failed, and its error says so, unless an earlier version is in use. The
        records alone tell while the champions' volume is away.
        """
        newest = self._queue.latest(predictors)
        records = {name: self._shown(name, newest.get(name)) for name in sorted(predictors)}
        return {name: record for name, record in records.items() if record is not None}

    def quick_was_not_promoted(self, predictor: str) -> bool:
        """Whether a predictor without a model has none because a quick training ended without.

        One that was not to promote says nothing: it left the decision to a person, and may be of
        somebody who must not promote.
        """
        record = self.without_model({predictor}).get(predictor)
        return (
            record is not None
            and record.promote
            and record.status in _ENDS.values()
            and (record.effort, record.datasets) == ("quick", (INITIAL,))
        )

    def _shown(self, name: str, newest: JobRecord | None) -> JobRecord | None:
        with suppress(OSError):
            if newest is None or newest.version in self._store.withdrawals(name):
                return self._of_history(name)
        if newest is None:
            return None
        return newest if newest.status in WITHOUT_MODEL else None

    def _of_history(self, name: str) -> JobRecord | None:
        gone = self._store.withdrawals(name)
        collected = self._store.timeline(name).collected
        newest = None
        for _, event in self._store.newest_first(name):
            if event.event not in DECISIONS or event.version in collected:
                continue
            if event.version not in gone:
                status = _ENDS.get(event.event)
                return self._record(name, event, status) if status is not None else None
            newest = newest or event
        if newest is None:
            return None
        reason = gone[newest.version].reason
        why = coded(f"its version was withdrawn: {reason}", "withdrawn", reason=reason)
        return self._record(name, newest, "failed", why)

    def _record(
        self, name: str, event: Event, status: Status, error: str | None = None
    ) -> JobRecord:
        """What is left of a record that was forgotten; who had asked for it is not known."""
        try:
            manifest = self._repository.manifest(name, event.version)
        except BellwetherError:
            manifest = None
        return JobRecord(
            id=event.by.removeprefix(_BY),
            predictor=name,
            status=status,
            stage="done",
            progress=1.0,
            message=event.reason,
            version=event.version,
            error=error,
            reason=None,
            requested_by="unknown",
            attempt=1,
            enqueued_at=event.at,
            started_at=None,
            ended_at=event.at,
            effort=manifest.effort if manifest is not None else "full",
            datasets=tuple(each.name for each in manifest.datasets)
            if manifest is not None
            else (INITIAL,),
            reasons=event.reasons,
            reason_codes=event.reason_codes,
            error_code=code_of(error),
        )
