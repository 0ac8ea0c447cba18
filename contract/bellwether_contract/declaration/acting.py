"""What a declaration may say of how fields act: one way only, or two of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.policy import Direction
from bellwether_contract.spelling import hint


def require_one_way(
    monotone: Mapping[str, Direction], fields: Mapping[str, Field], *, selected: bool
) -> None:
    """Raise ValueError where a field cannot raise or lower a risk only.

    ``selected``: only the most telling columns are kept, so that nobody knows which they are.
    """
    if monotone and selected:
        raise ValueError("cannot have both monotone and preparation: {select: ...}; leave one out")
    for name in monotone:
        field = _known(name, fields, "monotone")
        if isinstance(field, CategoryField) and not field.ordered:
            raise ValueError(
                f"has {name} in monotone, a category without an order; declare it ordered: true, "
                "with its choices in the order in which the risk rises or falls"
            )
        if isinstance(field, NumberField) and "square" in field.forms:
            raise ValueError(
                f"has {name} in monotone, and its square as a form, which turns back; "
                "take forms: [spline], which then keeps the direction"
            )


def require_pairs(
    interactions: Sequence[Sequence[str]],
    fields: Mapping[str, Field],
    monotone: Mapping[str, Direction],
) -> None:
    """Raise ValueError where an interaction is no pair of fields that can act together."""
    seen: set[frozenset[str]] = set()
    for pair in interactions:
        written = f"[{', '.join(pair)}]"
        for name in pair:
            _known(name, fields, "interactions")
        if len(pair) != 2 or len(set(pair)) != 2:
            raise ValueError(
                f"has {written} in interactions; each entry is a pair of two fields, for example "
                "[Age, Sex]"
            )
        if frozenset(pair) in seen:
            raise ValueError(f"has the pair {written} twice in interactions")
        seen.add(frozenset(pair))
        if all(name in monotone for name in pair):
            raise ValueError(
                f"has the pair {written} in interactions, and both of them in monotone; a linear "
                "model can promise the direction of one of the two: take the other out of monotone"
            )


def _known(name: str, fields: Mapping[str, Field], word: str) -> Field:
    if name not in fields:
        raise ValueError(f"has {name} in {word}, which is no field{hint(name, fields)}")
    return fields[name]
