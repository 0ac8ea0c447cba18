"""The gate with real paired arrays: what creeps, what is poisoned, and what is truly equal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bellwether_trainer.measures import evaluate, gate, paired
from bellwether_trainer.measures.evaluation_types import Decision, Incumbent
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

ROWS = 40_000
LABELS, TRUTH = simulated.people(ROWS, seed=7)
PREVALENCE = float(LABELS.mean())
CHOSEN = Chosen("net benefit at 0.1", 0.1, None)


def version(name: str, predicted: Predictions) -> evaluate.Earlier:
    return evaluate.Earlier(name, predicted, 0.1)


def decide(
    challenger: Predictions,
    champion: evaluate.Earlier,
    groups: tuple[Group, ...] = (),
) -> Decision:
    found = evaluate.evaluate(
        challenger,
        chosen=CHOSEN,
        prevalence=PREVALENCE,
        groups=groups,
        champion=champion,
    )
    return gate.decide(found, gate.USUAL, anchor="a1", comparisons=1)


def loss(predicted: Predictions) -> float:
    return measure(predicted, 0.1).log_loss


def a_little_noise(seed: int, noise: float) -> simulated.Floats:
    return noise * np.random.default_rng(seed).standard_normal(ROWS)


def chain(length: int, *, with_the_best: bool) -> list[Predictions]:
    """Promoted versions, the first included, when each challenger is 0.0004 worse than the last."""
    labels, truth = simulated.people(30_000, seed=7)
    odds, middle = truth, float(truth.mean())
    first = simulated.held_out(labels, odds)
    # Only the comparisons change along the chain; the rest is measured once.
    found = evaluate.evaluate(first, chosen=CHOSEN, prevalence=PREVALENCE)
    promoted = [first]
    for number in range(1, length + 1):
        # So much more noise in the log-odds costs 0.0004; what is left is calibrated, as trained
        # models are.
        noise = np.random.default_rng(number).standard_normal(len(odds))
        noisier = odds + 0.115 * noise
        slope = float(np.cov(noisier, truth)[0, 1] / noisier.var())
        challenger = simulated.held_out(labels, middle + slope * (noisier - middle))
        last = Incumbent(str(len(promoted)), None, paired.compare(challenger, promoted[-1]))
        best = None
        if with_the_best:
            # Until somebody is promoted the first is the champion too.
            past = len(promoted) > 1
            best = Incumbent("1", None, paired.compare(challenger, first)) if past else last
        decision = gate.decide(
            replace(found, champion=last, best=best), gate.USUAL, anchor="a1", comparisons=number
        )
        if decision.accepted:
            odds, promoted = noisier, [*promoted, challenger]
    return promoted


@pytest.mark.slow
def test_a_chain_of_25_slightly_worse_challengers_does_not_creep_past_the_best_ever() -> None:
    crept = chain(12, with_the_best=False)
    assert len(crept) > 8, "against the last champion alone each of them is accepted"
    steps = np.diff([loss(predicted) for predicted in crept])
    assert steps.mean() == pytest.approx(0.0004, abs=0.0002)
    assert loss(crept[-1]) - loss(crept[0]) > 0.003
    held = chain(25, with_the_best=True)
    assert loss(held[-1]) - loss(held[0]) < gate.USUAL.log_loss


def test_equal_challengers_are_nearly_always_accepted() -> None:
    accepted = 0
    found = evaluate.evaluate(
        simulated.held_out(LABELS, TRUTH), chosen=CHOSEN, prevalence=PREVALENCE
    )
    for seed in range(10):
        champion, challenger = (
            simulated.held_out(LABELS, TRUTH + a_little_noise(2 * seed + one, 0.1))
            for one in (0, 1)
        )
        against = Incumbent("v", None, paired.compare(challenger, champion))
        accepted += gate.decide(
            replace(found, champion=against), gate.USUAL, anchor="a1", comparisons=1
        ).accepted
    assert accepted >= 9


def test_odds_all_10_percent_too_high_are_rejected_for_the_intercept_alone() -> None:
    challenger = simulated.held_out(LABELS, TRUTH + np.log(1.1))
    decision = decide(challenger, version("v", simulated.held_out(LABELS, TRUTH)))
    assert [check.name for check in decision.checks if check.found == "failed"] == ["intercept"]


def test_a_better_challenger_is_accepted() -> None:
    champion = simulated.held_out(LABELS, TRUTH + a_little_noise(1, 0.4))
    decision = decide(simulated.held_out(LABELS, TRUTH), version("v", champion))
    assert decision.accepted
    assert any("log loss is better by" in why for why in decision.reasons)


def test_labels_that_were_flipped_or_shuffled_teach_nothing_that_passes() -> None:
    champion = version("v", simulated.held_out(LABELS, TRUTH))
    for odds in (-TRUTH, np.random.default_rng(0).permutation(TRUTH)):
        decision = decide(simulated.held_out(LABELS, odds), champion)
        failed = {check.name for check in decision.checks if check.found == "failed"}
        assert {"log_loss_of_prevalence", "log_loss", "auroc", "slope"} <= failed


def test_a_challenger_that_fails_one_group_is_rejected_for_it() -> None:
    there = np.arange(ROWS) % 25 == 0
    # It still ranks and calibrates well as a whole: the group is small.
    odds = np.where(there, TRUTH - 0.7, TRUTH)
    groups = (Group("Race", "Race", "here", ~there), Group("Race", "Race", "there", there))
    decision = decide(
        simulated.held_out(LABELS, odds),
        version("v", simulated.held_out(LABELS, TRUTH)),
        groups=groups,
    )
    failed = [check for check in decision.checks if check.found == "failed"]
    assert [check.name for check in failed] == ["subgroup_recall"]
    assert "Race: there" in failed[0].words


def test_a_small_predictor_rejects_a_clearly_worse_recipe_and_accepts_an_equal_one() -> None:
    labels, odds = simulated.people(768, seed=3, mean=-0.9)
    champion = simulated.repeated(labels, odds)
    assert champion.folds is not None

    def recipe(noise: float) -> Decision:
        told = odds + noise * np.random.default_rng(1).standard_normal((10, 768))
        challenger = Predictions(labels, simulated.probabilities(told), champion.folds)
        found = evaluate.evaluate(
            challenger,
            chosen=CHOSEN,
            prevalence=float(labels.mean()),
            champion=version("v", champion),
        )
        return gate.decide(
            found, gate.tolerances(log_loss=0.004, auroc=0.004), anchor="a1", comparisons=1
        )

    assert recipe(0.1).accepted
    worse = recipe(1.0)
    assert worse.outcome == "rejected"
    assert any("log loss is worse by" in reason for reason in worse.reasons)
