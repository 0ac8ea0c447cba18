"""RQ's worker as far as runs of jobs go: each is held by one worker, and ends once."""

from __future__ import annotations

import logging
import os
from typing import Any

from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job, JobStatus
from rq.utils import now

from bellwether_contract.ledger import Holder
from bellwether_trainer.worker import executions
from bellwether_trainer.worker.failures import logged
from bellwether_trainer.worker.rq_job import RetrainJob
from bellwether_trainer.worker.rq_queue import JobQueue

log = logging.getLogger(__name__)


class HeldWorker(Worker):
    """A worker that, once it was taken for dead, changes nothing of the job any more.

    Of what RQ does at the end of a job nothing is left: no callback, no webhook, no traceback kept
    in Redis.
    """

    queue_class = JobQueue

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job, unless it was put back meanwhile, as it is where a worker stops in between."""
        assert isinstance(job, RetrainJob)
        assert isinstance(queue, JobQueue)
        execution = self.prepare_execution(job)
        job.holder = executions.holder(queue, execution)
        # Here and nowhere else, in the horse it would be too late to tell.
        if not self.connection.lrem(queue.intermediate_queue.key, 1, job.id):
            self._drop(job, execution)
            return
        self.fork_work_horse(job, queue)
        self.monitor_work_horse(job, queue, execution)
        self.set_state("idle")

    def prepare_job_execution(self, job: Job, remove_from_intermediate_queue: bool = False) -> None:  # noqa: ARG002
        """Note that the job begins; a horse whose job is another's by now leaves."""
        if self.is_anothers(job):
            log.warning("%s: another worker has it by now", job.id)
            os._exit(0)
        super().prepare_job_execution(job, False)

    def handle_execution_ended(self, job: Job, queue: Queue, heartbeat_ttl: int) -> None:  # noqa: ARG002
        """Note when; in Redis it is noted with the end itself."""
        job.ended_at = now()

    def handle_job_success(
        self,
        job: Job,
        queue: Queue,
        started_job_registry: Any,  # noqa: ARG002  # RQ's signature
        execution: Execution,
    ) -> None:
        """End a run that did what it was to do, where it is still the job's run."""
        self._end(job, queue, execution, JobStatus.FINISHED)

    def handle_job_failure(
        self,
        job: Job,
        queue: Queue,
        started_job_registry: Any = None,  # noqa: ARG002  # RQ's signature
        exc_string: str = "",  # noqa: ARG002
        execution: Execution | None = None,
    ) -> None:
        """End a run that failed, or have its job wait again, where it is still the job's run."""
        assert isinstance(job, RetrainJob)
        assert execution is not None, "what was never begun is `maintenance`'s"
        stopped = self._stopped_job_id == job.id
        again = executions.runs_again(job) and not stopped
        self._end(job, queue, execution, JobStatus.QUEUED if again else JobStatus.FAILED)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log what stopped a job; RQ would log its message, too, which may repeat a row."""
        log.error("%s: %s", job.id, logged(exc_info[1]))

    def is_anothers(self, job: Job) -> bool:
        """Whether somebody has taken the job over, or has ended it."""
        held = held_by(job)
        if held is None:
            return False
        with self.connection.pipeline(transaction=False) as pipe:
            pipe.zscore(held.registry, held.execution)
            pipe.exists(job.key)
            holds, there = pipe.execute()
        # A Redis that has lost everything has given it to nobody.
        return holds is None and bool(there)

    def _end(self, job: Job, queue: Queue, execution: Execution, status: JobStatus) -> None:
        assert isinstance(job, RetrainJob)
        assert isinstance(queue, JobQueue)
        self.executions.pop(execution.id, None)
        if not executions.end(queue, job, execution.composite_key, "own", status):
            log.info("%s: its run was over already", job.id)
            return
        with self.connection.pipeline() as pipe:
            pipe.srem(self.executions_key, execution.composite_key)
            if status == JobStatus.FINISHED:
                self.increment_successful_job_count(pipe)
            else:
                self.increment_failed_job_count(pipe)
            if job.started_at and job.ended_at:
                self.increment_total_working_time(job.ended_at - job.started_at, pipe)
            pipe.execute()

    def _drop(self, job: Job, execution: Execution) -> None:
        with self.connection.pipeline() as pipe:
            self.cleanup_execution(job, pipe, execution)
            pipe.execute()
        log.warning("%s: it was put back while it was being taken", job.id)


def held_by(job: Job) -> Holder | None:
    """Who runs a job, where that is known."""
    return job.holder if isinstance(job, RetrainJob) else None
