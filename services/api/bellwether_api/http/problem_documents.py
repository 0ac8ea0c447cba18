"""Errors as they are told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Self

from pydantic import Field

from bellwether_api.http.documents import Absent, Document
from bellwether_api.http.responses import JSON, PROBLEM
from bellwether_contract.errors import BellwetherError, Fault, FaultyDocument


class Problem(Document):
    """RFC 9457; ``detail`` says in words what was wrong and what to do."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    # nginx, where it refuses by itself, does not name the path.
    instance: Absent[str] = None

    @classmethod
    def of(cls, status: HTTPStatus, detail: str, path: str, error: BellwetherError | None) -> Self:
        """What is told of ``error``, on a request for ``path``."""
        return cls(
            type="about:blank",
            title=status.phrase,
            status=status.value,
            detail=detail,
            instance=path or None,
            **cls.members(error),
        )

    @classmethod
    def members(cls, error: Any) -> dict[str, Any]:
        """What this kind of problem tells beside; ``error`` is of the class that it belongs to."""
        del error
        return {}


class FaultyBody(Problem):
    """A body that is wrong: each fault with a JSON Pointer (RFC 6901) into it."""

    errors: list[Fault]

    @classmethod
    def members(cls, error: BellwetherError) -> dict[str, Any]:
        """All faults of a document; of what is none, that."""
        if isinstance(error, FaultyDocument):
            return {"errors": list(error.faults)}
        return {"errors": [Fault("", str(error.args[0]))]}


class ErrorV2(Document):
    """How clients of the Open Inference Protocol expect an error."""

    error: str


def problem(
    status: HTTPStatus,
    detail: str,
    path: str,
    kind: type[Problem] = Problem,
    error: BellwetherError | None = None,
) -> tuple[str, Problem | ErrorV2]:
    """The media type and the document of an error: RFC 9457, or what clients of /v2 expect."""
    if path == "/v2" or path.startswith("/v2/"):
        return JSON, ErrorV2(error=detail)
    return PROBLEM, kind.of(status, detail, path, error)
