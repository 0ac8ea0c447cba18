"""Who asks, and whether they may: the operator's key and named keys, held to the table of rights.

The operator's key, which the API is started with, is that of an operator of all predictors and is
always taken. A named key is looked up with each request: one that was revoked is refused by the
next.
"""

from __future__ import annotations

import functools
import hmac
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

from flask import Flask, Request, request
from pydantic import SecretStr

from bellwether_api import telemetry
from bellwether_api.http import request_ids
from bellwether_api.http.addresses import address
from bellwether_api.http.errors import ApiError
from bellwether_api.http.rights import PREDICTING, RIGHTS, Right, in_words, of_role, path_of
from bellwether_api.http.wrong_keys import TooManyWrongKeys, WrongKeys
from bellwether_contract import jobs
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.key_store import KeyStore
from bellwether_contract.storage.keys import Key
from bellwether_contract.vocabulary import Role

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)

P = ParamSpec("P")

# A key of so many characters is found by nobody who tries, however often; named keys have more.
UNGUESSABLE = 24

KeyRefusal = Literal["unknown", "revoked", "expired", "forbidden"]

# Who asks, or why nobody does, is left there: it is looked up once.
_CALLER = "bellwether.caller"


class Unauthorized(ApiError):
    """The key is missing or wrong, was revoked, or has expired."""

    status = HTTPStatus.UNAUTHORIZED

    def headers(self) -> Mapping[str, str]:
        """How to say who one is (RFC 9110, 11.6.1)."""
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(ApiError):
    """The key is of another role, or for other predictors."""

    status = HTTPStatus.FORBIDDEN


class NoRight(BellwetherError):
    """A call has no row in the table of rights."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a key; ``key`` is None for the operator's key."""

    name: str
    role: Role
    predictors: tuple[str, ...] | None
    key: Key | None = None

    def reaches(self, predictor: str) -> bool:
        """Whether the key is for this predictor."""
        return self.predictors is None or predictor in self.predictors


OPERATOR = Caller(jobs.OPERATOR, "operator", None)


