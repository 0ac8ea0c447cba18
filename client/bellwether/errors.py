"""What can go wrong, as one family: what was wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

KEY_ADVICE = "set BELLWETHER_KEY_FILE or BELLWETHER_KEY (in Python also key=) to the right one"


class BellwetherError(Exception):
    """Whatever Bellwether refused or could not do.

    ``message`` says it in words, ``where`` names the call; ``status`` and ``problem`` are the
    server's answer (RFC 9457), where there was one.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        status: int | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.status = status
        self.problem: Mapping[str, Any] = problem or {}

    def __str__(self) -> str:
        answered = f": {self.status}" if self.status else ""
        return f"{self.message} ({self.where}{answered})" if self.where else self.message


class Unreachable(BellwetherError):
    """Nothing answers at the address, the connection broke, or it is no Bellwether."""


class TimedOut(BellwetherError):
    """The answer, or the end that was waited for, did not come in time."""


class Unauthorized(BellwetherError):
    """The key is missing, wrong or not enough for it, or its file cannot be read."""


class NotFound(BellwetherError):
    """There is no such predictor, version, retraining, data set or call."""


class Conflict(BellwetherError):
    """It does not go together with how things stand; what that is, ``problem`` may tell."""


class Overtaken(Conflict):
    """Somebody else has changed the champion meanwhile; look again before you decide."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a JSON Pointer into what was sent, or line and column of a CSV."""

    detail: str
    pointer: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [] if self.row is None else [f"line {self.row}"]
        steps = (self.pointer or "").removeprefix("/inputs").strip("/").split("/")
        if steps[0].isdecimal():  # one of several records, counted from 0 as JSON does
            place.append(f"record {steps.pop(0)}")
        if self.column is not None:
            place.append(self.column)
        elif any(steps):
            place.append("/".join(steps))
        return f"{', '.join(place)} {self.detail}" if place else self.detail


class InvalidInputs(BellwetherError):
    """What was sent is wrong; ``faults`` names every place, of a CSV the first hundred."""

    def __init__(self, message: str, *, faults: Sequence[Fault] = (), **more: Any) -> None:
        super().__init__(message, **more)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        faults = "; ".join(map(str, self.faults))
        return f"{super().__str__()}: {faults}" if faults else super().__str__()


class ServerError(BellwetherError):
    """The server could not do it; nothing that you sent was wrong."""


class Unavailable(ServerError):
    """Not now: the server is busy, or something that it needs is away. Try again later."""

    def __init__(self, message: str, *, retry_after: float | None = None, **more: Any) -> None:
        super().__init__(message, **more)
        self.retry_after = retry_after


NO_SUCH_CALL = "The requested URL was not found"

_OF_STATUS: Mapping[int, type[BellwetherError]] = {
    HTTPStatus.UNAUTHORIZED: Unauthorized,
    HTTPStatus.FORBIDDEN: Unauthorized,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.CONFLICT: Conflict,
    HTTPStatus.PRECONDITION_FAILED: Overtaken,
}


def refusal(
    status: int, problem: Mapping[str, Any], where: str, retry_after: float | None
) -> BellwetherError:
    """The error that an answer with a ``status`` of 400 or more stands for."""
    detail = str(problem.get("detail") or problem.get("title") or f"The server answered {status}")
    context: dict[str, Any] = {"where": where, "status": status, "problem": problem}
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return Unavailable(detail, retry_after=retry_after, **context)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(detail, **context)
    kind = _OF_STATUS.get(status)
    if status == HTTPStatus.UNAUTHORIZED:
        # Whoever holds a key that was revoked or has expired is told so.
        wrong = detail if detail.startswith("This key") else "The key is missing or wrong"
        return Unauthorized(f"{wrong}; {KEY_ADVICE}", **context)
    if kind is NotFound and detail.startswith(NO_SUCH_CALL):
        return NotFound("This server does not know the call; it may be an older one", **context)
    if kind is Overtaken:
        advice = "Somebody else has changed the champion meanwhile; look again before you decide"
        return Overtaken(advice, **context)
    if kind is not None:
        return kind(detail, **context)
    return InvalidInputs(detail, faults=_faults(problem), **context)


def _faults(problem: Mapping[str, Any]) -> list[Fault]:
    listed = problem.get("errors")
    return [
        Fault(
            detail=str(each.get("detail", "is wrong")),
            pointer=each.get("pointer"),
            row=each.get("row"),
            column=each.get("column"),
        )
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict)
    ]
