"""Which language somebody reads: ``Accept-Language``, and what is said of it in an answer."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable

from flask import Response
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

# As a request's environment calls it.
ENVIRON = "HTTP_ACCEPT_LANGUAGE"


def preferred(header: str | None, known: Collection[str], otherwise: str) -> str:
    """The one of the ``known`` languages, primary tags, that ``header`` likes best.

    A reader of ``de-AT`` takes ``de`` rather than what they like less (RFC 4647, lookup).
    ``otherwise`` where it names none of them.
    """
    wished = _wished(header) if header else ()
    return next((each for each in wished if each in known), otherwise)


# Whoever asks again and again asks for the same, and a list asks for each predictor.
@functools.lru_cache(maxsize=128)
def _wished(header: str) -> tuple[str, ...]:
    """The primary tags of an Accept-Language, best first."""
    found = parse_accept_header(header, LanguageAccept)
    tags = (tag.partition("-")[0].lower() for tag, quality in found if quality > 0)
    return tuple(dict.fromkeys(tags))


def in_languages(response: Response, languages: Iterable[str] = ()) -> Response:
    """Say that an answer depends on the language asked for, and in which ones it is.

    Nothing is said of those where it speaks more than the texts of a predictor.
    """
    if found := sorted(set(languages)):
        response.headers["Content-Language"] = ", ".join(found)
    response.vary.add("Accept-Language")
    return response
