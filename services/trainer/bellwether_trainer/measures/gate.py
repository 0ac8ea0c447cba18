"""Step 6: does the challenger become champion? Pure: findings in, a decision with reasons out.

The anchor decides, with rows that no training has seen and no data set can add to: a model that
is worse on them is not accepted, whatever it gains elsewhere. It stands against the champion and
against the best version ever promoted, so that small losses do not add up from champion to
champion. Comparisons are written so that NaN fails them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from bellwether_contract.bundle import Size
from bellwether_trainer.measures.verdict import (
    Check,
    Comparison,
    Decision,
    Difference,
    Evaluation,
    Limits,
    Rival,
)

LARGE = Limits(log_loss=0.001, auroc=0.002, slope=(0.95, 1.05), intercept=0.05)
SMALL = Limits(log_loss=0.02, auroc=0.02, slope=(0.8, 1.25), intercept=0.3)

PREVALENCE, CALIBRATION = "the prevalence", "perfect calibration"
CHAMPION, BEST = "the champion", "the best version ever promoted"
BOTH = f"{CHAMPION}, {BEST}"

# 0.80 - 0.75 is not quite 0.05 to a computer.
ROUNDING = 1e-9


def limits(size: Size, *, log_loss: float | None = None, auroc: float | None = None) -> Limits:
    """What a predictor of this size is allowed, with its declared margins where it has any."""
    default = LARGE if size == "large" else SMALL
    return Limits(
        log_loss=default.log_loss if log_loss is None else log_loss,
        auroc=default.auroc if auroc is None else auroc,
        slope=default.slope,
        intercept=default.intercept,
        recall_lost=default.recall_lost,
    )


def decide(evaluation: Evaluation, limits: Limits, *, anchor: str, comparisons: int) -> Decision:
    """Accept a challenger that passes every check; ``reasons`` are its faults, or why it passed.

    ``comparisons`` counts the trainings that were measured on this ``anchor`` with this one: the
    more there are, the likelier one of them passes by luck.
    """
    checks = tuple(_checks(evaluation, limits))
    faults = tuple(check.words for check in checks if not check.passed)
    if faults:
        return Decision(False, faults, checks, anchor, comparisons)
    reasons = [check.words for check in checks]
    if evaluation.champion is None:
        reasons.append(f"not compared with a champion: {evaluation.no_champion}")
    reasons.append(
        "this is the first comparison on this anchor"
        if comparisons == 1
        else f"{comparisons} comparisons have been made on this anchor"
    )
    return Decision(True, tuple(reasons), checks, anchor, comparisons)


def _checks(evaluation: Evaluation, limits: Limits) -> Iterator[Check]:
    yield _knows_more_than_the_prevalence(evaluation)
    yield _slope(evaluation, limits)
    yield _intercept(evaluation, limits)
    champion, best = evaluation.champion, evaluation.best
    if champion is not None and best is not None and champion.version == best.version:
        yield from _against(champion, BOTH, limits)
        return
    if champion is not None:
        yield from _against(champion, CHAMPION, limits)
    if best is not None:
        yield from _against(best, BEST, limits)


def _knows_more_than_the_prevalence(evaluation: Evaluation) -> Check:
    value, limit = evaluation.challenger.log_loss, evaluation.always_no.log_loss
    passed = value < limit
    return _check(
        "log_loss_of_prevalence", PREVALENCE, value, (None, limit), passed,
        f"log loss {_number(value)} is {'' if passed else 'not '}below {_number(limit)}, "
        "that of giving everybody the prevalence",
    )  # fmt: skip


def _slope(evaluation: Evaluation, limits: Limits) -> Check:
    found = evaluation.calibration.slope
    value = math.nan if found is None else found.estimate
    low, high = limits.slope
    return _check(
        "slope", CALIBRATION, value, limits.slope, low <= value <= high,
        f"the calibration slope is {_number(value, '.3f')}; {low:.2f} to {high:.2f} is allowed",
    )  # fmt: skip


def _intercept(evaluation: Evaluation, limits: Limits) -> Check:
    found = evaluation.calibration.intercept
    value = math.nan if found is None else found.estimate
    passed = abs(value) <= limits.intercept
    odds = ""
    if not passed and math.isfinite(value):
        percent = 100 * math.expm1(min(abs(value), 9.0))
        odds = f", the odds are {percent:.0f} % too {'low' if value > 0 else 'high'}"
    return _check(
        "intercept", CALIBRATION, value, (-limits.intercept, limits.intercept), passed,
        f"the calibration intercept is {_number(value, '+.3f')}{odds}; "
        f"{-limits.intercept:.2f} to {limits.intercept:.2f} is allowed",
    )  # fmt: skip


def _against(rival: Rival, who: str, limits: Limits) -> Iterator[Check]:
    if rival.incomparable is not None or rival.anchor is None:
        why = rival.incomparable or "it was not measured on this anchor"
        yield _check(
            "comparable", who, None, (None, None), False,
            f"cannot be compared with {who} ({rival.version}): {why}; an operator may promote "
            "this version with a reason",
        )  # fmt: skip
        return
    yield _bound("log_loss", "log loss", rival.anchor.log_loss, limits.log_loss, who)
    yield _bound("auroc", "AUROC", rival.anchor.auroc, limits.auroc, who)
    yield from _recall_lost(rival.anchor, limits.recall_lost, who)
    if rival.fresh is not None:
        yield _fresh("log_loss", "log loss", rival.fresh, rival.fresh.log_loss,
                     limits.log_loss, who)  # fmt: skip
        if rival.fresh.auroc is not None:
            yield _fresh("auroc", "AUROC", rival.fresh, rival.fresh.auroc, limits.auroc, who)


def _bound(name: str, words: str, worse: Difference | None, margin: float, who: str) -> Check:
    """The upper one-sided 95 % bound of how much worse the challenger is must be below margin."""
    upper = math.nan if worse is None else worse.upper
    told = (
        f"{words} is better than that of {who} by at least {_number(-upper)} (95 % bound)"
        if upper < 0
        else f"{words} may be worse than that of {who} by up to {_number(upper)} (95 % bound); "
        f"{margin:.4f} is allowed"
    )
    return _check(name, who, upper, (None, margin), upper < margin, told)


def _recall_lost(comparison: Comparison, allowed: float, who: str) -> Iterator[Check]:
    """Every group that loses too much; where none does, the one that loses most."""
    # NaN is the worst of all: it is neither below the limit nor comparable.
    worst_first = sorted(
        comparison.recall_lost,
        key=lambda group: -math.inf if math.isnan(group.lost) else -group.lost,
    )
    lost = [group for group in worst_first if not group.lost <= allowed + ROUNDING]
    for group in lost or worst_first[:1]:
        points = _number(abs(100 * group.lost), ".1f")
        yield _check(
            "subgroup_recall", who, group.lost, (None, allowed), group.lost <= allowed + ROUNDING,
            f"of the events in {group.label}: {group.group}, {points} points of 100 "
            f"{'fewer' if group.lost > 0 else 'more'} are found than with {who}, where both find "
            f"the same share of all events; {100 * allowed:.1f} fewer are allowed",
        )  # fmt: skip


def _fresh(
    name: str, words: str, comparison: Comparison, worse: Difference, margin: float, who: str
) -> Check:
    """On newly added rows the difference itself must not exceed margin and chance.

    They may be few: their upper bound would then exceed any margin, for an equal model too.
    """
    limit = max(margin, worse.upper - worse.mean)
    change = f"{'worse' if worse.mean > 0 else 'better'} by {_number(abs(worse.mean))}"
    return _check(
        f"new_rows_{name}", who, worse.mean, (None, limit), worse.mean <= limit,
        f"on {comparison.n:,} held-out rows of new data sets {words} is {change} than that of "
        f"{who}; {limit:.4f} is allowed",
    )  # fmt: skip


def _check(
    name: str,
    against: str,
    value: float | None,
    allowed: tuple[float | None, float | None],
    passed: bool,
    words: str,
) -> Check:
    # What is no finite number has not been shown to be within any limit.
    known = value is None or math.isfinite(value)
    low, high = map(_finite, allowed)
    return Check(name, against, _finite(value), low, high, passed and known, words)


def _number(value: float, digits: str = ".4f") -> str:
    return format(value, digits) if math.isfinite(value) else "something that is no number"


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
