"""Drafts answer operators alone."""

from __future__ import annotations

from bellwether_api.auth import OperatorKey
from bellwether_contract.bundle import Bundle
from bellwether_contract.errors import BellwetherError


class DraftForOperators(BellwetherError):
    """The version that would answer is a draft, and whoever asks is no operator."""


def require_operator(bundle: Bundle, operator: OperatorKey) -> None:
    """Raise DraftForOperators where ``bundle`` is a draft and the request has no operator's key."""
    if bundle.predictor.draft and not operator.given():
        raise DraftForOperators(
            "This predictor is a draft: some of its texts still say WRITE THIS, so it answers "
            "whoever has the operator's key alone. To open it to everybody, write them in its "
            "predictor.yaml (make check-predictor lists them) and retrain"
        )
