"""Drafts answer holders of a key alone."""

from __future__ import annotations

from http import HTTPStatus

from bellwether_api.http.auth import Access
from bellwether_api.http.errors import ApiError
from bellwether_api.http.rights import ANY_KEY
from bellwether_contract.bundle.bundle import Bundle


class DraftForKeys(ApiError):
    """The version that would answer is a draft, and whoever asks has no key."""

    status = HTTPStatus.FORBIDDEN


def require_key(bundle: Bundle, access: Access) -> None:
    """Raise DraftForKeys where ``bundle`` is a draft and the request has no key for it."""
    if bundle.predictor.draft and not access.has(ANY_KEY, bundle.manifest.predictor):
        raise DraftForKeys(
            "This predictor is a draft: some of its texts still say WRITE THIS, so it answers "
            "whoever has a key alone. To open it to everybody, write them in its "
            "predictor.yaml (make check-predictor lists them) and retrain"
        )
