"""RQ's worker as ours: it gives way, stops at once, and looks what others have left behind."""

from __future__ import annotations

import logging
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rq import Queue
from rq.executions import Execution
from rq.job import Job
from rq.worker_registration import WORKERS_BY_QUEUE_KEY, register

from bellwether_contract.jobs import JobRecord
from bellwether_trainer.worker import giving_way
from bellwether_trainer.worker.connection import Patience, in_passing
from bellwether_trainer.worker.held import HeldWorker, held_by
from bellwether_trainer.worker.maintenance import Maintenance
from bellwether_trainer.worker.record_keeping import RecordKeeping
from bellwether_trainer.worker.rq_queue import JobQueue

if TYPE_CHECKING:
    from redis.client import Pipeline

log = logging.getLogger(__name__)

# A worker of which nothing was heard for so long is not there. RQ's default takes minutes.
WORKER_TTL_SECONDS = 20

# So often a running training is looked after: its heartbeat, and whether it gives way.
MONITORING_SECONDS = 2

# A training of which nothing was heard for so long is nobody's, and runs again at the second look
# after that: 8 + 2 + 2 seconds at worst, and until it has begun the few that it takes to load what
# it needs. Four heartbeats may be late before that.
HEARTBEAT_TTL_SECONDS = 8

# So often a worker looks what others have left behind, whether it works or waits.
MAINTENANCE_SECONDS = 2

# Beside the heartbeat's file, touched when that was done.
MAINTENANCE_FILE = ".maintenance"


class RetrainWorker(HeldWorker):
    """An RQ worker whose death is noticed within seconds, and which stops at once when told to.

    It touches ``heartbeat_file``, where one is named, whenever Redis has taken its heartbeat.
    """

    heartbeat_file: Path | None = None
    # Where this worker looks after the records of trainings.
    records: RecordKeeping | None = None
    # The training for which the present one is being stopped.
    _gave_way_to: JobRecord | None = None
    # The present one is being stopped because it is another's by now.
    _overtaken = False

    def __init__(self, queues: list[JobQueue], **settings: Any) -> None:
        super().__init__(queues, **settings)
        # RQ makes workers without queues of what it finds in Redis.
        self._maintenance = Maintenance(queues[0]) if queues else None
        self._maintained: float | None = None
        self._fault: str | None = None

    @property
    def dequeue_timeout(self) -> int:
        """How long to wait for a job before looking at all else."""
        return MAINTENANCE_SECONDS

    @property
    def should_run_maintenance_tasks(self) -> bool:
        """Whether it is time to, by a clock that nobody sets (RQ goes by the time of day)."""
        last = self._maintained
        return last is None or time.monotonic() - last >= MAINTENANCE_SECONDS

    def run_maintenance_tasks(self) -> None:
        """Put in order what others have left; a fault is told once, and stops nothing else.

        Raises what says that Redis is away.
        """
        assert self._maintenance is not None
        self._maintained = time.monotonic()
        try:
            # In a full Redis the heartbeat comes first, or this worker is taken for dead.
            with in_passing():
                self._known_again()
                self._maintenance.run()
                if self.records is not None:
                    self.records.run()
        except (RedisConnectionError, RedisTimeoutError):
            raise
        except (RedisError, ValueError) as error:
            # No message of Redis or Python is sure to repeat nothing of what lies there.
            if self._fault != (fault := type(error).__name__):
                log.warning("What others have left behind cannot be put in order: %s", fault)
            self._fault = fault
            return
        if self._fault is not None:
            log.info("What others have left behind can be put in order again")
        self._fault = None
        if self.heartbeat_file is not None:
            self.heartbeat_file.with_name(self.heartbeat_file.name + MAINTENANCE_FILE).touch()

    def _known_again(self) -> None:
        """Be a worker again to a Redis that has lost everything: RQ says it at the start alone."""
        queues = [WORKERS_BY_QUEUE_KEY % name for name in self.queue_names()]
        if all(self.connection.sismember(key, self.key) for key in queues):
            return
        log.warning("Redis has forgotten this worker")
        with self.connection.pipeline() as pipe:
            register(self, pipe)
            pipe.hset(self.key, mapping=self.serialize())
            pipe.expire(self.key, WORKER_TTL_SECONDS + 60)
            pipe.execute()

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

        One that is another's by now is stopped as well: this worker was taken for dead. What other
        workers have left behind is found meanwhile: RQ would look after this job alone.
        """
        try:
            super().maintain_heartbeats(job, execution)
        except ResponseError as error:
            if "WRONGTYPE" not in str(error):
                raise
            # Something else lies where the job was; it is set aside when it is looked after.
            log.warning("%s: the job cannot be found any more", job.id)
            self._overtaken = True
        if self._overtaken or self.is_anothers(job):
            self._overtaken = True
            self.kill_horse()
            return
        if self.should_run_maintenance_tasks:
            self.run_maintenance_tasks()
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
            self._overtaken = False
        if first is not None:
            giving_way.line_up(self.connection, queue, job.id)

    def handle_work_horse_killed(self, job: Job, *how: Any) -> None:
        """Put it on record; a training that was stopped on purpose keeps all its retries."""
        first = self._gave_way_to
        if self._overtaken:
            return
        if (self._stop_requested or first is not None) and job.retries_left is not None:
            job.retries_left += 1
        if first is not None:
            giving_way.note(self.connection, job.id, first, held_by(job))
            return
        super().handle_work_horse_killed(job, *how)  # type: ignore[no-untyped-call]  # RQ

    def get_heartbeat_ttl(
        self,
        job: Job,  # noqa: ARG002  # RQ's signature
        working_time: float = 0.0,  # noqa: ARG002
    ) -> int:
        """Seconds without a heartbeat after which a job counts as abandoned (RQ: a minute more)."""
        return HEARTBEAT_TTL_SECONDS
