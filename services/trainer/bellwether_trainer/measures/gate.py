"""Gate: does the challenger become champion? Pure: figures in, a decision with reasons out.

The evaluation set decides, with rows that no training has seen and no data set can add to: a model
that is worse on them is not accepted, whatever it gains elsewhere. It stands against the champion
and against the best version ever promoted, so that small losses do not add up from champion to
champion. Each check has three ends (``tolerance.py``): what the rows say against a version rejects
it; where they tell too little of a difference it waits for a person; where they tell too little of
its calibration it passes with those words, for no version of so few rows could do better, and the
differences see what a worse one costs. What is no number fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from bellwether_contract.coded import coded
from bellwether_trainer.measures import own_figures, to_incumbents, tolerance
from bellwether_trainer.measures.evaluation_types import (
    Check,
    Decision,
    Evaluation,
    Outcome,
    Tolerances,
)

USUAL = Tolerances(log_loss=0.001, auroc=0.002, slope=(0.95, 1.05), intercept=0.05)


def tolerances(*, log_loss: float | None = None, auroc: float | None = None) -> Tolerances:
    """What is tolerated at every size, with declared margins where there are any."""
    return Tolerances(
        log_loss=USUAL.log_loss if log_loss is None else log_loss,
        auroc=USUAL.auroc if auroc is None else auroc,
        slope=USUAL.slope,
        intercept=USUAL.intercept,
        recall_lost=USUAL.recall_lost,
    )


def decide(
    evaluation: Evaluation, limits: Tolerances, *, anchor: str, comparisons: int
) -> Decision:
    """Reject what fails a check, leave open what the rows cannot tell, accept the others.

    ``reasons`` are the faults, or what could not be told, or why it passed. ``comparisons`` counts
    the trainings that were measured on this ``anchor`` with this one: the more there are, the
    likelier one of them passes by luck.
    """
    checks = tuple(_checks(evaluation, limits))
    faults = tuple(check.words for check in checks if check.found == "failed")
    if faults:
        return Decision("rejected", faults, checks, anchor, comparisons)
    untold = [check.words for check in checks if check.found == "too little" and check.holds_back]
    outcome: Outcome = "undecided" if untold else "accepted"
    reasons = untold or [check.words for check in checks]
    if evaluation.champion is None:
        words = f"not compared with a champion: {evaluation.no_champion}"
        reasons.append(coded(words, "not_compared", why=evaluation.no_champion))
    words = (
        "this is the first comparison on this anchor"
        if comparisons == 1
        else f"{comparisons} comparisons have been made on this anchor"
    )
    reasons.append(coded(words, "comparisons", count=comparisons))
    return Decision(outcome, tuple(reasons), checks, anchor, comparisons)


def _checks(evaluation: Evaluation, limits: Tolerances) -> Iterator[Check]:
    yield from own_figures.checks(evaluation, limits)
    champion, best = evaluation.champion, evaluation.best
    if champion is not None and best is not None and champion.version == best.version:
        yield from to_incumbents.checks(
            champion, to_incumbents.BOTH, limits, tolerance.WITHIN_CHAMPION
        )
        return
    if champion is not None:
        yield from to_incumbents.checks(
            champion, to_incumbents.CHAMPION, limits, tolerance.WITHIN_CHAMPION
        )
    if best is not None:
        yield from to_incumbents.checks(best, to_incumbents.BEST, limits, tolerance.WITHIN_FIXED)
