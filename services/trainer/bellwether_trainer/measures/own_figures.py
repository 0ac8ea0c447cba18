"""What a version's own figures say: does it know anything, and do its probabilities hold?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from bellwether_trainer.measures import tolerance
from bellwether_trainer.measures.checking import check, number
from bellwether_trainer.measures.evaluation_types import Check, Evaluation, Tolerances
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.measures.tolerance import Judged

PREVALENCE, CALIBRATION = "the prevalence", "perfect calibration"

NOBODY_KNOWS = Interval(math.nan, math.nan, math.nan)


def checks(evaluation: Evaluation, limits: Tolerances) -> Iterator[Check]:
    """Log loss beside the prevalence's, calibration slope and calibration intercept."""
    yield _knows_more_than_the_prevalence(evaluation)
    yield _slope(evaluation, limits)
    yield _intercept(evaluation, limits)


def _knows_more_than_the_prevalence(evaluation: Evaluation) -> Check:
    """Log loss against the prevalence's, and whether people are ranked better than by chance.

    Few rows tell a ranking from chance where log losses are still too near each other. A version
    that is shown to do neither waits for a person, also where it is the first.
    """
    log_loss, auroc = evaluation.to_prevalence.log_loss, evaluation.to_prevalence.auroc
    judged = tolerance.below(log_loss.mean, log_loss.standard_error, 0.0)
    z = tolerance.KNOWS_IN_FOLDS_Z if evaluation.by_folds else tolerance.KNOWS_Z
    ranks = auroc is not None and auroc.mean + z * auroc.standard_error < 0
    knows = judged.found == "passed" or ranks
    value, limit = evaluation.challenger.log_loss, evaluation.always_no.log_loss
    its = f"{number(limit)}, that of giving everybody the prevalence"
    words = {
        "passed": f"log loss {number(value)} is below {its}",
        "too little": f"log loss {number(value)} is too near to {its}, to tell them apart"
        + (
            ""
            if knows
            else ", and its AUROC is too near to chance: nobody can say that it knows anything yet"
        ),
        "failed": f"log loss {number(value)} is not below {its}",
    }[judged.found]
    if judged.found == "too little" and knows:
        words += "; but it surely ranks people better than chance"
    return check(
        "log_loss_of_prevalence", PREVALENCE, log_loss.mean, (None, 0.0), judged, words,
        holds_back=not knows,
    )  # fmt: skip


def _slope(evaluation: Evaluation, limits: Tolerances) -> Check:
    found = evaluation.calibration.slope or NOBODY_KNOWS
    error = tolerance.standard_error(found)
    if evaluation.by_folds:
        error = tolerance.in_folds(error, evaluation.challenger.events)
    judged = tolerance.within(found.estimate, error, limits.slope, tolerance.SLOPE)
    low, high = limits.slope
    words = _three_ways(
        f"the calibration slope is {number(found.estimate, '.3f')}",
        judged,
        f"{low:.2f} to {high:.2f}",
        ".2f",
    )
    if judged.found == "failed" and math.isfinite(found.estimate):
        words += (
            "; high risks are told too high and low ones too low"
            if found.estimate < low
            else "; high risks are told too low and low ones too high"
        )
    below, above = judged.shown
    if below is not None and above is not None:
        # A slope of 0 knows nothing, and the prevalence would be as good.
        words += f"; these rows would have shown a slope {_beyond(below, above, 0.0)}"
    return check("slope", CALIBRATION, found.estimate, limits.slope, judged, words)


def _beyond(below: float, above: float, least: float) -> str:
    return f"below {below:.2f} or above {above:.2f}" if below > least else f"above {above:.2f}"


def _intercept(evaluation: Evaluation, limits: Tolerances) -> Check:
    found = evaluation.calibration.intercept or NOBODY_KNOWS
    error = math.hypot(tolerance.standard_error(found), evaluation.prevalence_error)
    region = (-limits.intercept, limits.intercept)
    judged = tolerance.within(found.estimate, error, region, tolerance.INTERCEPT)
    words = _three_ways(
        f"the calibration intercept is {number(found.estimate, '+.3f')}",
        judged,
        f"{region[0]:.2f} to {region[1]:.2f}",
        "+.2f",
    )
    if judged.found == "failed" and math.isfinite(found.estimate):
        words += f"; the odds are {_odds(found.estimate)}"
    above = judged.shown[1]
    if above is not None:
        words += f"; these rows would have shown odds that are {_odds(above)} or {_odds(-above)}"
    if evaluation.by_folds:
        words += " (folds of the same rows bring it near 0 by themselves: this finds a recipe that "
        words += "tells everybody too much or too little, not that other people differ)"
    return check("intercept", CALIBRATION, found.estimate, region, judged, words)


def _odds(intercept: float) -> str:
    """An intercept above 0 means that predictions are too low."""
    percent = 100 * math.expm1(min(abs(intercept), 9.0))
    return f"{percent:.0f} % too {'low' if intercept > 0 else 'high'}"


def _three_ways(figure: str, judged: Judged, tolerated: str, digits: str) -> str:
    low, high = (number(end, digits) for end in judged.interval)
    if not all(map(math.isfinite, judged.interval)):
        return f"{figure}; {tolerated} is tolerated"
    left = f"{figure}, and these rows leave {low} to {high} open"
    return {
        "passed": f"{left}, within the {tolerated} that is tolerated",
        "too little": f"{left}: too little to tell whether it lies within {tolerated}",
        "failed": f"{left}, all of it outside the {tolerated} that is tolerated",
    }[judged.found]
