"""Candidates: each searched and calibrated, side by side on the same folds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures.evaluation_types import Selection
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import (
    calibrate,
    candidates,
    fan_out,
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
from bellwether_trainer.records import CandidateRecipe, Folds, OnProgress, quiet
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


@dataclass(frozen=True, slots=True)
class Drawn:
    """What candidates are compared on, and searched on: drawn once, for all of them.

    ``folds`` [compared rows], and ``cut`` [searched rows]; None where none are searched.
    """

    rows: TrainingRows
    compared: TrainingRows
    folds: Folds
    searched: TrainingRows | None
    cut: Folds | None


def draw(rows: TrainingRows, folds: Folds, predictor: Predictor, effort: Effort) -> Drawn:
    """Draw from ``rows``; ``folds`` [rows] compare, and -1 is in none of them."""
    compared = rows.some(folds >= 0)
    if effort != "full":
        return Drawn(rows, compared, folds[folds >= 0], None, None)
    cut = rows.deal(INNER_FOLDS, predictor.tuning.rows)
    return Drawn(rows, compared, folds[folds >= 0], rows.some(cut >= 0), cut[cut >= 0])


def evaluate_candidate(
    candidate: Candidate,
    drawn: Drawn,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    on_progress: OnProgress = quiet,
    flagged: Mapping[str, str] | None = None,
) -> EvaluatedCandidate:
    """Search a candidate's hyper-parameters and calibration on what was ``drawn``.

    A quick training takes the declared hyper-parameters, but the penalty of a linear model
    of few rows is always searched: it takes a second, and an unpenalised one says too much.
    ``flagged`` is the hyper-parameter that names fields with a column for being unknown.
    """
    started = time.perf_counter()
    rows, compared, folds = drawn.rows, drawn.compared, drawn.folds
    declared = {**candidates.declared(candidate, len(rows.labels)), **(flagged or {})}
    found = Found(declared, 1)
    few = len(rows.labels) < FEW_ROWS
    if candidate.preprocessing == "linear" and (few or effort == "full"):
        on_progress(0.0, "searching its penalty")
        found = _penalty(candidate, declared, rows, predictor)
    elif drawn.searched is not None and drawn.cut is not None:
        on_progress(0.0, "searching hyper-parameters")
        found = search.search(
            candidate,
            declared,
            drawn.searched.matrix,
            drawn.searched.labels,
            drawn.cut,
            predictor,
            threads,
            predictor.tuning.seconds,
        )
    count = int(folds.max()) + 1
    raw = fitting.out_of_fold(
        candidate,
        found.hyperparameters,
        compared.matrix,
        compared.labels,
        folds,
        predictor,
        threads,
        lambda fold: on_progress(fold / count, f"fold {fold + 1} of {count}"),
    )
    on_progress(1.0, "calibration")
    calibration = calibrate.choose(
        raw,
        compared.labels,
        folds,
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
    """Examine every candidate that can keep to the declaration: all together on a cluster.

    ``on_progress`` hears how much is done (0 to 1) and what is going on.
    """
    able = candidates.taking_part(CANDIDATES, bool(predictor.monotone), len(rows.labels))
    whole = sum(candidate.effort for candidate in able)
    flagged = flags.choose(rows, predictor)
    drawn = draw(rows, folds, predictor, effort)
    done = [0.0] * len(able)

    def on_share(place: int, share: float, doing: str) -> None:
        done[place] = share * able[place].effort
        on_progress(sum(done) / whole, f"{able[place].label}, {doing}")

    def work(candidate: Candidate, tell: OnProgress) -> EvaluatedCandidate:
        return evaluate_candidate(candidate, drawn, predictor, effort, threads, tell, flagged)

    works = [partial(work, candidate) for candidate in able]
    if fan_out.on_cluster():
        return tuple(fan_out.together(works, on_share))
    return tuple(each(partial(on_share, place)) for place, each in enumerate(works))


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
