"""RQ's job as ours: read from Redis with every doubt, and nothing in it but what we run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from redis.exceptions import ResponseError
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus
from rq.utils import import_attribute, utcparse

from bellwether_contract.jobs import KEPT_SECONDS, QUEUES, RETRIES
from bellwether_contract.ledger import Holder
from bellwether_trainer.worker import calls
from bellwether_trainer.worker.calls import UnreadableJob
from bellwether_trainer.worker.tasks import TASKS


class RetrainJob(Job):
    """A job of one of the kinds that there are (`tasks.py`).

    Callbacks, webhooks, dependencies, groups and whatever else RQ would take from its hash are left
    there: whoever can write to Redis could name any function in them.
    """

    # Who runs it, while somebody does.
    holder: Holder | None = None

    @property
    def func(self) -> Callable[..., Any]:
        """What runs for the job's name."""
        return import_attribute(TASKS[self.func_name or ""])

    def refresh(self) -> None:
        """Read it anew; raises NoSuchJobError where there is nothing, and UnreadableJob."""
        try:
            found: Any = self.connection.hgetall(self.key)
        except ResponseError as error:
            raise _unreadable(error) from error
        if not found:
            raise NoSuchJobError(f"There is no job {self.id}")
        self.restore(found)

    def restore(self, raw_data: Mapping[bytes, bytes]) -> None:
        """Be what a hash of Redis says; raises UnreadableJob."""
        if b"data" not in raw_data:
            raise UnreadableJob("it says nothing of what it calls")
        call = calls.read(self.id, raw_data[b"data"])
        try:
            self._restore(raw_data)
        except ValueError as error:
            raise UnreadableJob("a member that RQ writes is not as RQ writes it") from error
        self.func_name, self.args = call.function, list(call.arguments)
        self.instance, self.kwargs = None, {}
        self.timeout = call.seconds
        self.description = f"{call.function}({call.arguments[0]})"

    def _restore(self, stored: Mapping[bytes, bytes]) -> None:
        def text(name: bytes) -> str:
            return stored.get(name, b"").decode()

        def moment(name: bytes) -> datetime | None:
            return utcparse(text(name)) if stored.get(name) else None

        self.origin = text(b"origin")
        if self.origin not in QUEUES:
            raise ValueError("no queue")
        self._status = JobStatus(text(b"status"))
        self.created_at = moment(b"created_at") or self.created_at
        self.enqueued_at, self.ended_at = moment(b"enqueued_at"), moment(b"ended_at")
        self.started_at, self.last_heartbeat = moment(b"started_at"), moment(b"last_heartbeat")
        self.worker_name = text(b"worker_name") or None
        left = text(b"retries_left")
        # Who gives way gets its try back before it is used up.
        self.retries_left = min(int(left), RETRIES) if left else None
        self.result_ttl = self.failure_ttl = KEPT_SECONDS

    def _fetch_status(self) -> JobStatus:
        # One that nobody can read ends here; whoever looks after the queue sets it aside.
        try:
            return super()._fetch_status()
        except (ValueError, ResponseError):
            return JobStatus.FAILED


def _unreadable(error: ResponseError) -> Exception:
    return UnreadableJob("it is no hash") if str(error).startswith("WRONGTYPE") else error
