"""Candidates: each searched and calibrated, side by side on the same folds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures.evaluation_types import Selection
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import (
    calibrate,
    candidates,
    fitting,
    flags,
    penalty_search,
    search,
    selection,
)
from bellwether_trainer.models.calibrate import Calibration
from bellwether_trainer.models.candidates import CANDIDATES, FEW_ROWS, Candidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.search import Found
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe, OnProgress, quiet
from bellwether_trainer.rows.folds import INNER_FOLDS

# Candidates are compared on at most so many training rows, drawn with a fixed seed.
# In few folds, so that each fold tests on many rows: that is what makes a difference of 0.001
# in log loss visible.
COMPARISON_ROWS = {"quick": 75_000, "full": 100_000}
COMPARISON_FOLDS = 3


# The penalty of few rows is judged by so many deals of them.
PENALTY_DEALS = 3


@dataclass(frozen=True, slots=True)
class EvaluatedCandidate:
    """A candidate with the hyper-parameters and the calibration that these rows ask for."""

    candidate: Candidate
    found: Found
    calibration: Calibration
    seconds: float

    @property
    def recipe(self) -> CandidateRecipe:
        """What makes this model again."""
        return CandidateRecipe(
            self.candidate.name, self.found.hyperparameters, self.calibration.calibrator.kind
        )


def evaluate_candidate(
    candidate: Candidate,
    rows: TrainingRows,
    folds: np.ndarray,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    on_progress: Callable[[str], None] = lambda _: None,
    flagged: Mapping[str, str] | None = None,
) -> EvaluatedCandidate:
    """Search a candidate's hyper-parameters and calibration on ``rows``.

    ``folds`` [rows] make the out-of-fold predictions; a row in fold -1 takes part in the search
    alone. A quick training takes the declared hyper-parameters, but the penalty of a linear model
    of few rows is always searched: it takes a second, and an unpenalised one says too much.
    ``flagged`` is the hyper-parameter that names fields with a column for being unknown.
    """
    started = time.perf_counter()
    declared = {**candidates.declared(candidate, len(rows.labels)), **(flagged or {})}
    found = Found(declared, 1)
    few = len(rows.labels) < FEW_ROWS
    if candidate.preprocessing == "linear" and (few or effort == "full"):
        on_progress("searching its penalty")
        found = _penalty(candidate, declared, rows, predictor)
    elif effort == "full":
        on_progress("searching hyper-parameters")
        cut = rows.deal(INNER_FOLDS, predictor.tuning.rows)
        some = rows.some(cut >= 0)
        found = search.search(
            candidate,
            declared,
            some.matrix,
            some.labels,
            cut[cut >= 0],
            predictor,
            threads,
            predictor.tuning.seconds,
        )
    count = int(folds.max()) + 1
    compared = rows.some(folds >= 0)
    raw = fitting.out_of_fold(
        candidate,
        found.hyperparameters,
        compared.matrix,
        compared.labels,
        folds[folds >= 0],
        predictor,
        threads,
        lambda fold: on_progress(f"fold {fold + 1} of {count}"),
    )
    calibration = calibrate.choose(
        raw,
        compared.labels,
        folds[folds >= 0],
        compared.people,
        shrink=candidate.preprocessing == "linear",
    )
    return EvaluatedCandidate(candidate, found, calibration, time.perf_counter() - started)


def _penalty(
    candidate: Candidate, declared: Mapping[str, Any], rows: TrainingRows, predictor: Predictor
) -> Found:
    """Few rows are dealt several times over; of many as many are taken as a search may."""
    most = predictor.tuning.rows
    cut = rows.deals(INNER_FOLDS, PENALTY_DEALS, min(FEW_ROWS, most), most)
    taken = cut[0] >= 0
    some = rows.some(taken)
    return penalty_search.search(
        candidate,
        declared,
        some.matrix,
        some.labels,
        cut[:, taken],
        predictor,
        predictor.tuning.seconds,
    )


def evaluate_candidates(
    rows: TrainingRows,
    folds: np.ndarray,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    on_progress: OnProgress = quiet,
) -> tuple[EvaluatedCandidate, ...]:
    """Examine every candidate that can keep to the declaration.

    ``on_progress`` hears how much is done (0 to 1) and what is going on.
    """
    able = candidates.taking_part(CANDIDATES, bool(predictor.monotone), len(rows.labels))
    whole = sum(candidate.effort for candidate in able)
    flagged = flags.choose(rows, predictor)
    done = 0.0
    evaluated = []
    for candidate in able:
        share, label = done / whole, candidate.label
        evaluated.append(
            evaluate_candidate(
                candidate,
                rows,
                folds,
                predictor,
                effort,
                threads,
                lambda doing, share=share, label=label: on_progress(share, f"{label}, {doing}"),  # type: ignore[misc]
                flagged,
            )
        )
        done += candidate.effort
    return tuple(evaluated)


def select(
    evaluated: tuple[EvaluatedCandidate, ...], predicted: Mapping[str, Predictions]
) -> Selection:
    """Choose among the evaluated by what each said of the same rows in the same folds."""
    return selection.select(
        predicted, {each.candidate.name: each.candidate.label for each in evaluated}
    )


def fit(
    evaluated: EvaluatedCandidate, rows: TrainingRows, predictor: Predictor, threads: int
) -> Fitted:
    """Fit an evaluated candidate on all ``rows``, with the calibration that was found for it."""
    pipeline = fitting.fit(
        evaluated.candidate,
        evaluated.found.hyperparameters,
        rows.matrix,
        rows.labels,
        predictor,
        threads,
    )
    return Fitted(pipeline, evaluated.calibration.calibrator)
