"""Validations and their reports."""

from __future__ import annotations

from typing import Any, Literal

from bellwether_api.representations.operating import Limits, RowFaults
from bellwether_api.representations.shape import Count, OpenShape, Shape
from bellwether_contract.disclosure import Few


class FigureHere(Shape):
    """A figure with its 95 % interval, which it may lack."""

    estimate: float
    low: float | None
    high: float | None


class FigureBeside(Shape):
    """A figure on the rows that were sent, and the training's own.

    ``z``: how far they lie apart, in standard errors of both together. ``differs``: further than
    chance explains.
    """

    name: str
    label: str
    here: FigureHere | None
    training: FigureHere | None
    z: float | None
    found: Literal["alike", "perhaps", "differs", "cannot tell"]
    words: str


class ValidationDescription(Shape):
    """A version judged by rows that nothing learns from. ``progress`` is 0 to 1 while it runs.

    ``rows`` are those that were measured, of ``people`` where a column tells them apart.
    ``rows_kept``: the file is still there, since it is not measured yet. ``champion``: whether the
    version was champion when it was asked for. ``warnings`` say what speaks against believing the
    figures. Only with the operator's key do ``faults`` name columns that are not declared.
    """

    id: str
    predictor: str
    version: str
    champion: bool
    note: str | None
    sha256: str
    size: Count
    by: str
    at: str
    status: Literal["queued", "running", "done", "failed"]
    progress: float | None
    message: str | None
    rows: Count | None
    people: Count | None
    events: Count | Few | None
    ended_at: str | None
    error: str | None
    faults: RowFaults
    rows_kept: bool
    warnings: list[str]
    figures: list[FigureBeside]


class Validations(Shape):
    predictor: str
    limits: Limits
    validations: list[ValidationDescription]


class ValidationReport(OpenShape):
    """Everything that was measured, by the names of a version's report.

    ``training`` repeats what the version's own report says of the same.
    """

    predictor: str
    validation: str
    version: str
    warnings: list[str]
    evaluation: dict[str, Any]
    compared: dict[str, Any]
    training: dict[str, Any]


class RemovedValidation(Shape):
    predictor: str
    removed: str
