"""Which fields the exported model goes by, over many people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.bundle.shapley import Background
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Exported

# So many people, each walked so often: an error of half a point for one of them is one of a
# twentieth for all, and the slowest forest takes some seconds.
PEOPLE = 100
WALKS = 4


@dataclass(frozen=True, slots=True)
class FieldImportance:
    """By how many points of 100 a field moves a probability away from the baseline, on average."""

    name: str
    label: str
    points: float


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
    moved = np.mean(
        [
            np.abs(background.explain(rows[at : at + 1], float(scores[at]), WALKS).contributions)
            for at in people
        ],
        axis=0,
    )
    found = (
        FieldImportance(field.name, field.label, round(100 * float(points), 3))
        for field, points in zip(predictor.fields, moved, strict=True)
    )
    return Importance(len(people), tuple(sorted(found, key=lambda each: -each.points)))
