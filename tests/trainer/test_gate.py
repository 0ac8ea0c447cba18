"""The gate at each of its edges, with made-up evaluations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bellwether_trainer import evaluate, gate
from bellwether_trainer.records import Evaluation, Measures

SOME = evaluate.always_no(np.array([0, 0, 1], dtype=np.int8), 1 / 3)


def at(log_loss: float) -> Measures:
    return replace(SOME, log_loss=log_loss)


def evaluation(challenger: float, champion: float | None = None) -> Evaluation:
    return Evaluation(
        challenger=at(challenger),
        always_no=at(0.3),
        champion=None if champion is None else at(champion),
        no_champion="there is none" if champion is None else None,
        calibration=(),
    )


def test_a_first_model_that_knows_more_than_the_prevalence_is_accepted() -> None:
    decision = gate.decide(evaluation(0.2), log_loss_margin=0.001)
    assert decision.accepted
    assert "0.2000" in decision.reasons[0]


@pytest.mark.parametrize("log_loss", [0.3, 0.31, float("nan"), float("inf")])
def test_a_model_that_knows_no_more_than_the_prevalence_is_rejected(log_loss: float) -> None:
    decision = gate.decide(evaluation(log_loss), log_loss_margin=0.001)
    assert not decision.accepted
    assert "prevalence" in decision.reasons[0]


@pytest.mark.parametrize(("challenger", "accepted"), [(0.2, True), (0.2009, True), (0.2011, False)])
def test_a_challenger_may_be_worse_than_the_champion_by_the_margin(
    challenger: float, accepted: bool
) -> None:
    decision = gate.decide(evaluation(challenger, champion=0.2), log_loss_margin=0.001)
    assert decision.accepted is accepted


def test_every_reason_of_a_rejection_is_named_in_words_and_numbers() -> None:
    decision = gate.decide(evaluation(0.4, champion=0.2), log_loss_margin=0.001)
    assert len(decision.reasons) == 2
    assert "0.4000" in decision.reasons[1]
    assert "0.2000" in decision.reasons[1]
