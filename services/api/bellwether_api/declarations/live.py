"""What has to be known of live models below the room that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bellwether_contract.bundle.bundle import Bundle


class LiveModels(Protocol):
    """The registry, as far as anything below it asks."""

    def names(self) -> Sequence[str]:
        """Every predictor that has, or had, a champion."""

    def known(self, name: str) -> bool:
        """Whether a predictor has, or had, a champion."""

    @property
    def looked(self) -> bool:
        """Whether it is known yet which predictors have a champion."""

    def bundle(self, name: str) -> Bundle | None:
        """The model that answers; None where there is none."""
