"""The language of what is declared: asked for by hand, or that of whoever sits there."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Those that the page speaks; a predictor may have others, for whoever names them.
OURS = ("en", "de", "zh")

# As POSIX has them, the first that is set.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def of_environment(environ: Mapping[str, str]) -> str | None:
    """``de`` of ``de_AT.UTF-8``; None where it is English, or none that the page speaks."""
    locale = next((value for name in _VARIABLES if (value := environ.get(name))), "")
    language = re.split(r"[_.@-]", locale)[0].lower()
    return language if language in OURS and language != "en" else None


def checked(tag: str) -> str:
    """The tag, for a header; raises ValueError where it is no language's."""
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{tag!r} is no language; write it like de or zh")
    return tag
