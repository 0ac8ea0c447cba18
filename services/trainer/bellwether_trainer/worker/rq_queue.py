"""RQ's queue as ours: what cannot be read in it is set aside, and stops nobody."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from rq import Queue
from rq.exceptions import NoSuchJobError

from bellwether_contract.jobs import IllegalChange
from bellwether_contract.ledger import JobLedger
from bellwether_contract.set_aside import UNREADABLE_JOB, dropped, readable_ids, set_aside
from bellwether_trainer.worker.calls import UnreadableJob
from bellwether_trainer.worker.rq_job import RetrainJob
from bellwether_trainer.worker.taking import take

# Of nobody's typing: said of an entry that can be no job's id.
NO_ID = "it is no id of a job"


class JobQueue(Queue):
    """A queue from which only jobs of ours are taken."""

    job_class = RetrainJob

    @classmethod
    def dequeue_any(  # type: ignore[override]  # one queue, as its worker has it
        cls, queues: Iterable[JobQueue], timeout: int | None, connection: Any, **_: Any
    ) -> tuple[RetrainJob, JobQueue] | None:
        """The next job that can be read; None where none waits. Raises what RQ does.

        RQ would end the worker at the first that cannot be read, and the next worker after it.
        """
        (queue,) = queues
        while True:
            taken = take(queue, timeout)
            if taken is None:
                return None
            job = queue.readable(taken)
            if job is not None:
                return job, queue
            # Whatever it was: it was taken, and is not to lie there.
            connection.lrem(queue.intermediate_queue.key, 1, taken)

    def get_job_ids(self, offset: int = 0, length: int = -1) -> list[str]:
        """The ids of the jobs that wait, but of what can be none."""
        end = offset + length - 1 if length >= 0 else length
        return readable_ids(self.connection.lrange(self.key, offset, end)) if length else []

    def readable(self, member: bytes) -> RetrainJob | None:
        """The job of an id, None where there is none or it was set aside just now."""
        try:
            (job,) = readable_ids([member])
        except ValueError:
            if not set_aside(
                self.connection, RetrainJob.key_for("").encode() + member, "job", NO_ID
            ):
                dropped(self.connection, "job", NO_ID)
            return None
        try:
            found = RetrainJob.fetch(job, self.connection, self.serializer)
        except NoSuchJobError:
            return None
        except UnreadableJob as error:
            self._set_aside(job, str(error))
            return None
        assert isinstance(found, RetrainJob)
        if found.origin != self.name:
            self._set_aside(job, "it is another queue's")
            return None
        return found

    def _set_aside(self, job: str, why: str) -> None:
        set_aside(self.connection, RetrainJob.key_for(job), "job", why)
        ledger = JobLedger(self.connection)
        ledger.set_aside_unreadable(0, [job])
        with suppress(IllegalChange):
            ledger.change(job, "failed", error=UNREADABLE_JOB)
