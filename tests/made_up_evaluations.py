"""Made-up evaluations: a challenger exactly as good, or bad, as a test needs it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bellwether_trainer.measures import evaluate
from bellwether_trainer.measures.findings import Calibration, Interval
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.measures.verdict import (
    Comparison,
    Difference,
    Evaluation,
    RecallLost,
    Rival,
)

SOME = evaluate.always_no(
    Predicted.held_out(np.array([0, 0, 1, 1], dtype=np.int8), np.full(4, 0.5)), 0.5
)
ERROR = 0.0002


def worse(upper: float) -> Difference:
    return Difference(mean=upper - 1.645 * ERROR, standard_error=ERROR, upper=upper)


def comparison(log_loss: float = 0.0005, auroc: float | None = 0.0005, **lost: float) -> Comparison:
    """On the anchor, by upper bounds; ``lost`` is recall lost by group."""
    return Comparison(
        n=70_000,
        events=6_000,
        log_loss=worse(log_loss),
        auroc=None if auroc is None else worse(auroc),
        recall_lost=tuple(RecallLost("Race", group, 150, value) for group, value in lost.items()),
    )


def on_new_rows(log_loss: float, auroc: float = 0.0, *, chance: float = 0.0) -> Comparison:
    """On held-out rows of new data sets, by mean differences and what chance explains of them."""
    return Comparison(
        n=1_200,
        events=100,
        log_loss=Difference(log_loss, chance / 1.645, log_loss + chance),
        auroc=Difference(auroc, chance / 1.645, auroc + chance),
    )


def rival(anchor: Comparison | None = None, fresh: Comparison | None = None) -> Rival:
    return Rival("v1", SOME, comparison() if anchor is None else anchor, fresh)


def evaluation(
    *,
    log_loss: float = 0.2,
    slope: float | None = 1.0,
    intercept: float | None = 0.0,
    champion: Rival | None = None,
    best: Rival | None = None,
) -> Evaluation:
    def told(value: float | None) -> Interval | None:
        return None if value is None else Interval(value, value - 0.1, value + 0.1)

    return Evaluation(
        challenger=replace(SOME, log_loss=log_loss),
        always_no=replace(SOME, log_loss=0.3),
        calibration=Calibration(told(intercept), told(slope), 0.01, None, ()),
        champion=champion,
        no_champion="there is none" if champion is None else None,
        best=best,
    )
