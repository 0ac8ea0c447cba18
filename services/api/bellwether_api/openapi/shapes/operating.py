"""Versions, retrainings, data sets, and what operators send."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from bellwether_api.openapi.shapes.predicting import Champion, Measured
from bellwether_api.openapi.shapes.shape import Count, OpenShape, Shape
from bellwether_contract.datasets import RowFault
from bellwether_contract.jobs import JobRecord
from bellwether_contract.store import Event


class ListedVersion(Measured):
    """A version in the list; ``measures`` are the held-out figures of its report."""

    version: str
    created: str
    job: str
    rows: Count
    champion: bool
    accepted: bool
    measures: dict[str, Any]


class BrokenVersion(Shape):
    """A version that cannot be read, and why."""

    version: str
    champion: bool
    broken: str


class Versions(Shape):
    predictor: str
    champion: str | None
    versions: list[ListedVersion | BrokenVersion]


class Report(OpenShape):
    """Everything that was measured; what else is in it depends on the training that wrote it."""

    predictor: str
    evaluation: dict[str, Any]
    gate: dict[str, Any]


class Promoted(Shape):
    champion: Champion | None


class ChampionHistory(Promoted):
    """``comparisons``: how often the gate has decided on the present anchor."""

    comparisons: Count
    history: list[Event]


class Retrainings(Shape):
    retrainings: list[JobRecord]


class Limits(Shape):
    bytes: Count


class RowFaults(Shape):
    count: Count
    first: list[RowFault]


class DataSetDescription(Shape):
    """Rows that a training may learn from. ``progress`` is 0 to 1 while they are checked."""

    name: str
    sha256: str
    size: Count | None
    rows: Count | None
    events: Count | None
    by: str | None
    at: str | None
    status: Literal["checking", "usable", "faulty", "failed"]
    progress: float | None
    checked_at: str | None
    faults: RowFaults
    error: str | None
    job: str | None


class DataSets(Shape):
    predictor: str
    limits: Limits
    datasets: list[DataSetDescription]


class OpenAPI(OpenShape):
    """This document."""

    openapi: Literal["3.1.1"]
    info: dict[str, Any]
    paths: dict[str, Any]


class ReasonedPromotion(Shape):
    """The body of a promotion or a roll-back; a version that the gate rejected needs a reason."""

    version: str
    reason: Annotated[str | None, Field(max_length=500)] = None


class RetrainingRequest(Shape):
    """The body of a retraining; all of it may be left out."""

    reason: Annotated[str | None, Field(max_length=500)] = None
    effort: Literal["quick", "full"] = "full"
    datasets: Annotated[
        list[Annotated[str, Field(pattern=r"^(initial|[0-9a-f]{64})$")]],
        Field(min_length=1, max_length=20, json_schema_extra={"uniqueItems": True}),
    ] = Field(default=["initial"])
