"""The gate at each of its edges, with made-up evaluations."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from statistics import NormalDist

import pytest

from bellwether_trainer.measures import gate, tolerance
from bellwether_trainer.measures.evaluation_types import (
    Check,
    Decision,
    Evaluation,
    Found,
    Incumbent,
    Tolerances,
)
from tests.made_up_evaluations import comparison, evaluation, incumbent, on_new_rows, worse

NAN = math.nan
HINT = "an operator may promote this version with a reason"


def decide(evaluation: Evaluation, limits: Tolerances = gate.USUAL) -> Decision:
    decision = gate.decide(evaluation, limits, anchor="a1", comparisons=3)
    # What the page gets must be JSON, whatever was wrong.
    json.dumps(asdict(decision), allow_nan=False)
    failed = any(check.found == "failed" for check in decision.checks)
    assert (decision.outcome == "rejected") is failed
    return decision


def check(decision: Decision, name: str) -> Check:
    return next(each for each in decision.checks if each.name == name)


def the_only_fault(decision: Decision) -> str:
    assert decision.outcome == "rejected"
    (reason,) = decision.reasons
    return reason


def against(who: str, other: Incumbent) -> Evaluation:
    return evaluation(champion=other) if who == "champion" else evaluation(best=other)


def test_a_first_model_that_knows_more_than_the_prevalence_is_accepted_and_told_why() -> None:
    decision = gate.decide(evaluation(), gate.USUAL, anchor="a1", comparisons=1)
    assert decision.accepted
    assert decision.reasons[0] == (
        "log loss 0.2000 is below 0.3000, that of giving everybody the prevalence"
    )
    assert "not compared with a champion: there is none" in decision.reasons
    assert decision.reasons[-1] == "this is the first comparison on this anchor"


@pytest.mark.parametrize("log_loss", [0.32, NAN, math.inf])
def test_a_model_that_knows_no_more_than_the_prevalence_is_rejected(log_loss: float) -> None:
    assert "prevalence" in the_only_fault(decide(evaluation(log_loss=log_loss)))


def test_a_first_version_that_is_not_shown_to_know_anything_waits_for_a_person() -> None:
    nothing = decide(evaluation(log_loss=0.299, area=0.52, error=0.4))
    assert nothing.outcome == "undecided"
    assert "its AUROC is too near to chance" in nothing.reasons[0]
    # Where log losses are too near each other but it ranks better than chance, it does know.
    little = decide(evaluation(log_loss=0.299, area=0.6, error=0.2))
    assert little.accepted
    assert check(little, "log_loss_of_prevalence").found == "too little"
    assert "surely ranks people better than chance" in little.reasons[0]


def test_in_folds_a_ranking_must_be_farther_from_chance() -> None:
    # 1.9 errors above 0.5: of so many a version that knows nothing is too often in folds.
    by_others = evaluation(log_loss=0.299, area=0.538, error=0.2)
    assert decide(by_others).accepted
    assert decide(replace(by_others, by_folds=True)).outcome == "undecided"


@pytest.mark.parametrize("error", [0.001, 0.02, 0.05, 0.06, 0.1, 0.4, 3.0])
@pytest.mark.parametrize("chances", [tolerance.SLOPE, tolerance.INTERCEPT])
def test_whatever_tolerated_slope_is_true_it_fails_with_its_chance_at_most(
    error: float, chances: tolerance.Chances
) -> None:
    z, normal = tolerance.errors_outside(0.1, error, chances), NormalDist()

    def failed(truth: float, spread: float) -> float:
        below, above = (0.95 - truth) / error - z, (truth - 1.05) / error - z
        return normal.cdf(below / spread) + normal.cdf(above / spread)

    edges, middle = (failed(0.95, 1.0), failed(1.05, 1.0)), failed(1.0, chances.learned)
    assert max(edges) < chances.edge * 1.0001
    assert middle < chances.middle * 1.0001
    # One of them is used to the full: a stricter gate would be too strict, a laxer one too weak.
    assert max(edges) > 0.9999 * chances.edge or middle > 0.9999 * chances.middle


@pytest.mark.parametrize(
    ("slope", "error", "found"),
    [
        (1.0, 0.01, "passed"),
        (0.92, 0.01, "failed"),
        (1.08, 0.01, "failed"),
        (0.93, 0.01, "failed"),
        (0.935, 0.01, "too little"),
        (1.0, 0.1, "too little"),
        (0.75, 0.1, "too little"),
        (0.73, 0.1, "failed"),
        (NAN, 0.1, "failed"),
        (None, 0.1, "failed"),
    ],
)
@pytest.mark.parametrize("challenger", [False, True])
def test_the_slope_is_judged_by_what_the_rows_leave_open_of_it(
    slope: float | None, error: float, found: Found, challenger: bool
) -> None:
    champion = incumbent() if challenger else None
    decision = decide(evaluation(slope=slope, error=error, champion=champion))
    assert check(decision, "slope").found == found
    # What few rows cannot tell holds nobody back: no version of so few rows could do better.
    assert decision.outcome == ("rejected" if found == "failed" else "accepted")
    if found == "too little":
        assert "too little to tell" in " ".join(decision.reasons)


def test_the_smallest_fault_that_these_rows_could_have_shown_is_told() -> None:
    slope = check(decide(evaluation(slope=0.9, error=0.0778)), "slope")
    assert slope.shown_below == pytest.approx(
        0.95 - (2.588 - 0.05 / 0.0778 + 0.8416) * 0.0778, abs=1e-3
    )
    assert "these rows would have shown a slope below 0.73 or above 1.27" in slope.words
    intercept = check(decide(evaluation(error=0.01)), "intercept")
    assert "would have shown odds that are 9 % too low or 9 % too high" in intercept.words
    loss = check(decide(evaluation(champion=incumbent())), "log_loss")
    assert loss.shown_above == pytest.approx(0.001 + (1.2816 + 0.8416) * 0.0002, abs=1e-6)
    assert "they would have shown one that is worse by 0.0014" in loss.words
    # With an error this large any slope that knows something could be true.
    assert (
        "these rows would have shown a slope above 2.26"
        in decide(evaluation(slope=0.9, error=0.366)).reasons[1]
    )


@pytest.mark.parametrize(
    ("intercept", "found"),
    [(0.0, "passed"), (-0.08, "failed"), (0.08, "failed"), (0.06, "too little"), (None, "failed")],
)
def test_the_intercept_must_not_be_surely_far_from_0(intercept: float | None, found: Found) -> None:
    assert check(decide(evaluation(intercept=intercept)), "intercept").found == found


def test_the_intercept_errs_by_the_training_rows_too() -> None:
    known = decide(evaluation(intercept=-0.08))
    assert "the odds are 8 % too high" in the_only_fault(known)
    assert decide(evaluation(intercept=-0.08, prevalence_error=0.02)).accepted


def test_folds_leave_more_of_a_slope_open_and_say_that_they_mend_the_intercept() -> None:
    few = evaluation(slope=0.7, error=0.1, events=100)
    assert decide(few).outcome == "rejected"
    folds = decide(replace(few, by_folds=True))
    assert folds.accepted
    assert "bring it near 0 by themselves" in check(folds, "intercept").words


@pytest.mark.parametrize("who", ["champion", "best"])
@pytest.mark.parametrize(
    ("mean", "error", "outcome"),
    [
        (0.0, 0.0002, "accepted"),
        (0.0, 0.0, "accepted"),
        (0.0014, 0.0002, "rejected"),
        (0.002, 0.00027, "rejected"),  # twice the margin, 3.7 errors of it
        (0.0009, 0.0002, "undecided"),
        (0.0, 0.00035, "undecided"),  # the margin is less than three errors
        (-0.001, 0.00035, "accepted"),  # better beyond chance needs no margin
        (0.002, 0.00035, "rejected"),  # and worse beyond it none either
        (NAN, 0.0002, "rejected"),
        (-math.inf, 0.0002, "rejected"),
    ],
)
def test_a_challenger_must_not_be_worse_by_the_margin(
    who: str, mean: float, error: float, outcome: str
) -> None:
    by_log_loss = replace(comparison(), log_loss=worse(mean, error))
    # Its margin is twice as wide.
    by_auroc = replace(comparison(), auroc=worse(2 * mean, 2 * error))
    for measure, found in (("log loss", by_log_loss), ("AUROC", by_auroc)):
        decision = decide(against(who, incumbent(found)))
        assert decision.outcome == outcome
        if outcome != "accepted":
            assert measure in decision.reasons[0]
            assert ("the champion" if who == "champion" else "best version ever") in (
                decision.reasons[0]
            )
        if outcome == "undecided":
            assert "these rows tell too little to decide" in decision.reasons[0]


@pytest.mark.parametrize("error", [0.0, 0.0002, 0.00035])
def test_the_standard_error_of_a_difference_can_be_read_from_its_check(error: float) -> None:
    # The page draws a 95 % interval of it, whichever one the gate has decided by.
    found = replace(comparison(), log_loss=worse(0.0004, error))
    told = check(decide(evaluation(champion=incumbent(found))), "log_loss")
    assert told.interval is not None
    assert told.high is not None
    assert told.shown_above is not None
    half = (told.interval[1] - told.interval[0]) / 2
    four_of_five = NormalDist().inv_cdf(0.8)
    assert (told.shown_above - told.high - half) / four_of_five == pytest.approx(error, abs=1e-12)


def test_an_auroc_that_could_not_be_compared_is_a_fault() -> None:
    assert "no number" in the_only_fault(
        decide(evaluation(champion=incumbent(comparison(auroc=None))))
    )


def test_margins_are_those_of_6_000_events_and_widen_with_fewer_alone() -> None:
    def loss(events: int) -> Check:
        return check(decide(evaluation(champion=incumbent(comparison(events=events)))), "log_loss")

    assert loss(6_000).high == loss(60_000).high == 0.001
    assert loss(1_500).high == pytest.approx(0.002)
    assert "0.0020 worse is tolerated with 1,500 events" in loss(1_500).words
    far = comparison(log_loss=0.0025, error=0.0004)
    assert decide(evaluation(champion=incumbent(far))).outcome == "rejected"
    assert decide(evaluation(champion=incumbent(replace(far, events=240)))).accepted


def test_a_version_that_is_champion_no_more_is_met_more_strictly() -> None:
    near = incumbent(comparison(log_loss=0.0007))
    assert decide(evaluation(champion=near)).accepted
    assert decide(evaluation(champion=near, best=near)).accepted
    former = replace(near, version="v0")
    decision = decide(evaluation(champion=incumbent(), best=former))
    assert decision.outcome == "undecided"
    assert "best version ever" in decision.reasons[0]


@pytest.mark.parametrize(
    ("lost", "found"), [(-0.1, "passed"), (0.04, "too little"), (0.09, "failed"), (NAN, "failed")]
)
@pytest.mark.parametrize("who", ["champion", "best"])
def test_no_subgroup_may_surely_lose_more_than_5_points_of_recall(
    who: str, lost: float, found: Found
) -> None:
    decision = decide(against(who, incumbent(comparison(Black=-0.11, Asian=lost))))
    assert check(decision, "subgroup_recall").found == found
    assert decision.accepted is (found != "failed")
    if found == "failed":
        assert "Race: Asian" in the_only_fault(decision)


def test_every_subgroup_that_loses_too_much_is_named_and_otherwise_the_nearest_to_it() -> None:
    bad = decide(evaluation(champion=incumbent(comparison(Asian=0.09, Black=0.1, White=0.0))))
    assert [check.value for check in bad.checks if check.name == "subgroup_recall"] == [0.1, 0.09]
    good = decide(evaluation(champion=incumbent(comparison(Asian=0.03, Black=-0.01))))
    assert [check.value for check in good.checks if check.name == "subgroup_recall"] == [0.03]
    assert "10.0 points of 100 fewer" in bad.reasons[0]


def test_the_more_groups_are_asked_the_surer_must_a_loss_be() -> None:
    one = comparison(Asian=0.07)
    others = tuple(replace(one.recall_lost[0], group=str(n), lost=0.0) for n in range(20))
    many = replace(one, recall_lost=one.recall_lost + others)
    assert decide(evaluation(champion=incumbent(one))).outcome == "rejected"
    assert decide(evaluation(champion=incumbent(many))).accepted


@pytest.mark.parametrize(
    ("mean", "error", "found"),
    [
        (-0.01, 0.0005, "passed"),
        (0.009, 0.0005, "passed"),
        (0.012, 0.0005, "failed"),
        (0.012, 0.005, "too little"),  # as few rows as these make an equal model look so
        (0.03, 0.005, "failed"),
        (NAN, NAN, "failed"),
    ],
)
def test_on_new_rows_the_challenger_must_not_be_surely_worse_either(
    mean: float, error: float, found: Found
) -> None:
    decision = decide(evaluation(champion=incumbent(fresh=on_new_rows(mean, error=error))))
    assert check(decision, "new_rows_log_loss").found == found
    # New rows may be few: they reject, and hold nobody back.
    assert decision.accepted is (found != "failed")
    if found == "failed":
        assert any("1,200 held-out rows of new data sets" in words for words in decision.reasons)


def test_on_new_rows_the_auroc_counts_too_and_the_best_version_is_asked() -> None:
    assert "AUROC" in the_only_fault(
        decide(evaluation(best=incumbent(fresh=on_new_rows(0.0, auroc=0.022))))
    )


def test_a_gain_on_new_rows_never_makes_up_for_the_anchor() -> None:
    other = incumbent(comparison(log_loss=0.0014), fresh=on_new_rows(-0.2, auroc=-0.2))
    assert the_only_fault(decide(evaluation(champion=other))) == (
        "log loss is worse by 0.0014 than that of the champion (+0.0011 to +0.0017 worse by these "
        "rows); 0.0010 worse is tolerated with 6,000 events; they would have shown one that is "
        "worse by 0.0014"
    )


@pytest.mark.parametrize(
    "why",
    [
        "it was trained with other fields",
        "it was measured on another evaluation set",
        "another salt held out other rows, it has seen these",
    ],
)
@pytest.mark.parametrize("who", ["champion", "best"])
def test_what_cannot_be_compared_is_an_operators_decision(who: str, why: str) -> None:
    decision = decide(against(who, Incumbent("v1", None, None, incomparable=why)))
    assert why in the_only_fault(decision)
    assert HINT in decision.reasons[0]


def test_measured_but_incomparable_is_incomparable() -> None:
    other = replace(incumbent(), incomparable="it has seen these rows")
    assert HINT in the_only_fault(decide(evaluation(champion=other)))


def test_a_champion_that_is_the_best_ever_is_asked_once() -> None:
    decision = decide(evaluation(champion=incumbent(), best=incumbent()))
    assert [check.name for check in decision.checks].count("log_loss") == 1
    assert "the champion, the best version ever promoted" in {c.against for c in decision.checks}


def test_a_declaration_has_its_own_margins_and_all_else_is_one_at_every_size() -> None:
    assert gate.tolerances() == Tolerances(0.001, 0.002, (0.95, 1.05), 0.05, 0.05)
    assert gate.tolerances(log_loss=0.005) == replace(gate.USUAL, log_loss=0.005)
    assert gate.tolerances(auroc=0.01) == replace(gate.USUAL, auroc=0.01)


def test_every_reason_of_a_rejection_is_named_in_words_and_numbers() -> None:
    decision = decide(
        evaluation(
            log_loss=0.4,
            slope=1.2,
            intercept=0.2,
            champion=incumbent(comparison(0.0031, 0.0042, Asian=0.09)),
        )
    )
    assert len(decision.reasons) == 6
    words = "; ".join(decision.reasons)
    for number in ("0.4000", "1.200", "+0.200", "0.0031", "0.0042", "9.0 points"):
        assert number in words


def test_checks_are_data_and_comparisons_on_the_anchor_are_counted() -> None:
    decision = decide(evaluation(champion=incumbent(comparison(log_loss=0.0002))))
    assert (decision.anchor, decision.comparisons) == ("a1", 3)
    assert decision.reasons[-1] == "3 comparisons have been made on this anchor"
    by_name = {check.name: check for check in decision.checks}
    assert set(by_name) == {"log_loss_of_prevalence", "slope", "intercept", "log_loss", "auroc"}
    assert (by_name["log_loss"].value, by_name["log_loss"].high) == (0.0002, 0.001)
    assert by_name["log_loss"].interval == pytest.approx((-0.0000563, 0.0004563), abs=1e-6)
    assert (by_name["slope"].low, by_name["slope"].high) == (0.95, 1.05)
    assert (by_name["intercept"].low, by_name["intercept"].high) == (-0.05, 0.05)
    assert by_name["log_loss"].against == "the champion"
