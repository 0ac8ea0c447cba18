"""What the API and the trainer say to each other about retraining jobs, and how a job may change.

RQ moves the jobs; what people are shown is kept in records of our own (``ledger.py``), because RQ
drops its own after a while. The keys of Redis are listed below and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bellwether_contract.clock import now
from bellwether_contract.coded import Code
from bellwether_contract.errors import BellwetherError
from bellwether_contract.vocabulary import INITIAL, Effort, Outcome

# Trainings and checks each have a queue, and a worker of its own: RQ pops from several queues
# non-atomically and can lose a job. Checks once stood in the trainings' queue, and whoever works
# there still takes them.
QUEUE = "bellwether"
CHECK_QUEUE = "bellwether-checks"
QUEUES = (QUEUE, CHECK_QUEUE)

# What a job is called in the queue, so that the API need not import the trainer, whose
# ``worker.tasks`` knows what runs. The names were paths once, and stay: jobs lie under them in the
# queues of running installations. A retraining is called with the predictor's name, its own id, the
# effort and the names of its data sets; a check with the predictor's name and the data set's
# SHA-256, a validation with the predictor's name and its own id, on the checks' queue; a
# collection, on the trainings', with the predictor's name, how many newest stay, by whom and why;
# an import, there too, with the names of predictor and version.
RETRAIN = "bellwether_trainer.jobs.retrain"
CHECK = "bellwether_trainer.jobs.check"
VALIDATE = "bellwether_trainer.validating.validate"
COLLECT = "bellwether_trainer.collecting.collect"
IMPORT = "bellwether_trainer.importing.take_in"
FUNCTIONS = frozenset({RETRAIN, CHECK, VALIDATE, COLLECT, IMPORT})

# An hour: the slowest declared training takes minutes; one that hangs must not hold the queue. The
# largest upload is unpacked and checked within minutes.
TIMEOUT_SECONDS = 3600
CHECK_TIMEOUT_SECONDS = 1800

# How often a job that died without a fault of its own (killed, out of memory) runs again.
RETRIES = 3

KEPT_SECONDS = 24 * 3600  # RQ's own memory of a job that is over

# Redis keeps a record for so many days; those of trainings that are over lie on a volume for good
# (`storage/kept_records.py`). So many of the newest stay: a wrong clock must not empty the list.
RECORD_DAYS = 90
RECORDS_AT_LEAST = 1000

# Candidate: the version is kept and may be promoted by a person, but was not by itself.
Status = Literal["queued", "running", "published", "candidate", "rejected", "failed", "cancelled"]
Stage = Literal[
    "queued", "data", "split", "candidates", "fit", "evaluate", "gate", "export", "publish", "done",
]  # fmt: skip
OVER: frozenset[Status] = frozenset({"published", "candidate", "rejected", "failed", "cancelled"})

# How a job may change; `ledger.py` makes no other change, and makes each in one step. What is over
# stays as it ended.
CHANGES: Mapping[Status, frozenset[Status]] = {
    # Failed: the queue has lost it before a worker came.
    "queued": frozenset({"running", "cancelled", "failed"}),
    # Again running: its process was killed. Queued: it has given way to another training.
    "running": frozenset[Status]({"running", "queued"}) | OVER,
    **{ended: frozenset[Status]() for ended in OVER},
}

# An operator may have cancelled a job that neither begins nor waits again then.
NOT_ONCE_CANCELLED: frozenset[Status] = frozenset({"running", "queued"})

# How long Redis remembers that a queue was put in order: what is left of it tells how long ago.
MAINTENANCE_KEPT_SECONDS = 24 * 3600

# What a job is called whose version has ended so.
ENDED: dict[Outcome, Status] = {
    "promoted": "published",
    "candidate": "candidate",
    "rejected": "rejected",
}

OPERATOR = "operator"
FIRST_START = "first start"
FULL_TRAINING = "full training"

# How a record names the outcome among the fields that have shifted: no field is called so.
OUTCOME = "the outcome"

# The ids of all records, in the order in which they were asked for.
INDEX_KEY = "bellwether:retrainings"


class IllegalChange(BellwetherError):
    """A job cannot become what it was to become; ``was`` is how it stands.

    ``cancelled`` where that is so because an operator has cancelled it while it was running,
    ``overtaken`` where the one who changes it was taken for dead, and another runs the job.
    """

    def __init__(
        self,
        job: str,
        was: Status,
        to: Status | None,
        *,
        cancelled: bool = False,
        overtaken: bool = False,
    ) -> None:
        why = "was cancelled by an operator" if cancelled else f"is {was}"
        why = "is another worker's by now" if overtaken else why
        change = f"become {to}" if to is not None else "get on"
        super().__init__(f"the job {job} {why}, so it cannot {change}; look at it anew")
        self.was = was
        self.cancelled = cancelled
        self.overtaken = overtaken


def record_key(job: str) -> str:
    """The hash that holds a job's record."""
    return f"bellwether:retraining:{job}"


