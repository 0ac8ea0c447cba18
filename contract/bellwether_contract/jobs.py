"""What the API and the trainer say to each other about retraining jobs.

RQ moves the jobs; what people are shown is kept here, in records of our own, because RQ drops
its own after a while. The keys are listed below and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from bellwether_contract.clock import now
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
# SHA-256, a validation with the predictor's name and its own id, on the checks' queue. No worker
# runs anything else.
RETRAIN = "bellwether_trainer.jobs.retrain"
CHECK = "bellwether_trainer.jobs.check"
VALIDATE = "bellwether_trainer.validating.validate"
FUNCTIONS = frozenset({RETRAIN, CHECK, VALIDATE})

# An hour: the slowest declared training takes minutes; one that hangs must not hold the queue.
TIMEOUT_SECONDS = 3600

# The largest upload is unpacked and checked within minutes.
CHECK_TIMEOUT_SECONDS = 1800

# How often a job that died without a fault of its own (killed, out of memory) runs again.
RETRIES = 3

# Records are kept at least 30 days; a quarter of a year is what an audit asks for.
RECORD_DAYS = 90

# Candidate: the version is kept and may be promoted by a person, but was not by itself.
Status = Literal["queued", "running", "published", "candidate", "rejected", "failed", "cancelled"]
Stage = Literal[
    "queued",
    "data",
    "split",
    "candidates",
    "fit",
    "evaluate",
    "gate",
    "export",
    "publish",
    "done",
]
OVER: frozenset[Status] = frozenset({"published", "candidate", "rejected", "failed", "cancelled"})

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

_INDEX = "bellwether:retrainings"


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


def check_progress_key(check: str) -> str:
    """How far a running check, or validation, is, 0 to 1."""
    return f"bellwether:progress:{check}"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One retraining as people see it. Times are ISO 8601 in UTC, progress is 0 to 1.

    ``promote`` False: whatever it makes is kept as a candidate at best. ``reasons`` say one by one
    why its version has become what it is; ``message`` joins them then.
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
    # How often it was stopped for a training that comes before it, to begin anew.
    gave_way: int = 0
    promote: bool = True
    reasons: tuple[str, ...] | None = None

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


class Redis(Protocol):
    """What the ledger needs of a Redis client (or of a pipeline, which queues the same calls).

    A client that decodes answers and one that does not serve alike: RQ needs the latter.
    """

    def pipeline(self, transaction: bool = True) -> Any: ...  # noqa: D102
    def hset(self, name: str, *, mapping: Any) -> Any: ...  # noqa: D102
    def hgetall(self, name: str) -> Any: ...  # noqa: D102
    def expire(self, name: str, time: timedelta) -> Any: ...  # noqa: D102
    def zadd(self, name: str, mapping: Any) -> Any: ...  # noqa: D102
    def zrevrange(self, name: str, start: int, end: int) -> Any: ...  # noqa: D102
    def zremrangebyscore(self, name: str, lowest: float, highest: float, /) -> Any: ...  # noqa: D102


class JobLedger:
    """The records of all retrainings, newest first, for at least 30 days."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def add(self, record: JobRecord, pipeline: Redis | None = None) -> None:
        """Write a new record, within ``pipeline`` where one is given."""
        redis = pipeline if pipeline is not None else self._redis
        at = datetime.fromisoformat(record.enqueued_at).timestamp()
        oldest = (datetime.now(UTC) - timedelta(days=RECORD_DAYS)).timestamp()
        redis.hset(record_key(record.id), mapping=_to_hash(asdict(record)))
        redis.expire(record_key(record.id), timedelta(days=RECORD_DAYS))
        redis.zadd(_INDEX, {record.id: at})
        redis.zremrangebyscore(_INDEX, 0, oldest)

    def update(self, job: str, pipeline: Redis | None = None, **changes: object) -> None:
        """Change members of a record."""
        redis = pipeline if pipeline is not None else self._redis
        redis.hset(record_key(job), mapping=_to_hash(changes))

    def get(self, job: str) -> JobRecord | None:
        """The record of a job, or None where there is none (any more)."""
        return _from_hash(self._redis.hgetall(record_key(job)))

    def several(self, ids: Sequence[str]) -> list[JobRecord]:
        """The records of these jobs, asked for in one go; who has none is left out."""
        with self._redis.pipeline(transaction=False) as pipe:
            for job in ids:
                pipe.hgetall(record_key(job))
            found = map(_from_hash, pipe.execute())
        return [record for record in found if record is not None]

    def recent(self, limit: int) -> list[JobRecord]:
        """The newest ``limit`` records."""
        return self.several([_text(job) for job in self._redis.zrevrange(_INDEX, 0, limit - 1)])


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _to_hash(members: dict[str, Any]) -> dict[str, str]:
    # Redis has no null in a hash: the empty string stands for it.
    unknown = members.keys() - {field.name for field in fields(JobRecord)}
    if unknown:
        raise ValueError(f"a job record has no member {', '.join(sorted(unknown))}")
    return {name: _to_text(value) for name, value in members.items()}


def _to_text(value: Any) -> str:
    if isinstance(value, tuple | dict):
        return json.dumps(value)
    return "" if value is None else str(value)


# Members that records did not have from the beginning.
_LATER = {"effort", "datasets", "stability", "shifted", "promote", "reasons", "gave_way"}

_LISTS = ("datasets", "shifted", "reasons")


def _from_hash(members: dict[bytes | str, bytes | str]) -> JobRecord | None:
    values: dict[str, Any] = {_text(k): _text(v) or None for k, v in members.items()}
    names = {field.name for field in fields(JobRecord)}
    if not values.keys() >= names - _LATER:
        return None
    known = {name: values[name] for name in names & values.keys()}
    for name in _LISTS:
        if known.get(name) is not None:
            known[name] = tuple(json.loads(known[name]))
    if "promote" in known:
        known["promote"] = known["promote"] != str(False)
    if known.get("stability") is not None:
        known["stability"] = json.loads(known["stability"])
    known["gave_way"] = int(known.get("gave_way") or 0)
    return JobRecord(
        **{**known, "progress": float(known["progress"]), "attempt": int(known["attempt"])}
    )
