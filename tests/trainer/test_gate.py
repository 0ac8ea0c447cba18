"""The gate at each of its edges, with made-up evaluations."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace

import pytest

from bellwether_trainer.measures import gate
from bellwether_trainer.measures.verdict import Decision, Evaluation, Limits, Rival
from tests.made_up_evaluations import comparison, evaluation, on_new_rows, rival

NAN = math.nan
HINT = "an operator may promote this version with a reason"


def decide(evaluation: Evaluation, limits: Limits = gate.LARGE) -> Decision:
    decision = gate.decide(evaluation, limits, anchor="a1", comparisons=3)
    # What the page gets must be JSON, whatever was wrong.
    json.dumps(asdict(decision), allow_nan=False)
    assert decision.accepted is all(check.passed for check in decision.checks)
    return decision


def the_only_fault(decision: Decision) -> str:
    assert not decision.accepted
    (reason,) = decision.reasons
    return reason


def test_a_first_model_that_knows_more_than_the_prevalence_is_accepted_and_told_why() -> None:
    decision = gate.decide(evaluation(), gate.LARGE, anchor="a1", comparisons=1)
    assert decision.accepted
    assert decision.reasons[0] == (
        "log loss 0.2000 is below 0.3000, that of giving everybody the prevalence"
    )
    assert "not compared with a champion: there is none" in decision.reasons
    assert decision.reasons[-1] == "this is the first comparison on this anchor"


@pytest.mark.parametrize("log_loss", [0.3, 0.31, NAN, math.inf])
def test_a_model_that_knows_no_more_than_the_prevalence_is_rejected(log_loss: float) -> None:
    assert "prevalence" in the_only_fault(decide(evaluation(log_loss=log_loss)))


@pytest.mark.parametrize("who", ["champion", "best"])
@pytest.mark.parametrize(
    ("upper", "accepted"),
    [(-0.01, True), (0.00099, True), (0.001, False), (NAN, False), (-math.inf, False)],
)
def test_the_bound_of_the_log_loss_must_be_below_the_margin(
    who: str, upper: float, accepted: bool
) -> None:
    others = {"champion": rival(), "best": replace(rival(), version="v0")}
    others[who] = replace(others[who], anchor=comparison(log_loss=upper))
    decision = decide(evaluation(champion=others["champion"], best=others["best"]))
    assert decision.accepted is accepted
    if not accepted:
        assert "log loss" in the_only_fault(decision)
        assert ("the champion" if who == "champion" else "best version ever") in decision.reasons[0]


@pytest.mark.parametrize(
    ("upper", "accepted"),
    [(-0.01, True), (0.00199, True), (0.002, False), (NAN, False), (-math.inf, False)],
)
@pytest.mark.parametrize("who", ["champion", "best"])
def test_the_bound_of_the_auroc_lost_must_be_below_the_margin(
    who: str, upper: float, accepted: bool
) -> None:
    against = rival(comparison(auroc=upper))
    decision = decide(
        evaluation(champion=against) if who == "champion" else evaluation(best=against)
    )
    assert decision.accepted is accepted
    if not accepted:
        assert "AUROC" in the_only_fault(decision)


def test_an_auroc_that_could_not_be_compared_is_a_fault() -> None:
    against = rival(comparison(auroc=None))
    assert "no number" in the_only_fault(decide(evaluation(champion=against)))


@pytest.mark.parametrize(
    ("slope", "accepted"),
    [(0.949, False), (0.95, True), (1.05, True), (1.051, False), (NAN, False), (None, False)],
)
def test_the_slope_must_be_near_1(slope: float | None, accepted: bool) -> None:
    decision = decide(evaluation(slope=slope))
    assert decision.accepted is accepted
    if not accepted:
        assert "slope" in the_only_fault(decision)


@pytest.mark.parametrize(
    ("intercept", "accepted"),
    [(-0.051, False), (-0.05, True), (0.05, True), (0.051, False), (NAN, False), (None, False)],
)
def test_the_intercept_must_be_near_0(intercept: float | None, accepted: bool) -> None:
    decision = decide(evaluation(intercept=intercept))
    assert decision.accepted is accepted
    if not accepted:
        assert "intercept" in the_only_fault(decision)


def test_odds_that_are_too_high_are_called_so() -> None:
    reason = the_only_fault(decide(evaluation(intercept=-0.0953)))
    assert "the odds are 10 % too high" in reason


@pytest.mark.parametrize(
    ("lost", "accepted"), [(-0.1, True), (0.80 - 0.75, True), (0.051, False), (NAN, False)]
)
@pytest.mark.parametrize("who", ["champion", "best"])
def test_no_subgroup_may_lose_more_than_5_points_of_recall(
    who: str, lost: float, accepted: bool
) -> None:
    against = rival(comparison(Black=0.01, Asian=lost))
    decision = decide(
        evaluation(champion=against) if who == "champion" else evaluation(best=against)
    )
    assert decision.accepted is accepted
    if not accepted:
        assert "Race: Asian" in the_only_fault(decision)


def test_every_subgroup_that_loses_too_much_is_named_and_otherwise_the_nearest_to_it() -> None:
    bad = decide(evaluation(champion=rival(comparison(Asian=0.06, Black=0.07, White=0.0))))
    assert [check.value for check in bad.checks if check.name == "subgroup_recall"] == [0.07, 0.06]
    good = decide(evaluation(champion=rival(comparison(Asian=0.03, Black=-0.01))))
    assert [check.value for check in good.checks if check.name == "subgroup_recall"] == [0.03]
    assert "7.0 points of 100 fewer" in bad.reasons[0]


@pytest.mark.parametrize(
    ("mean", "chance", "accepted"),
    [
        (-0.01, 0.0, True),
        (0.001, 0.0, True),
        (0.0011, 0.0, False),
        (0.004, 0.005, True),  # as few rows as these make an equal model look so
        (0.006, 0.005, False),
        (NAN, NAN, False),
    ],
)
def test_on_new_rows_the_challenger_must_not_be_worse_either(
    mean: float, chance: float, accepted: bool
) -> None:
    decision = decide(evaluation(champion=rival(fresh=on_new_rows(mean, chance=chance))))
    assert decision.accepted is accepted
    if not accepted:
        assert any("1,200 held-out rows of new data sets" in words for words in decision.reasons)


def test_on_new_rows_the_auroc_counts_too_and_the_best_version_is_asked() -> None:
    best = rival(fresh=on_new_rows(0.0, auroc=0.0021))
    assert "AUROC" in the_only_fault(decide(evaluation(best=best)))


def test_a_gain_on_new_rows_never_makes_up_for_the_anchor() -> None:
    against = rival(comparison(log_loss=0.0014), fresh=on_new_rows(-0.2, auroc=-0.2))
    assert the_only_fault(decide(evaluation(champion=against))) == (
        "log loss may be worse than that of the champion by up to 0.0014 (95 % bound); "
        "0.0010 is allowed"
    )


@pytest.mark.parametrize(
    "why",
    [
        "it was trained with other fields",
        "it was measured on another anchor",
        "another salt held out other rows, it has seen these",
    ],
)
@pytest.mark.parametrize("who", ["champion", "best"])
def test_what_cannot_be_compared_is_an_operators_decision(who: str, why: str) -> None:
    other = Rival("v1", None, None, incomparable=why)
    decision = decide(evaluation(champion=other) if who == "champion" else evaluation(best=other))
    assert why in the_only_fault(decision)
    assert HINT in decision.reasons[0]


def test_measured_but_incomparable_is_incomparable() -> None:
    other = replace(rival(), incomparable="it has seen these rows")
    assert HINT in the_only_fault(decide(evaluation(champion=other)))


def test_a_champion_that_is_the_best_ever_is_asked_once() -> None:
    decision = decide(evaluation(champion=rival(), best=rival()))
    assert [check.name for check in decision.checks].count("log_loss") == 1
    assert "the champion, the best version ever promoted" in {c.against for c in decision.checks}


def test_a_small_predictor_has_wider_limits_and_a_declaration_its_own_margins() -> None:
    assert gate.limits("large") == Limits(0.001, 0.002, (0.95, 1.05), 0.05, 0.05)
    assert gate.limits("small") == Limits(0.02, 0.02, (0.8, 1.25), 0.3, 0.05)
    assert gate.limits("large", log_loss=0.005) == replace(gate.LARGE, log_loss=0.005)
    assert gate.limits("small", auroc=0.01) == replace(gate.SMALL, auroc=0.01)
    wide = evaluation(slope=0.8, intercept=-0.3, champion=rival(comparison(0.0199, 0.0199)))
    assert decide(wide, gate.SMALL).accepted
    assert len(decide(wide).reasons) == 4
    for outside in (
        evaluation(slope=0.79),
        evaluation(slope=1.26),
        evaluation(intercept=0.31),
        evaluation(champion=rival(comparison(log_loss=0.02))),
        evaluation(champion=rival(comparison(auroc=0.02))),
    ):
        the_only_fault(decide(outside, gate.SMALL))


def test_every_reason_of_a_rejection_is_named_in_words_and_numbers() -> None:
    decision = decide(
        evaluation(
            log_loss=0.4,
            slope=1.2,
            intercept=0.2,
            champion=rival(comparison(0.0031, 0.0042, Asian=0.07)),
        )
    )
    assert len(decision.reasons) == 6
    words = "; ".join(decision.reasons)
    for number in ("0.4000", "1.200", "+0.200", "0.0031", "0.0042", "7.0 points"):
        assert number in words


def test_checks_are_data_and_comparisons_on_the_anchor_are_counted() -> None:
    decision = decide(evaluation(champion=rival()))
    assert (decision.anchor, decision.comparisons) == ("a1", 3)
    assert decision.reasons[-1] == "3 comparisons have been made on this anchor"
    by_name = {check.name: check for check in decision.checks}
    assert set(by_name) == {"log_loss_of_prevalence", "slope", "intercept", "log_loss", "auroc"}
    assert (by_name["log_loss"].value, by_name["log_loss"].high) == (0.0005, 0.001)
    assert (by_name["slope"].low, by_name["slope"].high) == (0.95, 1.05)
    assert (by_name["intercept"].low, by_name["intercept"].high) == (-0.05, 0.05)
    assert by_name["log_loss"].against == "the champion"
