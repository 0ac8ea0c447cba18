"""The preparations that are compared: the default, and each word of it changed alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bellwether_contract.declaration.policy import Preparation
from bellwether_contract.declaration.spec import Predictor


@dataclass(frozen=True, slots=True)
class Variant:
    """A preparation that differs from the default in ``changes``."""

    name: str
    changes: dict[str, Any] = field(default_factory=dict)


DEFAULT = "default"


def variants(predictor: Predictor) -> tuple[Variant, ...]:
    """The default first; ``select`` keeps half as many columns as the predictor has fields."""
    half = len(predictor.fields) // 2
    return (
        Variant(DEFAULT),
        Variant("duplicates: drop", {"duplicates": "drop"}),
        Variant("outliers: drop", {"outliers": "drop"}),
        Variant("balance: weights", {"balance": "weights"}),
        Variant("balance: smote", {"balance": "smote"}),
        Variant(f"select: {half}", {"select": half}),
    )


def declare(predictor: Predictor, variant: Variant) -> Predictor:
    """The predictor, had its declaration asked for this preparation."""
    return predictor.model_copy(update={"preparation": Preparation(**variant.changes)})
