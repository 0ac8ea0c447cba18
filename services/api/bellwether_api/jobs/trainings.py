"""Retrainings: enqueued, cancelled, and those that nobody had to ask for.

Redis may be away at any time. Every call answers within a second then, with QueueUnavailable,
and predictions do not notice.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from redis.exceptions import WatchError

from bellwether_api.http.errors import ApiError
from bellwether_api.jobs import lost, rq_jobs
from bellwether_api.jobs.connection import QueueUnavailable
from bellwether_api.jobs.idempotency import Repeatable
from bellwether_api.jobs.known_trainings import KnownTrainings
from bellwether_contract import jobs
from bellwether_contract.jobs import IllegalChange, JobRecord
from bellwether_contract.vocabulary import INITIAL, Effort

if TYPE_CHECKING:
    from redis.client import Pipeline

# How often a change is tried again when somebody else has changed the same keys meanwhile.
ATTEMPTS = 10


class JobConflict(ApiError):
    """What was asked for does not go together with ``record``, the job as it stands."""

    status = HTTPStatus.CONFLICT

    def __init__(self, message: str, record: JobRecord) -> None:
        super().__init__(message)
        self.record = record


class TrainingQueue(KnownTrainings):
    """Retrainings as they are asked for and cancelled: queue, waiting places and records."""

    def enqueue(
        self,
        predictor: str,
        declaration_sha256: str,
        *,
        requested_by: str,
        reason: str | None,
        effort: Effort = "full",
        datasets: tuple[str, ...] = (INITIAL,),
        promote: bool = True,
        asked: Repeatable | None = None,
    ) -> JobRecord:
        """Put a retraining into the queue, ahead of those that nobody asked for.

        Where it is not to ``promote`` what it makes, that is kept as a candidate at best. Where it
        was ``asked`` for before, it is the one of then, as it was told then. Raises
        JobConflict, with the waiting job, where the predictor's waiting place is taken, and
        KeyReused.
        """
        record = _record(predictor, requested_by, reason, effort, datasets, promote)
        full = effort == "full" and datasets == (INITIAL,) and promote
        mark = jobs.full_training_key(predictor, declaration_sha256) if full else None
        with self._breaker:
            place = jobs.waiting_key(predictor)
            if self._enqueue(record, place=place, mark=mark, asked=asked):
                return record
        # By somebody who was faster by a moment.
        former = self.answered_before(asked)
        if former is None:
            raise QueueUnavailable("The queue changes too fast; try again")
        return former

    def answered_before(self, asked: Repeatable | None) -> JobRecord | None:
        """The retraining that was ``asked`` for before, as it was told then; raises KeyReused."""
        if asked is None:
            return None
        with self._breaker:
            kept: Any = self._redis.get(asked.place)
        answer = asked.answer(kept)
        return answer and JobRecord(**{**answer, "datasets": tuple(answer["datasets"])})

    def first_start(self, predictor: str, declaration_sha256: str) -> JobRecord | None:
        """Enqueue the first training of a declaration that has no model, once for ever.

        Returns None where that has been done before, by whichever process, or where a job of
        this predictor is under way.
        """
        key = jobs.first_start_key(predictor, declaration_sha256)
        with self._breaker:
            if self._redis.exists(key) or predictor in self._under_way():
                return None
            try:
                record = _record(predictor, jobs.FIRST_START, None, "quick")
                place = jobs.waiting_key(predictor)
                return record if self._enqueue(record, place=place, mark=key, once=True) else None
            except JobConflict:
                return None

    def full_training(self, predictor: str, declaration_sha256: str) -> JobRecord | None:
        """Enqueue the full training that follows a quick one, once for ever, at the queue's end.

        It takes no waiting place: whoever asks for a retraining is not refused because of it.
        Returns None where a full one was asked for before.
        """
        key = jobs.full_training_key(predictor, declaration_sha256)
        with self._breaker:
            if self._redis.exists(key):
                return None
            record = _record(predictor, jobs.FULL_TRAINING, None, "full")
            return record if self._enqueue(record, place=None, mark=key, once=True) else None

    def cancel(self, job: str) -> JobRecord:
        """Take a waiting job out of the queue, or tell a running one to stop at its next step.

        Raises UnknownJob, or JobConflict where the job is over.
        """
        with self._breaker:
            record = self._closed_if_lost(self._known(job))
            try:
                if record.over:
                    raise IllegalChange(job, record.status, "cancelled")
                waited = self._ledger.cancel(job)
            except IllegalChange as error:
                message = f"The retraining is over already: {error.was}"
                raise JobConflict(message, self._known(job)) from error
            if waited:
                with self._redis.pipeline() as pipe:
                    self._queue.remove(job, pipeline=pipe)
                    rq_jobs.forget(pipe, job)
                    self._ledger.leave_place(record.predictor, job, pipe)
                    pipe.execute()
            return self._known(job)

    def _enqueue(
        self,
        record: JobRecord,
        *,
        place: str | None,
        mark: str | None,
        once: bool = False,
        asked: Repeatable | None = None,
    ) -> bool:
        """Put a retraining into the queue, its id at ``place`` and at ``mark``.

        Returns False, and does nothing, where it is to happen ``once`` and the mark is there, or
        where it was ``asked`` for before.
        """
        done = [mark] if once and mark is not None else []
        done += [asked.place] if asked is not None else []
        watched = [place, *done] if place is not None else done
        later = rq_jobs.behind(record, self._queue, self._ledger)
        for _ in range(ATTEMPTS):
            with self._redis.pipeline() as pipe:
                try:
                    if watched:
                        _watch(pipe, *watched)
                    # In this order: a place that is taken by the same request, a moment ago, is
                    # no conflict.
                    waiting = pipe.get(place) if place is not None else None
                    if any(pipe.exists(key) for key in done):
                        return False
                    self._refuse_if_taken(record.predictor, waiting)
                    pipe.multi()
                    # All of it or nothing: a job without its record, or a mark without its
                    # job, would have to be found and repaired by somebody.
                    if mark is not None:
                        pipe.set(mark, record.id)
                    if place is not None:
                        pipe.set(place, record.id, ex=timedelta(days=jobs.RECORD_DAYS))
                    if asked is not None:
                        asked.keep(asdict(record), pipe)
                    self._ledger.add(record, pipe)
                    # The last is told only where it is so: a trainer of before knows four.
                    held_back = () if record.promote else (False,)
                    datasets = list(record.datasets)
                    arguments = (record.predictor, record.id, record.effort, datasets, *held_back)
                    rq_jobs.put(
                        self._queue,
                        pipe,
                        jobs.RETRAIN,
                        arguments,
                        job=record.id,
                        timeout=jobs.TIMEOUT_SECONDS,
                        behind_it=later,
                    )
                    pipe.execute()
                except WatchError:
                    continue
                return True
        raise QueueUnavailable("The queue changes too fast; try again")

    def _refuse_if_taken(self, predictor: str, waiting: Any) -> None:
        if waiting is None:
            return
        record = self._ledger.get(waiting.decode())
        if record is not None and self._closed_if_lost(record).status == "queued":
            raise JobConflict(f"A retraining of {predictor} is waiting already", record)

    def _closed_if_lost(self, record: JobRecord) -> JobRecord:
        lost.close(self._redis, self._ledger, [record])
        return self._ledger.get(record.id) or record


def _record(
    predictor: str,
    requested_by: str,
    reason: str | None,
    effort: Effort,
    datasets: tuple[str, ...] = (INITIAL,),
    promote: bool = True,
) -> JobRecord:
    return JobRecord.queued(
        uuid.uuid4().hex,
        predictor,
        requested_by=requested_by,
        reason=reason,
        effort=effort,
        datasets=datasets,
        promote=promote,
    )


def _watch(pipe: Pipeline, *keys: str) -> None:
    pipe.watch(*keys)  # type: ignore[no-untyped-call]  # redis-py left it untyped
