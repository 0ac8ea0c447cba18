"""X-Request-ID: under which name a request stands in the logs, and in its answer."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
ENVIRON = "HTTP_X_REQUEST_ID"

# What may stand in a log: the rule is nginx's too.
_is_id = re.compile(r"[A-Za-z0-9._-]{1,128}").fullmatch


def of(environ: WSGIEnvironment) -> str:
    """The id of a request: the one that it came with, or else a new one, which is left there."""
    given: str | None = environ.get(ENVIRON)
    if given is None or _is_id(given) is None:
        environ[ENVIRON] = given = os.urandom(16).hex()
    return given


def named(app: WSGIApplication) -> WSGIApplication:
    """``app``, whose every request has an id, which its answer bears."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        header = (HEADER, of(environ))

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            headers.append(header)
            return start_response(status, headers, error)

        return app(environ, start)

    return answer
