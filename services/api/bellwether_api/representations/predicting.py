"""Answers to predictions.

``serving.score_format`` writes them by hand, for this call has to be fast; a test holds what it
writes equal, byte for byte, to what these types write.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, WithJsonSchema

from bellwether_api.http.documents import Absent, Count, Document
from bellwether_api.representations.numbers import Number
from bellwether_contract.bundle.manifest import Probability

# Null here, a value in the answer that stands beside: no generator knows what is always null.
NoProbability = Annotated[
    None,
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "null"}]}),
]
NoClass = Annotated[None, WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "null"}]})]

NoContributions = Annotated[
    None,
    WithJsonSchema({"anyOf": [{"$ref": "#/components/schemas/Contributions"}, {"type": "null"}]}),
]


class Interval(Document):
    low: Probability
    high: Probability


class ObservedRisk(Interval):
    """Between which shares of the people with a score like this had it: a 95 % interval.

    ``n`` is how many of the people whom the version was measured on had a score within two points
    of 100 of this one; null where an older version has not counted them. Where they are fewer
    than five there is no band. ``agrees`` says whether the probability, in whole points of 100,
    lies in the interval; where it does not, believe the interval: it is what was observed.
    """

    n: Count | None
    agrees: bool


class PlausibleRange(Interval):
    """Between which probabilities the answer lies, depending on the ``unknown`` fields.

    The model says so of 90 % of their plausible values given all other fields, of a twentieth
    less than ``low`` and of a twentieth more than ``high``. Their mean is the ``probability``. It
    assumes that being unknown tells nothing by itself.
    """

    unknown: Annotated[list[str], Field(min_length=1)]


class ThinField(Document):
    field: str
    reason: str


class ScoredRecord(Document):
    """A record's answer. ``outside`` names the fields outside the range seen in training.

    ``thin`` says of them, in words, how few people there were: the figure is a guess. It is absent
    where nothing is outside, or where an older version has not counted.

    Where optional fields are unknown it has a ``range``, and neither ``band`` nor ``refits``:
    these were measured on people of whom everything was known.
    """

    probability: Probability
    positive: bool
    range: Absent[PlausibleRange] = None
    band: Absent[ObservedRisk] = None
    refits: Absent[Interval] = None
    outside: list[str]
    thin: Absent[Annotated[list[ThinField], Field(min_length=1)]] = None


class StudiedRange(Document):
    low: Number
    high: Number


class FieldRefusal(Document):
    """Why a field gets no number. Where the training rows end there, ``studied`` is where."""

    field: str
    reason: str
    studied: Absent[StudiedRange] = None


class RefusedRecord(Document):
    """A record that this model does not answer, and why; probability and positive are null."""

    probability: NoProbability
    positive: NoClass
    outside: list[str]
    refusals: Annotated[list[FieldRefusal], Field(min_length=1)]


class VersionAnswer(Document):
    predictor: str
    version: str
    threshold: Probability


class ScoredPrediction(ScoredRecord, VersionAnswer):
    """The answer to one record. ``positive``: the probability lies at or above the threshold."""


class RefusedPrediction(RefusedRecord, VersionAnswer):
    """One record that this model does not answer, and why."""


class Predictions(VersionAnswer):
    """The answers to a list, in its order."""

    predictions: Annotated[list[ScoredRecord | RefusedRecord], Field(min_length=1)]


class Contributions(Document):
    """What each field adds to the baseline; they sum up to the probability in points of 100."""

    unit: Literal["points of 100"]
    baseline: float
    contributions: dict[str, float]


class ScoredExplanation(ScoredPrediction):
    """A prediction and what each field has contributed to it."""

    explanation: Contributions


class RefusedExplanation(RefusedPrediction):
    """One record that this model does not answer, so that there is nothing to explain."""

    explanation: NoContributions


class PredictionResponse(RootModel[ScoredPrediction | RefusedPrediction | Predictions]):
    """One answer, or those to a list."""


class ExplanationResponse(RootModel[ScoredExplanation | RefusedExplanation]):
    """A prediction with its parts, or why there is none."""
