"""What becomes of a version once the gate has decided."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bellwether_trainer.measures import promotion
from bellwether_trainer.measures.promotion import Ending
from bellwether_trainer.measures.verdict import Comparison, Decision, Difference, Incumbent

PASSED, FAILED = (
    Decision("accepted", ("it is not worse",), (), "anchor", 1),
    Decision("rejected", ("it is worse",), (), "anchor", 1),
)


def incumbent(upper: float) -> Incumbent:
    """A champion against which the loss may be worse by up to ``upper``."""
    difference = Difference(upper - 0.001, 0.0005, upper)
    return Incumbent("20260101T120000Z-00000001", None, Comparison(1000, 100, difference, None))


EQUAL, WORSE_THAN_THE_NEW_ONE = incumbent(0.0004), incumbent(-0.0002)


def ending(decision: Decision = PASSED, **changes: Any) -> Ending:
    given: dict[str, Any] = {
        "policy": "auto",
        "promote": True,
        "effort": "full",
        "champion": EQUAL,
        "champion_effort": "full",
    }
    return promotion.ending(decision, **(given | changes))


def test_what_the_gate_lets_pass_becomes_champion() -> None:
    assert ending() == Ending("promoted", PASSED.reasons)


@pytest.mark.parametrize("changes", [{}, {"policy": "by_hand"}, {"promote": False}])
def test_what_the_gate_rejects_is_rejected_whatever_was_asked_for(changes: dict[str, Any]) -> None:
    assert ending(FAILED, **changes) == Ending("rejected", FAILED.reasons)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"questions": ("is Apgar known before the birth?",)}, "known before the birth"),
        ({"promote": False}, "without promoting"),
        ({"policy": "by_hand"}, "promote: by_hand"),
        ({"policy": "if_better"}, "if_better, and it may be worse .* by up to 0.0004"),
        ({"effort": "quick"}, "quick training does not take the place of a full one .* 0.0004"),
    ],
)
def test_what_is_held_back_is_a_candidate_with_the_reason(
    changes: dict[str, Any], reason: str
) -> None:
    found = ending(**changes)
    assert found.outcome == "candidate"
    assert len(found.reasons) == 1
    assert re.search(reason, found.reasons[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"policy": "if_better", "champion": WORSE_THAN_THE_NEW_ONE},
        {"policy": "if_better", "champion": None, "champion_effort": None},
        {"effort": "quick", "champion": WORSE_THAN_THE_NEW_ONE},
        {"effort": "quick", "champion_effort": "quick"},
        {"effort": "quick", "champion": None, "champion_effort": None},
    ],
)
def test_what_is_better_or_the_first_is_not_held_back(changes: dict[str, Any]) -> None:
    assert ending(**changes).outcome == "promoted"


@pytest.mark.parametrize("changes", [{"policy": "by_hand"}, {"promote": False}])
def test_neither_by_hand_nor_without_promoting_minds_how_good_it_is(
    changes: dict[str, Any],
) -> None:
    assert ending(**changes, champion=WORSE_THAN_THE_NEW_ONE).outcome == "candidate"
    assert ending(**changes, champion=None, champion_effort=None).outcome == "candidate"


def test_every_reason_for_holding_back_is_told() -> None:
    found = ending(policy="by_hand", promote=False, effort="quick")
    assert len(found.reasons) == 3


def test_what_is_undecided_is_a_candidate_with_the_reasons_of_the_gate() -> None:
    undecided = Decision("undecided", ("too little to tell",), (), "anchor", 1)
    assert ending(undecided) == Ending("candidate", undecided.reasons)
    assert ending(undecided, promote=False).reasons[1:] == undecided.reasons
