"""Retrainings: a job is told by its record."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bellwether_api.http.documents import Document
from bellwether_api.jobs.last_trainings import WITHOUT_MODEL
from bellwether_contract.jobs import JobRecord


class Retrainings(Document):
    retrainings: list[JobRecord]


class RetrainingRequest(Document):
    """The body of a retraining; all of it may be left out.

    With ``promote`` false, what is trained is kept as a candidate at best.
    """

    reason: Annotated[str | None, Field(max_length=500)] = None
    effort: Literal["quick", "full"] | None = "full"
    promote: bool | None = True
    datasets: (
        Annotated[
            list[Annotated[str, Field(pattern=r"^(initial|[0-9a-f]{64})$")]],
            Field(min_length=1, max_length=20, json_schema_extra={"uniqueItems": True}),
        ]
        | None
    ) = Field(default=["initial"])


def ended(record: JobRecord | None) -> dict[str, JobRecord | None]:
    """The training that left a predictor without a model, by how it ended."""
    return {
        status: record if record is not None and record.status == status else None
        for status in WITHOUT_MODEL
    }
