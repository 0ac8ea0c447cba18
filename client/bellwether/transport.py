"""One call over HTTP: sent, tried again where that can help, and either answered or an error."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.auth import AuthBase

from bellwether import schemes
from bellwether.errors import BellwetherError, Unreachable, refusal
from bellwether.unanswered import broke_off, unanswered

# How often a call is made at most, and the longest that a server may have us wait in between.
TRIES = 4
LONGEST_WAIT_SECONDS = 30.0
# What is waited where the server does not say; doubled each time.
FIRST_WAIT_SECONDS = 0.5

# Another one that answers takes the connection at once; a lost one never does.
CONNECT_SECONDS = 5.0

# So many bytes of what is no Bellwether's answer are looked at.
ANSWER_LOOKED_AT = 1 << 12

BUSY = frozenset({429, 503})
IN_FLIGHT = 409
NOT_MODIFIED = 304

# A body is made anew for each try: what a try has read of a file is gone.
Body = Callable[[], Any]


class _Key(AuthBase):
    """The key as a header, in bytes: keys go beyond Latin-1.

    As the session's own authentication, so that a ~/.netrc never takes its place.
    """

    def __init__(self, key: str | None) -> None:
        self._header = b"Bearer " + key.encode() if key else None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header is not None:
            # requests takes bytes as they are; its types know of text alone.
            request.headers["Authorization"] = self._header  # type: ignore[assignment]
        return request


@dataclass(frozen=True, slots=True)
class Tagged:
    """A document and the ETag under which the server knows it, if it gave one."""

    document: Any
    etag: str | None


class Transport:
    """Calls to one server; not to be shared between threads."""

    def __init__(
        self, url: str, key: str | None, timeout: float, language: str | None = None
    ) -> None:
        split = urlsplit(url)
        if split.scheme not in ("http", "https") or not split.netloc:
            raise ValueError(f"{url!r} is no address; write it like http://localhost:8080")
        if key is not None and any(not character.isprintable() for character in key):
            raise ValueError("the key holds a character that cannot be sent")
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._session = requests.Session()
        self._session.auth = _Key(key)
        self._session.headers["User-Agent"] = "bellwether-client"
        if language is not None:
            self._session.headers["Accept-Language"] = language

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """The document at ``path``."""
        return self.tagged(path, params=params).document

    def tagged(self, path: str, *, params: Mapping[str, str] | None = None) -> Tagged:
        """The document at ``path``, with its ETag."""
        response = self.call("GET", path, params=params)
        return Tagged(self._document(response), response.headers.get("ETag"))

    def changed(self, path: str, etag: str | None) -> Tagged | None:
        """The document at ``path``, or None where it is still the one of ``etag``."""
        headers = {"If-None-Match": etag} if etag else None
        response = self.call("GET", path, headers=headers)
        if response.status_code == NOT_MODIFIED:
            return None
        return Tagged(self._document(response), response.headers.get("ETag"))

    def text(self, path: str) -> str:
        """The text at ``path``, in UTF-8."""
        return self.call("GET", path).content.decode()

    def send(
        self,
        method: str,
        path: str,
        document: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
    ) -> Any:
        """Send ``document`` as JSON; returns the answer's, None where it has no body."""
        given = dict(headers or {})
        body: Body | None = None
        if document is not None:
            encoded = json.dumps(document, default=_plain).encode()
            given["Content-Type"] = "application/json"
            body = lambda: encoded  # noqa: E731
        response = self.call(method, path, body=body, headers=given, repeatable=repeatable)
        return self._document(response) if response.content else None

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        repeatable: bool = True,
        tries: int | None = None,
        stream: bool = False,
        timeout: tuple[float, float] | None = None,
    ) -> requests.Response:
        """Make a call until it is answered, TRIES times at most; the answer's status is below 400.

        A server that is busy (429, 503) is asked again after its Retry-After. A connection that
        breaks is tried again where the call is ``repeatable``: done twice, it does the same.
        Raises BellwetherError.
        """
        where = f"{method} {self.url}{path}"
        wait = FIRST_WAIT_SECONDS
        for left in reversed(range(tries or TRIES)):
            try:
                response = self._session.request(
                    method,
                    self.url + path,
                    data=body() if body is not None else None,
                    headers=dict(headers or {}),
                    params=params,
                    stream=stream,
                    allow_redirects=False,
                    timeout=timeout or (CONNECT_SECONDS, self._timeout),
                )
            except requests.RequestException as error:
                if left and repeatable and broke_off(error):
                    time.sleep(wait)
                    wait *= 2
                    continue
                raise unanswered(error, self.url, where) from error
            failed = self._failed(response, where)
            if failed is None:
                return response
            asked = _retry_after(response)
            response.close()
            again = response.status_code in BUSY or (
                response.status_code == IN_FLIGHT and asked is not None
            )
            pause = wait if asked is None else asked
            if not left or not again or pause > LONGEST_WAIT_SECONDS:
                raise failed
            time.sleep(pause)
            wait *= 2
        raise AssertionError("the last try returns or raises")

    def _failed(self, response: requests.Response, where: str) -> BellwetherError | None:
        """The error that an answer stands for, or None."""
        status = response.status_code
        if status < 300 or status == NOT_MODIFIED:
            return None
        if status < 400:
            elsewhere = response.headers.get("Location", "elsewhere")
            message = f"{self.url} sends to {elsewhere}; take the address that answers itself"
            return Unreachable(message, where=where, status=status)
        problem: Any = None
        with suppress(ValueError, requests.RequestException):
            problem = response.json()
        if isinstance(problem, dict):
            return refusal(status, problem, where, _retry_after(response))
        if status >= 500:
            return refusal(status, {}, where, _retry_after(response))
        message = f"{self.url} does not answer as Bellwether does; is that its address?"
        if schemes.wants_https(response.content[:ANSWER_LOOKED_AT]):
            message = schemes.write_https(self.url)
        return Unreachable(message, where=where, status=status)

    def _document(self, response: requests.Response) -> Any:
        try:
            return response.json()
        except ValueError:
            message = f"{self.url} does not answer as Bellwether does; is that its address?"
            raise Unreachable(message, status=response.status_code) from None


def path(name: str, *parts: str) -> str:
    """The path of what belongs to a predictor."""
    return "/".join(("/api/v1/predictors", *(quote(part, safe="") for part in (name, *parts))))


def idempotency() -> dict[str, str]:
    """A header that makes a call and its repetitions one."""
    return {"Idempotency-Key": str(uuid.uuid4())}


def _retry_after(response: requests.Response) -> float | None:
    """The seconds that the server asks for; Bellwether never sends a date."""
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else None


def _plain(value: Any) -> Any:
    """The Python value of a NumPy one, which JSON does not know."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} is nothing that JSON knows")
