"""Candidates: from rows to a recipe: candidates evaluated side by side, one chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures.evaluation_types import Selection
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import (
    baselines,
    calibrate,
    compare,
    fitting,
    in_deals,
    nested,
    training_rows,
)
from bellwether_trainer.models.baselines import Baselines
from bellwether_trainer.models.compare import EvaluatedCandidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe, Folds, OnProgress, Split, quiet

# The winner predicts all training rows out of fold once more, in so many folds.
WINNER_FOLDS = 5

# Small predictors: in so many folds of all rows.
SMALL_FOLDS = 5

# So many bootstrap refits tell how far models of small predictors differ.
REFITS = {"quick": 30, "full": 100}


@dataclass(frozen=True, slots=True)
class Choice:
    """The recipe that was chosen, and what it was chosen from.

    ``predicted`` holds, by candidate and on the same rows and folds, what each said out of fold.
    ``out_of_fold`` is what the winner said of rows that it had not seen, calibrated:
    thresholds come from it. ``procedure`` is what the whole procedure said where the choice
    itself was nested. The baselines stand on the rows of ``predicted``. ``formless`` is what the
    recipe says of the rows of ``out_of_fold`` without the forms that were chosen on these rows;
    None where there are none, or where the winner does not see them.
    """

    evaluated: tuple[EvaluatedCandidate, ...]
    predicted: Mapping[str, Predictions]
    selection: Selection
    winner: EvaluatedCandidate
    out_of_fold: Predictions
    procedure: Predictions | None
    baselines: Baselines
    formless: Predictions | None

    @property
    def recipe(self) -> CandidateRecipe:
        """What makes the chosen model again."""
        return self.winner.recipe


def choose(
    split: Split,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    measured: Baselines,
    on_progress: OnProgress,
) -> Choice:
    """Choose a recipe from the training rows alone; ``on_progress`` hears how far it is.

    ``measured`` are the baselines as the winner will be measured: where the choice is nested,
    the candidates stand on the same rows and folds.
    """
    if split.size == "large":
        return _by_holdout(split, predictor, effort, threads, on_progress)
    return _by_cross_validation(split, predictor, effort, threads, measured, on_progress)


def _by_holdout(
    split: Split, predictor: Predictor, effort: Effort, threads: int, on_progress: OnProgress
) -> Choice:
    rows = training_rows.of_split(split)
    folds = rows.deal(compare.COMPARISON_FOLDS, compare.COMPARISON_ROWS[effort])
    share = 0.75 if effort == "full" else 1.0
    evaluated = compare.evaluate_candidates(
        rows,
        folds,
        predictor,
        effort,
        threads,
        lambda done, doing: on_progress(share * done, doing),
    )
    compared, in_folds = rows.some(folds >= 0), folds[folds >= 0]
    some, dealt = compared, in_folds
    predicted = in_deals.predictions_of(evaluated, compared, in_folds)
    selected = compare.select(evaluated, predicted)
    winner = _winner(evaluated, selected)
    out_of_fold = predicted[selected.winner]
    if effort == "full":
        everything = rows.deal(WINNER_FOLDS)
        raw = fitting.out_of_fold(
            winner.candidate,
            winner.found.hyperparameters,
            rows.matrix,
            rows.labels,
            everything,
            predictor,
            threads,
            lambda fold: on_progress(
                share + (1 - share) * fold / WINNER_FOLDS,
                f"{winner.candidate.label} on all training rows, fold {fold + 1} of {WINNER_FOLDS}",
            ),
        )
        # All rows see a need of calibration that the compared ones are too few for.
        calibration = calibrate.choose(raw, rows.labels, everything, rows.people)
        winner = replace(winner, calibration=calibration)
        out_of_fold = Predictions(
            rows.labels, calibration.probabilities[None, :], everything[None, :], rows.people
        )
        some, dealt = rows, everything
    return Choice(
        evaluated=evaluated,
        predicted=predicted,
        selection=selected,
        winner=winner,
        out_of_fold=out_of_fold,
        procedure=None,
        baselines=baselines.out_of_fold(predictor, compared, in_folds[None, :]),
        formless=_formless_out_of_fold(winner, some, dealt, predictor, threads),
    )


def _by_cross_validation(
    split: Split,
    predictor: Predictor,
    effort: Effort,
    threads: int,
    measured: Baselines,
    on_progress: OnProgress,
) -> Choice:
    rows = training_rows.of_split(split)
    deals = in_deals.deal_few(rows, SMALL_FOLDS)
    share = 0.2 if effort == "full" else 0.4
    evaluated = compare.evaluate_candidates(
        rows,
        deals[0],
        predictor,
        effort,
        threads,
        lambda done, doing: on_progress(share * done, doing),
    )
    if effort == "full":
        found = nested.cross_validate(
            split, predictor, threads, lambda done, doing: on_progress(share + 0.7 * done, doing)
        )
        predicted, procedure, beside = found.candidates, found.procedure, measured
    else:
        predicted = in_deals.predict_in_deals(
            evaluated,
            rows,
            deals,
            predictor,
            threads,
            lambda done, doing: on_progress(share + 0.5 * done, doing),
        )
        procedure, beside = None, baselines.out_of_fold(predictor, rows, deals)
    selected = compare.select(evaluated, predicted)
    winner = _winner(evaluated, selected)
    out_of_fold = nested.of_recipe(
        winner.recipe,
        split,
        predictor,
        threads,
        lambda done, doing: on_progress(0.9 + 0.1 * done, doing),
    )
    return Choice(
        evaluated=evaluated,
        predicted=predicted,
        selection=selected,
        winner=winner,
        out_of_fold=out_of_fold,
        procedure=procedure,
        baselines=beside,
        formless=nested.of_recipe(
            winner.recipe, split, predictor.without_chosen_expansions(), threads, quiet
        )
        if _sees_chosen_expansions(winner, predictor)
        else None,
    )


def _formless_out_of_fold(
    winner: EvaluatedCandidate, rows: TrainingRows, folds: Folds, predictor: Predictor, threads: int
) -> Predictions | None:
    if not _sees_chosen_expansions(winner, predictor):
        return None
    raw = fitting.out_of_fold(
        winner.candidate,
        winner.found.hyperparameters,
        rows.matrix,
        rows.labels,
        folds,
        predictor.without_chosen_expansions(),
        threads,
    )
    said = calibrate.out_of_fold(winner.recipe.calibration, raw, rows.labels, folds, rows.people)
    return Predictions(rows.labels, said[None, :], folds[None, :], rows.people)


def _sees_chosen_expansions(winner: EvaluatedCandidate, predictor: Predictor) -> bool:
    return winner.candidate.preprocessing == "linear" and bool(predictor.chosen_expansions)


def fit(choice: Choice, split: Split, predictor: Predictor, threads: int) -> Fitted:
    """Fit the chosen recipe on all training rows."""
    return compare.fit(choice.winner, training_rows.of_split(split), predictor, threads)


def _winner(evaluated: tuple[EvaluatedCandidate, ...], selected: Selection) -> EvaluatedCandidate:
    return next(each for each in evaluated if each.candidate.name == selected.winner)
