"""How long an explanation of a heart prediction takes inside the API, and how far off it is.

`python -m tools.bench.explaining` fits one candidate of each kind, exports it as a training does,
and prints by candidate the median milliseconds and the errors in points of 100 as one line of JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.bundle.shapley import Background
from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.capacity import MACHINE
from bellwether_trainer.models import candidates, export, fitting, made_rows
from bellwether_trainer.models.calibrate import Calibrator
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split as split_rows
from tools.bench import alone
from tools.bench.figures import Figures

KINDS = {"logistic_regression": 5.0, "xgboost": 5.0, "random_forest": 50.0}
ERROR_WANTED = 2.0

# People over the whole range of predictions: so many are timed, and of some the error is known.
PEOPLE = 100
EXACT_PEOPLE = 10
# Every set of the differing fields of all background rows is scored for those, a part at a time.
SETS_AT_MOST = 1 << 22


def measure(figures: Figures) -> None:
    """Run this module alone and say what it found."""
    found = alone.run("tools.bench.explaining").result
    figures.say(
        f"\nan explanation inside the API: 64 background rows, each walked once; {PEOPLE} people"
    )
    for kind, wanted in KINDS.items():
        label = candidates.named(kind).label
        each = found[kind]
        figures.figure(f"median ms of an explanation, {label}", each["median"], most=wanted)
        figures.figure(
            f"largest error of a contribution, points of 100, of {each['exact']} people",
            each["error"],
            most=ERROR_WANTED,
        )


def main() -> None:
    """Fit, export, explain."""
    folder = alone.ROOT / "predictors/heart"
    predictor = spec.read(folder)
    rows = Pool(folder, predictor, Path(os.devnull)).rows(("initial",))
    split = split_rows(predictor, rows, rows)
    print(
        json.dumps({kind: _of(kind, predictor, split.training, split.training_labels,
                              split.anchor.matrix) for kind in KINDS})
    )  # fmt: skip


def _of(
    kind: str, predictor: spec.Predictor, matrix: Matrix, labels: Any, anchor: Matrix
) -> dict[str, float]:
    sys.stderr.write(f"\r\033[K  explaining: {kind}")
    candidate = candidates.named(kind)
    parameters = candidates.declared(candidate, len(labels))
    pipeline = fitting.fit(candidate, parameters, matrix, labels, predictor, MACHINE.cores())
    model = export.convert(Fitted(pipeline, Calibrator("none")), matrix.shape[1])
    scorer = Scorer(model, matrix.shape[1])
    background = Background(made_rows.background(matrix, predictor, scorer), scorer)
    scores = scorer.probabilities(anchor)
    order = np.argsort(scores, kind="stable")
    people = order[np.linspace(0, len(order) - 1, PEOPLE).astype(int)]
    taken = []
    for at in people:
        began = time.perf_counter()
        background.explain(anchor[at : at + 1], float(scores[at]))
        taken.append(time.perf_counter() - began)
    errors = []
    # A forest takes minutes for what the others take seconds.
    for at in people[:: PEOPLE // EXACT_PEOPLE] if kind != "random_forest" else people[50:51]:
        row, score = anchor[at : at + 1], float(scores[at])
        if background.sets(row) > SETS_AT_MOST:
            continue
        difference = (
            background.explain(row, score).contributions
            - background.explain_exactly(row, score).contributions
        )
        errors.append(100 * float(np.abs(difference).max()))
    sys.stderr.write("\r\033[K")
    return {
        "median": 1000 * statistics.median(taken),
        "error": max(errors),
        "exact": len(errors),
    }


if __name__ == "__main__":
    main()
