"""The operator's key: who knows it may retrain, cancel and promote."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from flask import Request, request
from pydantic import SecretStr

from bellwether_api.http.addresses import address
from bellwether_api.http.errors import ApiError
from bellwether_api.http.wrong_keys import WrongKeys

P = ParamSpec("P")
R = TypeVar("R")


class Unauthorized(ApiError):
    """The operator's key is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED

    def headers(self) -> Mapping[str, str]:
        """How to say who one is (RFC 9110, 11.6.1)."""
        return {"WWW-Authenticate": "Bearer"}


# A key of so many characters is found by nobody who tries, however often.
UNGUESSABLE = 24


class OperatorKey:
    """Guards views: ``@operator.required`` lets through who sends ``Authorization: Bearer KEY``.

    Wrong keys are counted by address, and beyond what one may send (``wrong_keys.py``) are not
    looked at. The right one is, or whoever shares an operator's address could lock them out; but
    one that is short enough to be guessed has to wait as wrong ones do, for a right key that passes
    would tell those who try that it is right.
    """

    def __init__(self, key: SecretStr) -> None:
        self._key = key.get_secret_value().encode()
        self._guessable = len(key.get_secret_value()) < UNGUESSABLE
        self._wrong = WrongKeys()

    def required(self, view: Callable[P, R]) -> Callable[P, R]:
        """Decorate a view; it raises what ``check`` raises before anything else is read."""

        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            self.check(request)
            return view(*args, **kwargs)

        return guarded

    def given(self) -> bool:
        """Whether the request in hand carries the key; raises TooManyWrongKeys."""
        try:
            self.check(request)
        except Unauthorized:
            return False
        return True

    def check(self, request: Request) -> None:
        """Raise Unauthorized where a request lacks the key, and TooManyWrongKeys."""
        # Its bytes, read as Latin-1: so WSGI hands them over.
        header = request.environ.get("HTTP_AUTHORIZATION", "")
        scheme, _, key = header.partition(" ")
        given = key.strip().encode("latin-1", "replace")
        # Bytes, because compare_digest refuses text beyond ASCII.
        right = scheme.lower() == "bearer" and hmac.compare_digest(given, self._key)
        if right and self._guessable:
            self._wrong.require_try(address(request))
        if right:
            return
        if header:
            self._wrong.count(address(request))
        raise Unauthorized("This needs the operator's key: Authorization: Bearer <key>")
