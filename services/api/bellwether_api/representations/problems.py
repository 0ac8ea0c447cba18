"""Errors as they are told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from bellwether_api.representations.shape import Shape
from bellwether_contract.errors import Fault, RowFault
from bellwether_contract.jobs import JobRecord


class Problem(Shape):
    """RFC 9457; ``detail`` says in words what was wrong and what to do."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    # nginx, where it refuses by itself, does not name the path.
    instance: str | SkipJsonSchema[None] = None


class FaultyBody(Problem):
    """A body that is wrong: each fault with a JSON Pointer (RFC 6901) into it."""

    errors: list[Fault]


class FaultyTable(Problem):
    """Rows that are wrong, by line and column; the header is line 1."""

    errors: list[RowFault]


class NoModelYet(Problem):
    """No version yet: the training on its way, or the last one, which did not lead to a model."""

    training: JobRecord | None
    failed: JobRecord | None
    rejected: JobRecord | None
    candidate: JobRecord | None


class Conflict(Problem):
    """The job that stands in the way."""

    training: JobRecord
