"""RQ's worker as ours: it runs three functions, gives way, stops at once and notices who died."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redis.exceptions import OutOfMemoryError
from rq import Queue, Worker
from rq.executions import Execution
from rq.intermediate_queue import IntermediateQueue
from rq.job import Job
from rq.utils import import_attribute

from bellwether_contract.jobs import JobRecord
from bellwether_trainer.worker import giving_way
from bellwether_trainer.worker.connection import Patience
from bellwether_trainer.worker.tasks import TASKS

if TYPE_CHECKING:
    from redis.client import Pipeline

# A worker silent for so long is dead and its job runs again. RQ's defaults take minutes.
WORKER_TTL_SECONDS = 20
MAINTENANCE_SECONDS = 5
# So often a running training is looked after: its heartbeat, and whether it gives way.
MONITORING_SECONDS = 2
HEARTBEAT_TTL_SECONDS = 15

# A worker that lives registers a job within milliseconds of taking it (RQ waits a minute).
STUCK_SECONDS = 5


class RetrainJob(Job):
    """A job of one of the kinds that there are: a training, a check, a validation.

    Whoever can write to Redis can name any function in a job; no other than ours is ever called.
    """

    @property
    def func(self) -> Callable[..., Any]:
        """What runs for the job's name."""
        return import_attribute(TASKS[self.func_name or ""])

    def perform(self) -> object:
        """Run the job; raises PermissionError where it names another function."""
        if self.func_name not in TASKS:
            self.retries_left = 0
            raise PermissionError(f"this worker runs {', '.join(sorted(TASKS))}, nothing else")
        return super().perform()


class Taken(IntermediateQueue):
    """Jobs that were taken out of the queue and are not yet registered as started."""

    def should_be_cleaned_up(self, job_id: str) -> bool:
        """Whether whoever took this job has died before it could say so."""
        seen = self.get_first_seen(job_id)
        return seen is not None and time.time() - seen.timestamp() > STUCK_SECONDS


class JobQueue(Queue):
    """A queue that finds within seconds what a worker took and then died."""

    @property
    def intermediate_queue(self) -> IntermediateQueue:
        """Where a job is between queue and worker."""
        return Taken(self.key, connection=self.connection)


class RetrainWorker(Worker):
    """An RQ worker whose death is noticed within seconds, and which stops at once when told to.

    It touches ``heartbeat_file``, where one is named, whenever Redis has taken its heartbeat.
    """

    heartbeat_file: Path | None = None
    # The training for which the present one is being stopped.
    _gave_way_to: JobRecord | None = None

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Say that it lives; raises what Redis does."""
        super().heartbeat(timeout, pipeline)
        if self.heartbeat_file is not None:
            self.heartbeat_file.touch()

    def handle_warm_shutdown_request(self) -> None:
        """Give a training up that is under way: it goes back into the queue and begins anew.

        RQ would wait for its end, which takes longer than any container is given to stop.
        """
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ
        Patience.leaving = True
        if self.horse_pid:
            self.kill_horse()

    def register_death(self) -> None:
        """Say that it leaves; where Redis is full, others find out."""
        Patience.leaving = True
        with suppress(OutOfMemoryError):
            super().register_death()  # type: ignore[no-untyped-call]  # RQ

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """Say that job and worker live, and stop a training whose turn is after another's.

        What other workers have left behind is found meanwhile: RQ would look after this job alone.
        """
        super().maintain_heartbeats(job, execution)
        if self.should_run_maintenance_tasks:
            self.run_maintenance_tasks()  # type: ignore[no-untyped-call]  # RQ
        if self._gave_way_to is None:
            self._gave_way_to = giving_way.called_for(self.connection, self.queues[0], job.id)
            if self._gave_way_to is not None:
                # With everything that it has started: the horse leads its group.
                self.kill_horse()

    def monitor_work_horse(self, job: Job, queue: Queue, execution: Execution) -> None:
        """Wait for the end of a training, however it ends, and let no process of it live on.

        Small predictors are fitted in processes of their own, and a horse leaves without telling
        them; they would hold memory and the worker's output for minutes.
        """
        horse = self.horse_pid
        try:
            super().monitor_work_horse(job, queue, execution)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(horse, signal.SIGKILL)
            first, self._gave_way_to = self._gave_way_to, None
        if first is not None:
            giving_way.line_up(self.connection, queue, job.id)

    def handle_work_horse_killed(self, job: Job, *how: Any) -> None:
        """Put it on record; a training that was stopped on purpose keeps all its retries."""
        first = self._gave_way_to
        if (self._stop_requested or first is not None) and job.retries_left is not None:
            job.retries_left += 1
        if first is not None:
            giving_way.note(self.connection, job.id, first)
            return
        super().handle_work_horse_killed(job, *how)  # type: ignore[no-untyped-call]  # RQ

    def get_heartbeat_ttl(
        self,
        job: Job,  # noqa: ARG002  # RQ's signature
        working_time: float = 0.0,  # noqa: ARG002
    ) -> int:
        """Seconds without a heartbeat after which a job counts as abandoned (RQ: a minute more)."""
        return HEARTBEAT_TTL_SECONDS
