"""Starts the RQ worker that retrains.

Threads and priority are set before anything heavy is imported, and the worker itself imports no
learning library: each job runs in a forked process that does, so none of their thread pools
lives through a fork.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import uuid
from contextlib import suppress
from typing import Any

from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from bellwether_contract.jobs import FUNCTIONS, QUEUE
from bellwether_contract.settings import InvalidSettings
from bellwether_trainer.config import TrainerSettings
from bellwether_trainer.connection import patient
from bellwether_trainer.killed import note_killed_horse

# Serving comes first: beside a busy trainer a prediction's p99 is 8.7 ms, with the trainer at
# nice 19 it is 0.5 ms.
NICENESS = 19

# A worker silent for so long is dead and its job runs again. RQ's defaults take minutes.
WORKER_TTL_SECONDS = 20
MAINTENANCE_SECONDS = 5
MONITORING_SECONDS = 5
HEARTBEAT_TTL_SECONDS = 15


class RetrainJob(Job):
    """A job of one of the two kinds that this worker runs.

    Whoever can write to Redis can name any function in a job; no other than ours is ever called.
    """

    def perform(self) -> object:
        """Run the job; raises PermissionError where it names another function."""
        if self.func_name not in FUNCTIONS:
            self.retries_left = 0
            raise PermissionError(f"this worker runs {', '.join(sorted(FUNCTIONS))}, nothing else")
        return super().perform()


class RetrainWorker(Worker):
    """An RQ worker whose death is noticed within seconds, and which stops at once when told to."""

    def handle_warm_shutdown_request(self) -> None:
        """Give a training up that is under way: it goes back into the queue and begins anew.

        RQ would wait for its end, which takes longer than any container is given to stop.
        """
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ
        if self.horse_pid:
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

    def handle_work_horse_killed(self, job: Job, *how: Any) -> None:
        """Put it on record; a training that was stopped with its worker keeps all its retries."""
        if self._stop_requested and job.retries_left is not None:
            job.retries_left += 1
        super().handle_work_horse_killed(job, *how)  # type: ignore[no-untyped-call]  # RQ

    def get_heartbeat_ttl(
        self,
        job: Job,  # noqa: ARG002  # RQ's signature
        working_time: float = 0.0,  # noqa: ARG002
    ) -> int:
        """Seconds without a heartbeat after which a job counts as abandoned (RQ: a minute more)."""
        return HEARTBEAT_TTL_SECONDS


def main() -> int:
    """Work until told to stop; returns the exit code."""
    try:
        settings = TrainerSettings.from_environment(os.environ)
    except InvalidSettings as error:
        print(f"bellwether-trainer: {error}", file=sys.stderr)  # noqa: T201
        return 2
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    os.nice(NICENESS)
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", str(settings.training_threads))
    connection = patient(settings)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer, job_class=RetrainJob)
    worker = RetrainWorker(
        [queue],
        # Unique: the name of a worker that was killed stays taken for a while.
        name=f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}",
        connection=connection,
        serializer=JSONSerializer,
        job_class=RetrainJob,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
        work_horse_killed_handler=note_killed_horse,
    )
    # RQ tells of its housekeeping every five seconds; what a job does is told by the job.
    worker.work(logging_level="WARNING")
    return 0


if __name__ == "__main__":
    sys.exit(main())
