"""How many numbers a linear model of a declaration has to learn from the rows."""

from __future__ import annotations

from bellwether_contract.declaration.fields import CategoryField, Field, Form, NumberField
from bellwether_contract.declaration.spec import Predictor

# The columns that a form adds to a number's own.
ADDS: dict[Form, int] = {"square": 1, "spline": 2, "missing": 1}


def count(predictor: Predictor) -> int:
    """One for a number or yes and no, one less than its categories, more for forms and pairs."""
    alone = {each.name: _alone(each) for each in predictor.fields}
    pairs = sum(alone[left] * alone[right] for left, right in predictor.interactions)
    forms = sum(
        ADDS[form]
        for each in predictor.fields
        if isinstance(each, NumberField)
        for form in each.forms
    )
    return sum(alone.values()) + forms + pairs


def _alone(field: Field) -> int:
    return len(field.choices) - 1 if isinstance(field, CategoryField) else 1