def waiting_key(predictor: str) -> str:
    """The one place in the queue that a predictor has: holds the id of the waiting job."""
    return f"bellwether:waiting:{predictor}"


def cancel_key(job: str) -> str:
    """Set when an operator has cancelled the job; the trainer looks before every step."""
    return f"bellwether:cancel:{job}"


def first_start_key(predictor: str, declaration_sha256: str) -> str:
    """Set once a declaration without a champion has got its first training."""
    return f"bellwether:first-start:{predictor}:{declaration_sha256[:16]}"


def full_training_key(predictor: str, declaration_sha256: str) -> str:
    """Set once a declaration has got a full training, asked for or not."""
    return f"bellwether:full-training:{predictor}:{declaration_sha256[:16]}"


def gives_way_key(waiting: str) -> str:
    """Held for a while by the one running training that gives way to the job ``waiting``."""
    return f"bellwether:gives-way:{waiting}"


def check_id(predictor: str, sha256: str) -> str:
    """The id of the job that checks a data set: a data set has one check at a time."""
    return f"check-{predictor}-{sha256}"


def validation_job(predictor: str, validation: str) -> str:
    """The id of the job that measures a version by the rows of a validation."""
    return f"validation-{predictor}-{validation}"


def collection_job(predictor: str) -> str:
    """The id of the job that removes versions: a predictor has one at a time."""
    return f"collect-{predictor}"


def import_job(predictor: str, version: str) -> str:
    """The id of the job that takes in a version of another site."""
    return f"import-{predictor}-{version}"


def check_progress_key(check: str) -> str:
    """How far a running check, or validation, is, 0 to 1."""
    return f"bellwether:progress:{check}"


def maintenance_key(queue: str) -> str:
    """Set whenever a worker has put a queue in order, for MAINTENANCE_KEPT_SECONDS."""
    return f"bellwether:maintenance:{queue}"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One retraining as people see it. Times are ISO 8601 in UTC, progress is 0 to 1.

    ``promote`` False: what it makes is kept as a candidate at best. ``reasons`` say one by one why
    its version has become what it is, as ``message`` does then; codes are for other languages.
    """

    id: str
    predictor: str
    status: Status
    stage: Stage
    progress: float
    message: str | None
    version: str | None
    error: str | None
    reason: str | None
    requested_by: str
    attempt: int
    enqueued_at: str
    started_at: str | None
    ended_at: str | None
    # Records of trainings that knew neither say what those did.
    effort: Effort = "full"
    datasets: tuple[str, ...] = (INITIAL,)
    stability: dict[str, float | None] | None = None
    shifted: tuple[str, ...] | None = None
    # How often it was stopped for one that comes before it.
    gave_way: int = 0
    promote: bool = True
    reasons: tuple[str, ...] | None = None
    reason_codes: tuple[Code | None, ...] | None = None
    error_code: Code | None = None

    @classmethod
    def queued(
        cls,
        job: str,
        predictor: str,
        *,
        requested_by: str,
        reason: str | None,
        effort: Effort = "full",
        datasets: tuple[str, ...] = (INITIAL,),
        promote: bool = True,
    ) -> JobRecord:
        """The record of a job that has just been put into the queue."""
        return cls(
            id=job,
            predictor=predictor,
            status="queued",
            stage="queued",
            progress=0.0,
            message=None,
            version=None,
            error=None,
            reason=reason,
            requested_by=requested_by,
            attempt=0,
            enqueued_at=now(),
            started_at=None,
            ended_at=None,
            effort=effort,
            datasets=datasets,
            promote=promote,
        )

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to this job."""
        return self.status in OVER
