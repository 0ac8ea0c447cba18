"""The API under a path of its own: what it says of its own addresses begins with that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def under(app: WSGIApplication, base: str) -> WSGIApplication:
    """``app``, whose `Location` headers begin with ``base``: "/bellwether", or "" for none.

    The proxy in front takes that part away before a request comes here.
    """
    if not base:
        return app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            moved = [
                (name, base + value if name == "Location" and value.startswith("/") else value)
                for name, value in headers
            ]
            return start_response(status, moved, error)

        return app(environ, start)

    return answer