class Access:
    """Holds every call of an application to its row in the table of rights.

    Wrong keys are counted by address, and beyond what one may send (``wrong_keys.py``) are not
    looked at. A right one is, or whoever shares an operator's address could lock them out; but an
    operator's key that is short enough to be guessed has to wait as wrong ones do, for a right key
    that passes would tell those who try that it is right. ``processes`` says among how many the
    tries are divided.
    """

    def __init__(
        self,
        key: SecretStr,
        keys: KeyStore,
        processes: Callable[[], int],
        *,
        public_predictions: bool,
    ) -> None:
        self._key = key.get_secret_value().encode()
        self._guessable = len(key.get_secret_value()) < UNGUESSABLE
        self._keys = keys
        self._wrong = WrongKeys(processes)
        # As many are logged: whoever has no right key must not fill the log.
        self._logged = WrongKeys(processes)
        self.public_predictions = public_predictions

    def guard(self, app: Flask) -> None:
        """Have each call of ``app`` refuse who may not make it, before it reads anything else.

        What everybody may do is left as it is. Raises NoRight for a call without a row.
        """
        found: dict[str, Right] = {}
        for rule in app.url_map.iter_rules():
            path = path_of(rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                right = RIGHTS.get((method, path))
                if right is None or found.setdefault(rule.endpoint, right) != right:
                    raise NoRight(f"{method} {path} has no row of its own in http/rights.py")
        for endpoint, right in found.items():
            if not right.without_key(public_predictions=self.public_predictions):
                app.view_functions[endpoint] = self._guarded(app.view_functions[endpoint], right)

    def caller(self) -> Caller:
        """Whose key the request carries; raises Unauthorized, and what reading keys raises."""
        return self._caller(request.environ)

    def has(self, right: Right, predictor: str) -> bool:
        """Whether the request carries a key that gives this right to a predictor.

        Raises TooManyWrongKeys.
        """
        return self._has(request.environ, right, predictor)

    def may_predict(self, environ: WSGIEnvironment, predictor: str) -> bool:
        """Whether whoever asks may have predictions, where they are not public."""
        try:
            return self._has(environ, PREDICTING, predictor)
        except TooManyWrongKeys:
            return False

    def require_predictor(self, predictor: str) -> None:
        """Raise Forbidden where the key is for other predictors; the role was looked at before."""
        caller = self.caller()
        if not caller.reaches(predictor):
            raise _elsewhere(caller)

    def _guarded(self, view: Callable[P, Any], right: Right) -> Callable[P, Any]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            name = kwargs.get("name")
            try:
                self._require(request.environ, right, name if isinstance(name, str) else None)
            except Forbidden as error:
                caller = self.caller()
                self._refused(request.environ, "forbidden", caller.key)
                raise error from None
            return view(*args, **kwargs)

        return guarded

    def _has(self, environ: WSGIEnvironment, right: Right, predictor: str) -> bool:
        try:
            self._require(environ, right, predictor)
        except TooManyWrongKeys:
            raise
        except (BellwetherError, OSError):
            return False
        return True

    def _require(self, environ: WSGIEnvironment, right: Right, predictor: str | None) -> None:
        try:
            caller = self._caller(environ)
        except Unauthorized as error:
            if error.args:
                raise
            raise Unauthorized(
                f"This needs {in_words(right)}: Authorization: Bearer <key>"
            ) from None
        if caller.role not in right.roles:
            raise Forbidden(
                f"This needs {in_words(right)}; yours is that of {of_role(caller.role)}"
            )
        if right.everything and caller.predictors is not None:
            raise Forbidden("This needs a key for all predictors; yours is for some of them")
        if predictor is not None and not caller.reaches(predictor):
            raise _elsewhere(caller)

    def _caller(self, environ: WSGIEnvironment) -> Caller:
        found = environ.get(_CALLER)
        if found is None:
            try:
                found = self._known(environ)
            except ApiError as error:
                found = error
            environ[_CALLER] = found
        if isinstance(found, ApiError):
            raise found
        caller: Caller = found
        return caller

    def _known(self, environ: WSGIEnvironment) -> Caller:
        # As WSGI hands it over: its bytes, read as Latin-1.
        header = environ.get("HTTP_AUTHORIZATION", "")
        scheme, _, sent = header.partition(" ")
        sent = sent.strip()
        if not header:
            raise Unauthorized
        if scheme.lower() != "bearer":
            self._wrong.count(address(Request(environ)))
            raise Unauthorized
        # Bytes, because compare_digest refuses text beyond ASCII.
        if hmac.compare_digest(sent.encode("latin-1", "replace"), self._key):
            if self._guessable:
                self._wrong.require_try(address(Request(environ)))
            return OPERATOR
        key = self._keys.find(sent)
        if key is None:
            self._refused(environ, "unknown")
            self._wrong.count(address(Request(environ)))
            raise Unauthorized
        if key.revoked is not None:
            self._refused(environ, "revoked", key)
            raise Unauthorized("This key was revoked; ask an operator for another one")
        if key.expired():
            self._refused(environ, "expired", key)
            raise Unauthorized("This key has expired; ask an operator to rotate it")
        return Caller(key.name, key.role, key.predictors, key)

    def _refused(self, environ: WSGIEnvironment, why: KeyRefusal, key: Key | None = None) -> None:
        """Count and log an attempt that failed: which key, where that is known, never what came."""
        telemetry.key_refused(why)
        with suppress(TooManyWrongKeys):
            self._logged.count(address(Request(environ)))
            which = f" {key.id}" if key is not None else ""
            log.warning(
                "The key%s of request %s is refused: %s", which, request_ids.of(environ), why
            )


def _elsewhere(caller: Caller) -> Forbidden:
    return Forbidden(f"This key is for {', '.join(caller.predictors or ())} alone")
