"""Request bodies: strict JSON in, plain Python values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from bellwether_api.http import content_encoding, large_bodies
from bellwether_api.http.errors import ApiError
from bellwether_api.http.json_text import UnreadableBody, parse, writable
from bellwether_contract import spelling
from bellwether_contract.errors import (
    FAULTS_LISTED,
    Fault,
    InvalidInputs,
    pointer_step,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# A reason is a sentence in a history, not a document.
REASON_CHARACTERS = 500

# Up to here a body whose length is known is read as it is. The stream that guards against longer
# ones costs a tenth of a prediction.
SMALL_BYTES = 1 << 16

BROKEN_OFF = "The body broke off; send it again"

# What reading raises where the client goes away, or sends chunks that are none.
BREAKS = (ClientDisconnected, OSError, ParseException)


class UnsupportedBody(ApiError):
    """The body comes in another type or encoding than JSON in UTF-8."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class UnsupportedEncoding(UnsupportedBody):
    """The body is packed in a way that this call does not know; ``accepted`` are those it does."""

    def __init__(self, accepted: str) -> None:
        super().__init__(f"Content-Encoding must be one of {accepted}, identity")
        self._accepted = accepted

    def headers(self) -> Mapping[str, str]:
        """Which encodings would do (RFC 9110, 12.5.3)."""
        return {"Accept-Encoding": self._accepted}


def read(request: Request) -> Any:
    """The document in the body of ``request``; raises UnsupportedBody or UnreadableBody."""
    if request.environ.get("CONTENT_TYPE") != "application/json" and _is_there(request):
        _check_type(request)
    return parse(content(request))


def read_object(request: Request, members: Iterable[str]) -> dict[str, Any]:
    """The object in the body, which has no members but ``members``; without a body, an empty one.

    Raises InvalidInputs as well.
    """
    if not _is_there(request):
        return {}
    document = read(request)
    if not isinstance(document, dict):
        raise InvalidInputs("The body is wrong", [Fault("", "must be an object")])
    faults, count = unknown_members(document, members)
    if faults:
        raise InvalidInputs("The body is wrong", faults, count)
    return document


def reason(document: Mapping[str, Any]) -> str | None:
    """The optional member ``reason``; raises InvalidInputs."""
    return text(document.get("reason"), "reason", "/reason")


def only_reason(request: Request, missing: str) -> str:
    """The reason in a body that holds nothing else; ``missing`` is the fault where there is none.

    Raises InvalidInputs, and what ``read_object`` raises.
    """
    found = reason(read_object(request, ["reason"]))
    if found is None:
        raise InvalidInputs("The body is wrong", [Fault("/reason", missing)])
    return found


def text(value: Any, name: str, pointer: str = "") -> str | None:
    """A sentence that may be left out; raises InvalidInputs."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > REASON_CHARACTERS or not writable(value):
        detail = f"must be text of at most {REASON_CHARACTERS} characters"
        raise InvalidInputs(f"The {name} is wrong", [Fault(pointer, detail)])
    return value.strip() or None


def content(request: Request) -> bytes:
    """The body, of whatever type, unpacked.

    A large one waits for others. Raises UnsupportedEncoding where it is packed in another way than
    gzip or deflate, UnreadableBody where it breaks off, RequestEntityTooLarge, also for what it
    unpacks to, and TooManyLargeBodies.
    """
    encoding = request.environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    packed = encoding not in ("", "identity")
    if packed and not content_encoding.known(encoding):
        raise UnsupportedEncoding(content_encoding.ACCEPTED)
    plain = _as_it_came(request)
    if packed:
        plain = _unpacked(plain, encoding, request.max_content_length or 0)
    # Once all of it is here: nobody waits for whoever sends slowly.
    large_bodies.wait(request, len(plain))
    return plain


def _unpacked(came: bytes, encoding: str, limit: int) -> bytes:
    try:
        plain = content_encoding.unpacked(came, encoding, limit)
    except ValueError as error:
        raise UnreadableBody(f"The body {error}") from error
    if len(plain) > limit:
        raise RequestEntityTooLarge
    return plain


def small(environ: WSGIEnvironment) -> bytes | None:
    """A body whose length is known and small, as it came; None for any other one, left unread.

    Raises UnreadableBody where it breaks off.
    """
    length = environ.get("CONTENT_LENGTH", "")
    if not length.isdecimal() or int(length) > SMALL_BYTES:
        return None
    try:
        read: bytes = environ["wsgi.input"].read(int(length))
    except BREAKS as error:
        raise UnreadableBody(BROKEN_OFF) from error
    if len(read) < int(length):
        raise UnreadableBody(BROKEN_OFF)
    return read


def _as_it_came(request: Request) -> bytes:
    read = small(request.environ)
    if read is not None:
        return read
    try:
        return request.get_data(cache=False)
    except BREAKS as error:
        raise UnreadableBody(BROKEN_OFF) from error


def unknown_members(
    document: Mapping[str, Any], members: Iterable[str], pointer: str = "", *, hints: bool = True
) -> tuple[list[Fault], int]:
    """The first faults of ``document``'s members that are none of ``members``, and how many it has.

    With ``hints`` they tell what may have been meant.
    """
    known = frozenset(members)
    unknown = [name for name in document if name not in known]
    faults = []
    # Of a million only the first are listed, so no more are written.
    for name in unknown[:FAULTS_LISTED]:
        meant = spelling.hint(name, known) if hints else ""
        detail = f"is not a member of this request{meant}"
        faults.append(Fault(f"{pointer}/{pointer_step(name)}", detail))
    return faults, len(unknown)


def _is_there(request: Request) -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def _check_type(request: Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in ("utf-8", "utf8"):
        raise UnsupportedBody("Content-Type must be application/json, in UTF-8")
