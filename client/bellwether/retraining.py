"""A retraining that was asked for: looked at, waited for, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bellwether.following import Followed

Document = Mapping[str, Any]

PUBLISHED, CANDIDATE, REJECTED = "published", "candidate", "rejected"
FAILED, CANCELLED = "failed", "cancelled"
OVER = frozenset({PUBLISHED, CANDIDATE, REJECTED, FAILED, CANCELLED})


@dataclass(frozen=True, slots=True)
class RetrainingRecord:
    """How a retraining stands. ``progress`` is 0 to 1, times are ISO 8601 in UTC.

    ``status`` is queued, running, published, candidate, rejected, failed or cancelled; a candidate
    is kept and may be promoted. ``reasons`` say why its version has become that.
    """

    id: str
    predictor: str
    status: str
    stage: str
    progress: float
    message: str | None
    version: str | None
    error: str | None
    reason: str | None
    effort: str
    datasets: tuple[str, ...]
    enqueued_at: str
    started_at: str | None
    ended_at: str | None
    promote: bool = True
    reasons: tuple[str, ...] = ()
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in OVER


class Retraining(Followed[RetrainingRecord]):
    """One retraining. ``record`` is how it stood when it was last looked at."""

    def __repr__(self) -> str:
        return f"<Retraining {self.id} of {self.record.predictor}: {self.status}>"

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id

    @property
    def version(self) -> str | None:
        """The version that it made, published, kept as a candidate or rejected."""
        return self.record.version

    def cancel(self) -> Self:
        """Cancel it: a waiting one at once, a running one at its next step. Raises Conflict."""
        self.record = self._read(self._transport.send("DELETE", self._path()))
        return self

    def _path(self, *parts: str) -> str:
        return "/".join(("/api/v1/retrainings", self.id, *parts))

    @staticmethod
    def _read(document: Document) -> RetrainingRecord:
        return RetrainingRecord(
            id=document["id"],
            predictor=document["predictor"],
            status=document["status"],
            stage=document["stage"],
            progress=document["progress"],
            message=document.get("message"),
            version=document.get("version"),
            error=document.get("error"),
            reason=document.get("reason"),
            effort=document.get("effort", "full"),
            datasets=tuple(document.get("datasets") or ()),
            enqueued_at=document["enqueued_at"],
            started_at=document.get("started_at"),
            ended_at=document.get("ended_at"),
            promote=document.get("promote", True),
            reasons=tuple(document.get("reasons") or ()),
            document=document,
        )
