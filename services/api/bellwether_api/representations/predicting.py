"""What can be predicted, and answers to predictions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from bellwether_api.declarations.index import Source
from bellwether_api.representations.shape import Count, Shape
from bellwether_api.serving.loading import Refusal
from bellwether_contract.bundle.manifest import Probability
from bellwether_contract.declaration.parts import Section, Wording
from bellwether_contract.errors import Fault
from bellwether_contract.jobs import JobRecord


class Range(Shape):
    low: Probability
    high: Probability


class Band(Range):
    """Between which shares of the people with a score like this had it: a 95 % interval.

    ``n`` is how many of the people whom the version was measured on had a score within two points
    of 100 of this one; null where an older version has not counted them. Where they are fewer
    than five there is no band. ``agrees`` says whether the probability, in whole points of 100,
    lies in the interval; where it does not, believe the interval: it is what was observed.
    """

    n: Count | None
    agrees: bool


class UnknownRange(Range):
    """Between which probabilities the answer lies, depending on the ``unknown`` fields.

    The model says so of 90 % of their plausible values given all other fields, of a twentieth
    less than ``low`` and of a twentieth more than ``high``. Their mean is the ``probability``. It
    assumes that being unknown tells nothing by itself.
    """

    unknown: Annotated[list[str], Field(min_length=1)]


class Verdict(Shape):
    """A record's answer. ``outside`` names the fields outside the range seen in training.

    Where optional fields are unknown it has a ``range``, and neither ``band`` nor ``refits``:
    these were measured on people of whom everything was known.
    """

    probability: Probability
    positive: bool
    range: UnknownRange | SkipJsonSchema[None] = None
    band: Band | SkipJsonSchema[None] = None
    refits: Range | SkipJsonSchema[None] = None
    outside: list[str]


class FieldRefusal(Shape):
    field: str
    reason: str


class Refused(Shape):
    """A record that this model does not answer, and why."""

    probability: None
    positive: None
    outside: list[str]
    refusals: Annotated[list[FieldRefusal], Field(min_length=1)]


class Answerer(Shape):
    predictor: str
    version: str
    threshold: Probability


class Prediction(Verdict, Answerer):
    """The answer to one record. ``positive``: the probability lies at or above the threshold."""


class RefusedPrediction(Refused, Answerer):
    """One record that this model does not answer, and why."""


class Predictions(Answerer):
    """The answers to a list, in its order."""

    predictions: Annotated[list[Verdict | Refused], Field(min_length=1)]


class Contributions(Shape):
    """What each field adds to the baseline; they sum up to the probability in points of 100."""

    unit: Literal["points of 100"]
    baseline: float
    contributions: dict[str, float]


class Explanation(Prediction):
    """A prediction and what each field has contributed to it."""

    explanation: Contributions


class RefusedExplanation(RefusedPrediction):
    """One record that this model does not answer, so that there is nothing to explain."""

    explanation: None


class Pointer(Shape):
    version: str
    since: str


class Measured(Shape):
    candidate: str | None
    candidate_label: str | None
    threshold: Probability | None


class Serving(Measured):
    version: str


class Champion(Serving):
    """The version that is to answer: since when, by whom, why."""

    since: str
    by: str
    reason: str


class Summary(Shape):
    """Without a champion, one of the last three is the last training, if it ended so.

    A ``draft`` has texts that are still to be written, and answers operators alone.
    """

    name: str
    title: str
    summary: str
    draft: bool
    champion: Pointer | None
    training: JobRecord | None
    failed: JobRecord | None
    rejected: JobRecord | None
    candidate: JobRecord | None


class BrokenFolder(Shape):
    folder: str
    errors: list[Fault]


class Predictors(Shape):
    """What can be predicted, and the folders that cannot be used."""

    predictors: list[Summary]
    broken: list[BrokenFolder]


class Target(Shape):
    label: str
    meaning: str


class Population(Shape):
    who: str
    source: str
    rows: Count | None
    limits: list[str]


class Choice(Shape):
    value: str
    label: str


class Unknown(Shape):
    """Whether a value may be unknown; ``averaged``: the answer then has a range."""

    allowed: bool
    averaged: bool
    label: str | None
    values: list[float | str]


class FormRefusal(Shape):
    """From one of the two on, or up to the other, no model is asked, and why."""

    at_least: float | None
    at_most: float | None
    reason: str


class FormField(Shape):
    """One question; members that its type does not have are null.

    ``below`` and ``above`` say why it ends at ``minimum`` and ``maximum``, where the rows of the
    serving version set these ends: a value beyond them gets this reason instead of a number.
    """

    name: str
    type: Literal["number", "integer", "category", "boolean"]
    label: str
    unit: str | None
    help: str | None
    minimum: float | None
    maximum: float | None
    below: str | None
    above: str | None
    step: float | None
    choices: list[Choice] | None
    ordered: bool
    refusals: list[FormRefusal]
    missing: Unknown
    example: bool | float | str | None


class Predictor(Shape):
    """All that a form needs, and who answers; a ``draft`` answers operators alone."""

    name: str
    title: str
    summary: str
    draft: bool
    target: Target
    population: Population
    wording: Wording
    sections: list[Section]
    fields: list[FormField]
    declaration: Source
    champion: Champion | None
    serving: Serving | None
    refusals: list[Refusal]
    training: JobRecord | None
    failed: JobRecord | None
    rejected: JobRecord | None
    candidate: JobRecord | None
