"""The measures say what they are known to say, of held-out rows and of repeated folds alike."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from sklearn import metrics

from bellwether_trainer.measures import evaluate
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Chosen, Confusion
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import TrainingError
from tests import simulated

LABELS = np.array([0, 0, 0, 0, 0, 0, 1, 1, 0, 1], dtype=np.int8)
SCORES = np.array([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.6, 0.7, 0.9])
TEN = Predictions.held_out(LABELS, SCORES)


def test_measures_at_a_threshold() -> None:
    measures = measure(TEN, 0.5)
    assert (measures.n, measures.events, measures.threshold) == (10, 3, 0.5)
    assert measures.confusion == Confusion(tn=6, fp=1, fn=1, tp=2)
    assert measures.accuracy == pytest.approx(0.8)
    assert measures.precision == pytest.approx(2 / 3)
    assert measures.recall == pytest.approx(2 / 3)
    assert measures.specificity == pytest.approx(6 / 7)
    assert measures.balanced_accuracy == pytest.approx((2 / 3 + 6 / 7) / 2)
    assert measures.f1 == pytest.approx(2 / 3)
    assert measures.mcc == pytest.approx((2 * 6 - 1 * 1) / np.sqrt(3 * 3 * 7 * 7))
    # Of 21 pairs of an ill and a well person, two are the wrong way round.
    assert measures.auroc == pytest.approx(19 / 21)
    assert measures.brier == pytest.approx(float(((SCORES - LABELS) ** 2).mean()))
    chances = np.where(LABELS == 1, SCORES, 1 - SCORES)
    assert measures.log_loss == pytest.approx(float(-np.log(chances).mean()))


def test_measures_of_many_rows_are_those_of_scikit_learn() -> None:
    labels, odds = simulated.people(3_000)
    predicted = simulated.held_out(labels, np.round(odds, 1))
    measures = measure(predicted, 0.1)
    p = predicted.probabilities[0]
    flagged = p >= 0.1
    assert measures.auroc == pytest.approx(metrics.roc_auc_score(labels, p))
    assert measures.auprc == pytest.approx(metrics.average_precision_score(labels, p))
    assert measures.log_loss == pytest.approx(metrics.log_loss(labels, p))
    assert measures.brier == pytest.approx(metrics.brier_score_loss(labels, p))
    assert measures.f1 == pytest.approx(metrics.f1_score(labels, flagged))
    assert measures.balanced_accuracy == pytest.approx(
        metrics.balanced_accuracy_score(labels, flagged)
    )


def test_every_interval_holds_its_measure() -> None:
    labels, odds = simulated.people(2_000)
    for predicted in (simulated.held_out(labels, odds), simulated.repeated(labels, odds)):
        measures = measure(predicted, 0.1)
        for name, (low, high) in dataclasses.asdict(measures.intervals).items():
            assert 0 <= low < getattr(measures, name) < high, name


def test_a_probability_at_the_threshold_counts_as_positive() -> None:
    assert measure(TEN, 0.6).confusion.tp == 2


def test_always_no_finds_nobody_and_is_often_right() -> None:
    measures = evaluate.always_no(TEN, 0.3)
    assert measures.threshold is None
    assert measures.accuracy == pytest.approx(0.7)
    assert (measures.recall, measures.f1, measures.precision, measures.mcc) == (0, 0, 0, 0)
    assert measures.specificity == 1
    assert measures.auroc == pytest.approx(0.5)


def test_repeated_folds_are_measured_fold_by_fold_and_count_each_row_once() -> None:
    labels, odds = simulated.people(600, mean=-1)
    predicted = simulated.repeated(labels, odds, noise=0.5)
    measures = measure(predicted, 0.3)
    assert (measures.n, measures.events) == (600, labels.sum())
    by_fold = [metrics.roc_auc_score(part, p) for part, p in predicted.parts()]
    assert len(by_fold) == 50
    assert measures.auroc == pytest.approx(np.mean(by_fold))
    # Nadeau and Bengio by hand: every fold is tested by a quarter of what it was fitted on.
    error = np.sqrt((1 / 50 + 1 / 4) * np.var(by_fold, ddof=1))
    assert measures.intervals.auroc[1] - measures.auroc == pytest.approx(2.0096 * error, rel=1e-3)
    counted = dataclasses.astuple(measures.confusion)
    assert sum(counted) == pytest.approx(600, abs=2)
    # Ten repeats of 600 rows tell a recall no better than 600 rows do.
    once = measure(simulated.held_out(labels, odds), 0.3)
    widths = [high - low for low, high in (measures.intervals.recall, once.intervals.recall)]
    assert widths[0] == pytest.approx(widths[1], rel=0.1)


def test_permuted_labels_have_an_auroc_of_a_half() -> None:
    _, odds = simulated.people(20_000)
    shuffled = np.random.default_rng(1).permutation(simulated.people(20_000)[0])
    for predicted in (
        simulated.held_out(shuffled, odds),
        simulated.repeated(shuffled[:2_000], odds[:2_000]),
    ):
        assert measure(predicted, 0.1).auroc == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -0.1, 1.1])
def test_what_is_no_probability_is_not_measured(wrong: float) -> None:
    scores = SCORES.copy()
    scores[3] = wrong
    with pytest.raises(TrainingError, match="1 of 10 predictions"):
        Predictions.held_out(LABELS, scores)


def test_repeats_without_folds_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="do not agree"):
        Predictions(LABELS, np.stack([SCORES, SCORES]))


def test_an_evaluation_holds_everything_and_can_be_written_as_json() -> None:
    labels, odds = simulated.people(3_000)
    challenger = simulated.held_out(labels, odds)
    everybody = Group("Sex", "Sex", "Everybody", np.ones(3_000, dtype=np.bool_))
    fresh = simulated.people(200, seed=1)
    found = evaluate.evaluate(
        challenger,
        chosen=Chosen("net benefit at 0.1", 0.1, None),
        prevalence=0.1,
        groups=(everybody,),
        reference=("Age and Sex alone", simulated.held_out(labels, odds / 2)),
        plain_logistic=simulated.held_out(labels, odds * 0.9),
        champion=evaluate.Earlier(
            "a", simulated.held_out(labels, odds * 1.1), 0.2, simulated.held_out(*fresh)
        ),
        best=evaluate.Earlier("b", None, None, incomparable="it was trained with other fields"),
        fresh=simulated.held_out(*fresh),
        anchor=challenger.probabilities[0],
        refits=simulated.probabilities(odds + np.array([[-0.1], [0.1]])),
    )
    document = json.loads(json.dumps(dataclasses.asdict(found), allow_nan=False))
    assert document["champion"]["measures"]["threshold"] == 0.2
    assert document["champion"]["anchor"]["recall_lost"][0]["group"] == "Everybody"
    assert document["champion"]["fresh"]["n"] == 200
    assert document["best"]["incomparable"] == "it was trained with other fields"
    assert document["reference"]["label"] == "Age and Sex alone"
    assert document["subgroups"]["groups"][0]["recall"]["estimate"] == pytest.approx(0.8)
    assert len(document["score_band"]) == 101
    assert document["refits"]["count"] == 2


def test_a_handful_of_new_rows_is_not_held_against_anybody() -> None:
    labels, odds = simulated.people(1_000)
    few = simulated.held_out(labels[:20], odds[:20])
    found = evaluate.evaluate(
        simulated.held_out(labels, odds),
        chosen=Chosen("largest F1", 0.1, (0.05, 0.2)),
        prevalence=0.1,
        champion=evaluate.Earlier("a", simulated.held_out(labels, odds), 0.1, few),
        fresh=few,
    )
    assert found.champion is not None
    assert found.champion.fresh is None


def test_recipes_are_compared_with_recipes_where_a_whole_procedure_is_measured() -> None:
    labels, odds = simulated.people(600, mean=-1)
    recipe = simulated.repeated(labels, odds)
    procedure = Predictions(labels, simulated.probabilities(0 * recipe.probabilities), recipe.folds)
    found = evaluate.evaluate(
        procedure,
        chosen=Chosen("net benefit at 0.1", 0.1, None),
        prevalence=0.3,
        champion=evaluate.Earlier("a", recipe, 0.1),
        recipe=recipe,
    )
    assert found.challenger.auroc == 0.5
    assert found.champion is not None
    assert found.champion.anchor is not None
    assert found.champion.anchor.log_loss.mean == 0


def test_the_training_rows_error_is_told_where_other_rows_measure() -> None:
    labels, odds = simulated.people(400, seed=1, mean=-0.9)
    chosen = Chosen("net benefit at 0.1", 0.1, None)
    held_out = evaluate.evaluate(
        simulated.held_out(labels, odds), chosen=chosen, prevalence=0.3, learned_rows=1_000
    )
    assert held_out.prevalence_error == pytest.approx(1 / (1_000 * 0.3 * 0.7) ** 0.5)
    assert not held_out.by_folds
    folds = evaluate.evaluate(
        simulated.repeated(labels, odds), chosen=chosen, prevalence=0.3, learned_rows=400
    )
    # In folds they are the rows that measure, whose error counts once.
    assert folds.prevalence_error == 0
    assert folds.by_folds
    # Against the prevalence a model loses what it does not know, and ranks by no chance.
    assert held_out.to_prevalence.log_loss.mean < 0
    assert held_out.to_prevalence.auroc is not None
    assert held_out.to_prevalence.auroc.mean == pytest.approx(0.5 - held_out.challenger.auroc)
