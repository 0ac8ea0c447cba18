"""Drafts answer operators alone."""

from __future__ import annotations

from http import HTTPStatus

from bellwether_api.http.auth import OperatorKey
from bellwether_api.http.errors import ApiError
from bellwether_contract.bundle.bundle import Bundle


class DraftForOperators(ApiError):
    """The version that would answer is a draft, and whoever asks is no operator."""

    status = HTTPStatus.FORBIDDEN


def require_operator(bundle: Bundle, operator: OperatorKey) -> None:
    """Raise DraftForOperators where ``bundle`` is a draft and the request has no operator's key."""
    if bundle.predictor.draft and not operator.given():
        raise DraftForOperators(
            "This predictor is a draft: some of its texts still say WRITE THIS, so it answers "
            "whoever has the operator's key alone. To open it to everybody, write them in its "
            "predictor.yaml (make check-predictor lists them) and retrain"
        )
