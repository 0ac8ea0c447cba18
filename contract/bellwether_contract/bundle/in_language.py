"""A version that answers in another language: the same model in other words."""

from __future__ import annotations

from dataclasses import replace

from bellwether_contract.bundle import peers
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.declaration.translation import Translation


def in_language(bundle: Bundle, translation: Translation) -> Bundle:
    """The same version with the texts of ``translation``, where they are of what it declares.

    Encoder, and so what is wrong with inputs, speak as before; figures, file and limits are the
    same ones.
    """
    predictor = translation.of(bundle.predictor)
    return replace(
        bundle,
        predictor=predictor,
        limits=bundle.limits.worded(predictor),
        peers=peers.worded(bundle.peers, predictor),
    )
