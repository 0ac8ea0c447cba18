"""Made-up evaluations: a challenger exactly as good, or bad, as a test needs it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bellwether_trainer.measures import evaluate
from bellwether_trainer.measures.metric_types import Calibration, Interval
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.verdict import (
    Comparison,
    Difference,
    Evaluation,
    Incumbent,
    RecallLost,
)

SOME = evaluate.always_no(
    Predictions.held_out(np.array([0, 0, 1, 1], dtype=np.int8), np.full(4, 0.5)), 0.5
)
# Of log loss and AUROC alike: a fifth of the usual margin of log loss.
ERROR = 0.0002
CALIBRATION_ERROR = 0.01


def worse(mean: float, error: float = ERROR) -> Difference:
    return Difference(mean=mean, standard_error=error, upper=mean + 1.645 * error)


def comparison(
    log_loss: float = 0.0,
    auroc: float | None = 0.0,
    *,
    events: int = 6_000,
    error: float = ERROR,
    **lost: float,
) -> Comparison:
    """On the anchor, by mean differences; ``lost`` is recall lost by group."""
    return Comparison(
        n=70_000,
        events=events,
        log_loss=worse(log_loss, error),
        auroc=None if auroc is None else worse(auroc, error),
        recall_lost=tuple(
            RecallLost("Race", group, 150, value, 0.01) for group, value in lost.items()
        ),
    )


def on_new_rows(log_loss: float, auroc: float = 0.0, *, error: float = 0.0005) -> Comparison:
    """On held-out rows of new data sets, by mean differences; the margins are ten times as wide."""
    return Comparison(
        n=1_200, events=60, log_loss=worse(log_loss, error), auroc=worse(auroc, error)
    )


def incumbent(anchor: Comparison | None = None, fresh: Comparison | None = None) -> Incumbent:
    return Incumbent("v1", SOME, comparison() if anchor is None else anchor, fresh)


def evaluation(
    *,
    log_loss: float = 0.2,
    area: float = 0.8,
    slope: float | None = 1.0,
    intercept: float | None = 0.0,
    error: float = CALIBRATION_ERROR,
    events: int = 6_000,
    by_folds: bool = False,
    prevalence_error: float = 0.0,
    champion: Incumbent | None = None,
    best: Incumbent | None = None,
) -> Evaluation:
    """``error`` is the standard error of slope and intercept."""

    def told(value: float | None) -> Interval | None:
        return (
            None if value is None else Interval(value, value - 1.96 * error, value + 1.96 * error)
        )

    return Evaluation(
        challenger=replace(SOME, log_loss=log_loss, events=events),
        always_no=replace(SOME, log_loss=0.3),
        to_prevalence=Comparison(
            n=70_000,
            events=events,
            log_loss=worse(log_loss - 0.3, 0.01),
            auroc=worse(0.5 - area, 0.02),
        ),
        calibration=Calibration(told(intercept), told(slope), 0.01, None, ()),
        by_folds=by_folds,
        prevalence_error=prevalence_error,
        champion=champion,
        no_champion="there is none" if champion is None else None,
        best=best,
    )
