"""How rows are prepared, models searched and measured, and what the gate lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field as Declared
from pydantic import ValidationError, ValidatorFunctionWrapHandler, field_validator

from bellwether_contract.declaration.fields import Declaration, Field, FieldName, NumberField

# Which way a risk may go with a field, everything else being equal.
Direction = Literal["up", "down"]


class NetBenefitAt(Declaration):
    """The threshold is the probability at which acting does as much good as harm."""

    net_benefit_at: float = Declared(gt=0, lt=1, strict=False)

    def __str__(self) -> str:
        return f"net benefit at {self.net_benefit_at:g}"


class RecallAtLeast(Declaration):
    """The highest threshold that finds this share of the events, chosen out of fold."""

    recall_at_least: float = Declared(gt=0, lt=1, strict=False)

    def __str__(self) -> str:
        return f"recall at least {self.recall_at_least:g}"


class Margins(Declaration):
    """How much worse than champion and best version a challenger may be.

    They hold where 6,000 people with the event measure, and widen with the square root of
    6,000 / events where fewer do: ``log_loss`` in nats per row, ``auroc`` as a share of 1.
    """

    log_loss: float = Declared(gt=0, strict=False)
    auroc: float = Declared(gt=0, strict=False)


# Which versions become champion by themselves, of those that the gate lets pass: all of them, those
# that are better than the champion by the comparison's interval, or none.
Promote = Literal["auto", "if_better", "by_hand"]


class Policy(Declaration):
    """How the threshold is set, what the gate lets pass, and who becomes champion by itself.

    Margins that are not declared are 0.001 of log loss and 0.002 of AUROC.
    """

    threshold: NetBenefitAt | RecallAtLeast | Literal["max_f1"]
    margins: Margins | None = None
    promote: Promote = "auto"

    @field_validator("threshold", mode="wrap")
    @classmethod
    def _one_of_three(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError:
            raise ValueError(
                "must be max_f1, {net_benefit_at: 0.10} or {recall_at_least: 0.80}, "
                "with a share between 0 and 1"
            ) from None

    @field_validator("promote", mode="wrap")
    @classmethod
    def _a_word(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError:
            raise ValueError("must be auto, if_better or by_hand") from None


class Preparation(Declaration):
    """What is done to training rows, and to them alone, before a model is fitted.

    ``duplicates`` and ``outliers`` (numbers beyond 1.5 interquartile ranges) are kept or
    dropped; ``balance`` gives both labels the same weight, or adds synthetic rows (SMOTE);
    ``select`` keeps all columns, or the so many that tell the labels apart best.
    """

    duplicates: Literal["keep", "drop"] = "keep"
    outliers: Literal["keep", "drop"] = "keep"
    balance: Literal["none", "weights", "smote"] = "none"
    select: Literal["all"] | int = "all"

    @field_validator("select", mode="wrap")
    @classmethod
    def _all_or_some(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        if value == "all" or (type(value) is int and value >= 1):
            return handler(value)
        raise ValueError("must be all, or how many columns to keep")


class Tuning(Declaration):
    """What the search for hyper-parameters may cost each candidate: rows, and seconds.

    Too few rows prefer models that are too plain for all of them: with 20,000 of heart's rows a
    search finds what 50,000 do not confirm.
    """

    rows: int = Declared(default=50_000, ge=100)
    seconds: float = Declared(default=60.0, gt=0, strict=False)


class Subgroup(Declaration):
    """A field by whose values the people are told apart in the evaluation.

    A number is cut into ``bands``: each begins at one of these values, the first one below
    begins at the smallest number.
    """

    field: FieldName
    bands: tuple[float, ...] = Declared(default=(), strict=False)

    @field_validator("bands")
    @classmethod
    def _rising(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if list(value) != sorted(set(value)):
            raise ValueError("must be a list of rising numbers")
        return value

    def require_field(self, fields: Mapping[str, Field], called: str) -> None:
        """Raise ValueError, naming it as ``called``, where it is no field or cannot be cut so."""
        field = fields.get(self.field)
        if field is None:
            raise ValueError(f"has {called} by {self.field}, which is no field")
        if isinstance(field, NumberField) != bool(self.bands):
            raise ValueError(
                f"has {called} by {self.field}: a number needs bands, for example "
                f"{{field: {self.field}, bands: [30, 50]}}, and nothing else has any"
            )
