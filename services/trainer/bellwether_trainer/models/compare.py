"""Step 3: the candidates, each searched and calibrated, side by side on the same folds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from bellwether_contract.bundle import Effort
from bellwether_contract.encode import Matrix
from bellwether_contract.spec import Predictor
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.measures.verdict import Selection
from bellwether_trainer.models import calibrate, candidates, fitting, search, selection
from bellwether_trainer.models.calibrate import Calibration
from bellwether_trainer.models.candidates import CANDIDATES, Candidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.search import Found
from bellwether_trainer.records import Folds, Labels, Recipe, Told, quiet
from bellwether_trainer.rows.split import Hashes, deal

# Candidates are compared on at most so many training rows, drawn with a fixed seed.
# In few folds, so that each fold tests on many rows: that is what makes a difference of 0.001
# in log loss visible.
COMPARISON_ROWS = {"quick": 75_000, "full": 100_000}
COMPARISON_FOLDS = 3
SEARCH_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Examined:
    """A candidate with the hyper-parameters and the calibration that these rows ask for."""

    candidate: Candidate
    found: Found
    calibration: Calibration
    seconds: float

    @property
    def recipe(self) -> Recipe:
        """What makes this model again."""
        return Recipe(
            self.candidate.name, self.found.hyperparameters, self.calibration.calibrator.kind
        )


@dataclass(frozen=True, slots=True)
class Learners:
    """Rows to learn from: float32 [rows, fields], 0/1 [rows], and hashes that tell equal rows."""

    matrix: Matrix
    labels: Labels
    hashes: Hashes

    def some(self, chosen: np.ndarray) -> Learners:
        """Those of the rows that are ``chosen``, a mask [rows]."""
        return Learners(self.matrix[chosen], self.labels[chosen], self.hashes[chosen])


def examine(
    candidate: Candidate,
    rows: Learners,
    folds: np.ndarray,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    told: Callable[[str], None] = lambda _: None,
) -> Examined:
    """Search a candidate's hyper-parameters and calibration on ``rows``.

    ``folds`` [rows] make the out-of-fold predictions; a row in fold -1 takes part in the search
    alone. A quick training takes the declared hyper-parameters.
    """
    started = time.perf_counter()
    declared = candidates.declared(candidate, len(rows.labels))
    found = Found(declared, 1)
    if effort == "full":
        told("searching hyper-parameters")
        cut = deal(rows.hashes, rows.labels, SEARCH_FOLDS, predictor.tuning.rows)
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
        lambda fold: told(f"fold {fold + 1} of {count}"),
    )
    calibration = calibrate.choose(raw, compared.labels, folds[folds >= 0])
    return Examined(candidate, found, calibration, time.perf_counter() - started)


def examine_all(
    rows: Learners,
    folds: np.ndarray,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    told: Told = quiet,
) -> tuple[Examined, ...]:
    """Examine every candidate; ``told`` hears how much is done (0 to 1) and what is going on."""
    whole = sum(candidate.effort for candidate in CANDIDATES)
    done = 0.0
    examined = []
    for candidate in CANDIDATES:
        share, label = done / whole, candidate.label
        examined.append(
            examine(
                candidate,
                rows,
                folds,
                predictor,
                effort,
                threads,
                lambda doing, share=share, label=label: told(share, f"{label}, {doing}"),  # type: ignore[misc]
            )
        )
        done += candidate.effort
    return tuple(examined)


def predicted(examined: tuple[Examined, ...], labels: Labels, folds: Folds) -> dict[str, Predicted]:
    """What each candidate said of rows that it had not seen, calibrated; ``folds`` [rows]."""
    return {
        each.candidate.name: Predicted(
            labels, each.calibration.probabilities[None, :], folds[None, :]
        )
        for each in examined
    }


def select(examined: tuple[Examined, ...], predicted: Mapping[str, Predicted]) -> Selection:
    """Choose among the examined by what each said of the same rows in the same folds."""
    return selection.select(
        predicted, {each.candidate.name: each.candidate.label for each in examined}
    )


def fit(examined: Examined, rows: Learners, predictor: Predictor, threads: int) -> Fitted:
    """Fit an examined candidate on all ``rows``, with the calibration that was found for it."""
    pipeline = fitting.fit(
        examined.candidate,
        examined.found.hyperparameters,
        rows.matrix,
        rows.labels,
        predictor,
        threads,
    )
    return Fitted(pipeline, examined.calibration.calibrator)
