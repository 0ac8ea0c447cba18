"""The operator's key: who knows it may retrain, cancel and promote."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from flask import request
from pydantic import SecretStr

from bellwether_api.http.errors import ApiError

P = ParamSpec("P")
R = TypeVar("R")


class Unauthorized(ApiError):
    """The operator's key is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED

    def headers(self) -> Mapping[str, str]:
        """How to say who one is (RFC 9110, 11.6.1)."""
        return {"WWW-Authenticate": "Bearer"}


class OperatorKey:
    """Guards views: ``@operator.required`` lets through who sends ``Authorization: Bearer KEY``."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key.get_secret_value().encode()

    def required(self, view: Callable[P, R]) -> Callable[P, R]:
        """Decorate a view; it raises Unauthorized before anything else of the request is read."""

        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            self.check(request.environ.get("HTTP_AUTHORIZATION", ""))
            return view(*args, **kwargs)

        return guarded

    def given(self) -> bool:
        """Whether the request in hand carries the key."""
        try:
            self.check(request.environ.get("HTTP_AUTHORIZATION", ""))
        except Unauthorized:
            return False
        return True

    def check(self, header: str) -> None:
        """Check the header's value, as WSGI hands it over (its bytes, read as Latin-1)."""
        scheme, _, key = header.partition(" ")
        given = key.strip().encode("latin-1", "replace")
        # Bytes, because compare_digest refuses text beyond ASCII.
        if scheme.lower() != "bearer" or not hmac.compare_digest(given, self._key):
            raise Unauthorized("This needs the operator's key: Authorization: Bearer <key>")
