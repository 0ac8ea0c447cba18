"""Predictions and explanations as the server answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Band:
    """Of 100 people with a score like this, 100 ``low`` to 100 ``high`` had it (95 %).

    ``n`` people's scores were within two points of 100 of this one; None where that was not
    counted. ``agrees`` says whether the probability lies between, in whole points of 100; where
    it does not, believe the band, which was observed. It is about the group, not the person.
    """

    low: float
    high: float
    n: float | None = None
    agrees: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """The probability is an average: ``low`` to ``high``, depending on the ``unknown`` fields.

    90 % of their plausible values, given all others, lie between. It assumes that being unknown
    tells nothing by itself.
    """

    low: float
    high: float
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a record gets no probability: a field, and what is wrong with it for this model.

    ``studied`` is between which values there is one, where it is the training rows that end there.
    """

    field: str
    reason: str
    studied: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Thin:
    """A field in which hardly anybody whom the model learned from was like this, in words."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """One record's answer.

    ``probability`` and ``positive`` are None where the record is ``refused``. ``outside`` names
    inputs beyond the range that the model has seen in training; ``thin`` says of them how few
    people there were, where the version knows: the probability is a guess then.
    """

    predictor: str
    version: str
    threshold: float
    probability: float | None
    positive: bool | None
    band: Band | None = None
    # What models from other samples of the same size would say; of small predictors alone.
    refits: Band | None = None
    # What unknown optional fields leave open; there is no band then.
    range: Range | None = None
    outside: tuple[str, ...] = ()
    thin: tuple[Thin, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def refused(self) -> bool:
        """Whether the model takes this record for none that it can answer."""
        return self.probability is None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A prediction and where it comes from, in points of 100.

    ``baseline`` and all ``contributions`` add up to 100 times the probability. They say what the
    model did with the inputs, not what changing one would do.
    """

    prediction: Prediction
    unit: str
    baseline: float
    contributions: Mapping[str, float]
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def largest(self) -> list[tuple[str, float]]:
        """The contributions, the largest in size first."""
        return sorted(self.contributions.items(), key=lambda each: -abs(each[1]))


def prediction(document: Document) -> Prediction:
    """The prediction in the answer to one record."""
    return Prediction(
        predictor=document["predictor"],
        version=document["version"],
        threshold=document["threshold"],
        probability=document["probability"],
        positive=document["positive"],
        band=_band(document.get("band")),
        refits=_band(document.get("refits")),
        range=_ranged(document.get("range")),
        outside=tuple(document.get("outside") or ()),
        thin=tuple(
            Thin(each.get("field", ""), each.get("reason", ""))
            for each in document.get("thin") or ()
        ),
        refusals=tuple(_refusal(each) for each in document.get("refusals") or ()),
        document=document,
    )


def predictions(document: Document) -> list[Prediction]:
    """The predictions in the answer to several records."""
    head = {name: document[name] for name in ("predictor", "version", "threshold")}
    return [prediction({**head, **each}) for each in document["predictions"]]


def explanation(document: Document) -> Explanation:
    """The explanation in the answer to one record."""
    explained = document.get("explanation") or {}
    return Explanation(
        prediction=prediction(document),
        unit=explained.get("unit", "points of 100"),
        baseline=explained.get("baseline", 0.0),
        contributions=dict(explained.get("contributions") or {}),
        document=document,
    )


def _refusal(document: Document) -> Refusal:
    studied = document.get("studied")
    ends = (studied["low"], studied["high"]) if studied else None
    return Refusal(document.get("field", ""), document.get("reason", ""), ends)


def _ranged(document: Document | None) -> Range | None:
    if not document:
        return None
    return Range(document["low"], document["high"], tuple(document["unknown"]))


def _band(document: Document | None) -> Band | None:
    if not document:
        return None
    return Band(document["low"], document["high"], document.get("n"), document.get("agrees", True))
