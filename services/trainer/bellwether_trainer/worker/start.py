"""Starts the RQ worker that retrains, or the small one that checks rows.

The worker itself imports no learning library: each job runs in a forked process that does, so none
of their thread pools lives through a fork.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import uuid

from rq.serializers import JSONSerializer

from bellwether_contract.jobs import CHECK_QUEUE, QUEUE
from bellwether_contract.settings import InvalidSettings
from bellwether_contract.storage import half_restored
from bellwether_contract.storage.half_restored import HalfRestored
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_trainer.worker import scratch
from bellwether_trainer.worker.config import TrainerSettings
from bellwether_trainer.worker.connection import patient, untrusted
from bellwether_trainer.worker.killed import note_killed_horse
from bellwether_trainer.worker.record_keeping import RecordKeeping
from bellwether_trainer.worker.rq_job import RetrainJob
from bellwether_trainer.worker.rq_queue import JobQueue
from bellwether_trainer.worker.rq_worker import (
    MONITORING_SECONDS,
    WORKER_TTL_SECONDS,
    RetrainWorker,
)

# Serving comes first: beside a busy trainer a prediction's p99 is 8.7 ms, with the trainer at
# nice 19 it is 0.5 ms.
NICENESS = 19

# Somebody waits for a check, and beside a training it takes no share that predictions would miss.
CHECK_NICENESS = 10


def main() -> int:
    """Work until told to stop; returns the exit code."""
    try:
        settings = TrainerSettings.from_environment(os.environ)
        half_restored.refuse(settings.champions_dir)
    except (InvalidSettings, HalfRestored) as error:
        print(f"bellwether-trainer: {error}", file=sys.stderr)  # noqa: T201
        return 2
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    trains = settings.worker == "trainings"
    if trains and (fault := settings.unable_to_sign()):
        print(f"bellwether-trainer: {fault}", file=sys.stderr)  # noqa: T201
        return 2
    os.nice(NICENESS if trains else CHECK_NICENESS)
    if trains:
        scratch.take(settings.models_dir)
    if fault := untrusted(settings):
        print(f"bellwether-trainer: {fault}", file=sys.stderr)  # noqa: T201
        return 2
    connection = patient(settings)
    queue = JobQueue(
        QUEUE if trains else CHECK_QUEUE,
        connection=connection,
        serializer=JSONSerializer,
        job_class=RetrainJob,
    )
    worker = RetrainWorker(
        [queue],
        # Unique: the name of a worker that was killed stays taken for a while.
        name=f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}",
        connection=connection,
        serializer=JSONSerializer,
        job_class=RetrainJob,
        worker_ttl=WORKER_TTL_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
        work_horse_killed_handler=note_killed_horse,
    )
    worker.heartbeat_file = settings.heartbeat_file
    if trains:
        worker.records = RecordKeeping(connection, RecordVolume(settings.records_dir))
    # RQ tells of its housekeeping every five seconds; what a job does is told by the job.
    worker.work(logging_level="WARNING")
    return 0
