"""What a validation has measured, as the one document that page and command draw.

Its members have the names and meaning that they have in the report of a training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.declaration.roles import Roles
from bellwether_contract.disclosure import counted
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.validations import Asked
from bellwether_trainer.measures import beside, clusters
from bellwether_trainer.measures.beside import Beside
from bellwether_trainer.measures.evaluation_types import Evaluation
from bellwether_trainer.measures.group_types import Sites
from bellwether_trainer.measures.parts import Periods
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels, Marks, Rows, RowSet
from bellwether_trainer.rows import describe, drift, prepare
from bellwether_trainer.rows.learned import Learned

# Rises with the meaning of what is written here.
FORMAT = 1

# Calibration is told well enough from so many people with the outcome, and so many without
# (Collins, Ogundimu & Altman, Statistics in Medicine 35, 2016).
ENOUGH = 100

HOW = (
    "On rows that were sent to judge this version. Nothing has learned from them, and they are "
    "deleted: this report is all that is kept."
)

# What of the training's own report stays beside, also once the version is removed.
OWN = ("effort", "size", "created", "evaluation", "calibration", "decision_curve", "threshold",
       "subgroups", "winner_label")  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """Rows beyond the version's limits, and of which fields.

    ``refused`` ones get no number from it and were not measured; ``outside`` ones hold what its
    training has not seen, and were.
    """

    refused: int
    outside: int
    refused_fields: Mapping[str, int]
    outside_fields: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured; ``roles`` are those that the file carries."""

    predicted: Predictions
    evaluation: Evaluation
    roles: Roles
    sites: Sites | None
    periods: Periods | None
    beyond: OutOfRange
    figures: tuple[Beside, ...]


def document(
    asked: Asked,
    bundle: Bundle,
    trained: Mapping[str, Any],
    found: Found,
    known: Learned,
    matrix: Matrix,
    labels: Labels,
    marks: Marks,
) -> dict[str, Any]:
    """The report of a validation. All numbers are finite."""
    evaluation, predictor = found.evaluation, bundle.predictor
    return {
        "format": FORMAT,
        "predictor": predictor.name,
        "title": predictor.title,
        "validation": asked.id,
        "version": asked.version,
        "champion": asked.champion,
        "candidate": bundle.manifest.candidate.label,
        "note": asked.note,
        "asked": asked.at,
        "sha256": asked.sha256,
        "warnings": [*known.warnings, *_few(found.predicted)],
        "roles": list(_roles(predictor.roles, found.roles)),
        "data": _data(asked, bundle, trained, matrix, labels, marks),
        "beyond": asdict(found.beyond),
        "learned": asdict(known),
        "evaluation": {
            "on": "validation",
            "how": HOW,
            "winner": asdict(evaluation.challenger),
            "always_no": asdict(evaluation.always_no),
            "to_prevalence": asdict(evaluation.to_prevalence),
        },
        "compared": {"how": beside.how(), "figures": [asdict(each) for each in found.figures]},
        "threshold": evaluation.threshold and asdict(evaluation.threshold),
        "calibration": asdict(evaluation.calibration),
        "decision_curve": evaluation.decision_curve and asdict(evaluation.decision_curve),
        "operating": evaluation.operating and asdict(evaluation.operating),
        "subgroups": evaluation.subgroups and asdict(evaluation.subgroups),
        "score_band": [asdict(point) for point in evaluation.score_band],
        "sites": found.sites and asdict(found.sites),
        "periods": found.periods and asdict(found.periods),
        "training": {name: trained[name] for name in OWN if name in trained},
    }


def _few(predicted: Predictions) -> Iterator[str]:
    """Whether people are too few to say much."""
    without = clusters.events(1 - predicted.labels, predicted.people)
    if min(predicted.events, without) < ENOUGH:
        yield (
            f"{counted(predicted.events)} people with the outcome and {counted(without)} without "
            f"are few: {ENOUGH} of either are advised. The intervals say how little is known."
        )


def _roles(declared: Roles, carried: Roles) -> Iterator[str]:
    """What cannot be told because the file lacks a column."""
    if declared.group is not None and carried.group is None:
        yield (
            f"The file has no column {declared.group}, so each row counts as a person. Where "
            "people have several rows, the intervals are too narrow."
        )
    for column, what in ((declared.site, "site"), (declared.time, "time")):
        if column is not None and column not in carried.columns:
            yield f"The file has no column {column}, so nothing is told by {what}."


def _data(
    asked: Asked,
    bundle: Bundle,
    trained: Mapping[str, Any],
    matrix: Matrix,
    labels: Labels,
    marks: Marks,
) -> dict[str, Any]:
    """What the rows look like, and how far they lie from those that the version learned from."""
    predictor, positives = bundle.predictor, int(labels.sum())
    described = describe.as_document(describe.describe(matrix, labels, predictor, marks.people))
    rows = Rows(
        matrix,
        labels,
        np.zeros(len(labels), dtype=np.int16),
        (RowSet(asked.id, asked.sha256, len(labels), positives),),
        marks,
    )
    drifted = drift.of_new_rows(rows, predictor, _described(trained))
    for each in described["fields"]:
        moved = drifted and drifted.fields[each["name"]]
        each["stability"] = moved.index if moved else None
        each["stability_limit"] = moved.limit if moved else None
    return {
        "rows": len(labels),
        **({} if marks.people is None else {"people": clusters.count(marks.people, 0)}),
        "positives": positives,
        "prevalence": float(labels.mean()),
        "duplicates": len(labels) - len(prepare.first_of_equals(matrix, labels)),
        "missing": {
            each["name"]: each["missing"] for each in described["fields"] if each["missing"]
        },
        "drift": drifted
        and {
            "rows": drifted.rows,
            "against": drifted.against,
            "outcome": drifted.outcome and asdict(drifted.outcome),
        },
        **described,
    }


def _described(trained: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a version's report says of its rows, where it says all that is compared."""
    data = trained.get("data") or {}
    needed = ("datasets", "fields", "rows", "positives")
    return data if all(data.get(name) for name in needed) else None
