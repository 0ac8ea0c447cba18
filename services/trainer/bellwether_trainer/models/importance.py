"""Which fields the exported model goes by, over many people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.bundle.shapley import Background
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Exported

# So many people, each walked so often: an error of half a point for one of them is one of a
# twentieth for all, and the slowest forest takes some seconds.
PEOPLE = 100
WALKS = 4
# The people are drawn so often, with replacement, for the intervals; more moves no digit shown.
RESAMPLES = 2_000
INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class FieldImportance:
    """By how many points of 100 a field moves a probability away from the baseline, on average.

    ``low`` and ``high`` are its 95 % interval over other people, for this same model: that models
    of other rows go by the fields otherwise is no part of it.
    """

    name: str
    label: str
    points: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Importance:
    """The fields, the one that moves most first; mean absolute Shapley values of ``people``."""

    people: int
    fields: tuple[FieldImportance, ...]


def importance(exported: Exported, rows: Matrix, predictor: Predictor) -> Importance:
    """Explain people out of ``rows``, float32 [rows, fields], that the model has not learned from.

    They are the middle ones of as many strata of prediction, so that they stand for all.
    """
    scorer = Scorer(exported.model, rows.shape[1])
    background = Background(exported.background, scorer)
    scores = scorer.probabilities(rows)
    strata = np.array_split(np.argsort(scores, kind="stable"), min(PEOPLE, len(rows)))
    people = [stratum[len(stratum) // 2] for stratum in strata]
    moved = 100 * np.array(
        [
            np.abs(background.explain(rows[at : at + 1], float(scores[at]), WALKS).contributions)
            for at in people
        ]
    )
    low, high = over_other_people(moved)
    figures = np.stack([moved.mean(axis=0), low, high], axis=1).round(3).tolist()
    found = (
        FieldImportance(field.name, field.label, *its)
        for field, its in zip(predictor.fields, figures, strict=True)
    )
    return Importance(len(people), tuple(sorted(found, key=lambda each: -each.points)))


def over_other_people(moved: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ends of the interval of each field's mean, [2, fields], of ``moved`` [people, fields].

    The bootstrap of people (Efron and Tibshirani 1993, chapter 13). That they stand for strata
    makes it a little too wide.
    """
    drawn = np.random.default_rng(0).integers(len(moved), size=(RESAMPLES, len(moved)))
    # How often each person was drawn: the rows themselves would fill a thousand times the room.
    times = np.stack([np.bincount(each, minlength=len(moved)) for each in drawn])
    ends: NDArray[np.float64] = np.percentile(times @ moved / len(moved), INTERVAL, axis=0)
    return ends
