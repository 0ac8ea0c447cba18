"""What a challenger is beside an earlier version: how much worse at most, overall and in groups."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bellwether_contract.coded import coded
from bellwether_trainer.measures import tolerance
from bellwether_trainer.measures.checking import check, number
from bellwether_trainer.measures.evaluation_types import (
    Check,
    Comparison,
    Difference,
    Incumbent,
    Tolerances,
)

CHAMPION, BEST = "the champion", "the best version ever promoted"
BOTH = f"{CHAMPION}, {BEST}"


def checks(incumbent: Incumbent, who: str, limits: Tolerances, inside: float) -> Iterator[Check]:
    """Log loss and AUROC on the evaluation set, recall in groups, and new rows where there are any.

    ``inside``: so many standard errors within the margin speak for the challenger.
    """
    if incumbent.incomparable is not None or incumbent.anchor is None:
        why = incumbent.incomparable or "it was not measured on this anchor"
        words = coded(
            f"cannot be compared with {who} ({incumbent.version}): {why}; an operator may promote "
            "this version with a reason",
            "comparable",
            against=who,
            version=incumbent.version,
            why=why,
        )
        yield Check("comparable", who, None, None, None, "failed", words)
        return
    anchor = incumbent.anchor
    yield _no_worse("log_loss", anchor, anchor.log_loss, limits.log_loss, who, inside)
    yield _no_worse("auroc", anchor, anchor.auroc, limits.auroc, who, inside)
    yield from _recall_lost(anchor, limits.recall_lost, who)
    fresh = incumbent.fresh
    if fresh is not None:
        yield _no_worse("new_rows_log_loss", fresh, fresh.log_loss, limits.log_loss, who, None)
        if fresh.auroc is not None:
            yield _no_worse("new_rows_auroc", fresh, fresh.auroc, limits.auroc, who, None)


def _no_worse(
    name: str,
    comparison: Comparison,
    worse: Difference | None,
    declared: float,
    who: str,
    inside: float | None,
) -> Check:
    """How much worse the challenger is, against the margin of so many events.

    ``inside`` None: on new rows, which may be few, and only reject what is surely worse.
    """
    margin = tolerance.widened(declared, comparison.events)
    worse = worse or Difference(math.nan, math.nan, math.nan)
    judged = tolerance.not_worse(
        worse, margin, inside=tolerance.WITHIN_CHAMPION if inside is None else inside
    )
    measure = "AUROC" if name.endswith("auroc") else "log loss"
    where = "" if inside is not None else f"on {comparison.n:,} held-out rows of new data sets "
    low, high = judged.interval
    words = f"{where}{measure} is {_worse(worse.mean)} that of {who}"
    if math.isfinite(high):
        words += f" ({low:+.4f} to {high:+.4f} worse by these rows)"
    words += f"; {margin:.4f} worse is tolerated with {comparison.events:,} events"
    if judged.found == "too little":
        words += ": these rows tell too little to decide"
    if judged.shown[1] is not None:
        words += f"; they would have shown one that is worse by {judged.shown[1]:.4f}"
    return check(
        name, who, worse.mean, (None, margin), judged, words,
        holds_back=inside is not None, events=comparison.events,
    )  # fmt: skip


def _worse(mean: float) -> str:
    if not math.isfinite(mean):
        return "something that is no number beside"
    if abs(mean) < 0.00005:
        return "the same as"
    return f"{'worse' if mean > 0 else 'better'} by {abs(mean):.4f} than"


def _recall_lost(comparison: Comparison, allowed: float, who: str) -> Iterator[Check]:
    """Every group that surely loses too much; where none does, the one that loses most.

    There are many groups: each is asked as strictly as so many chances to err demand, and one of
    which the rows tell too little holds nobody back.
    """
    z = tolerance.familywise_z(len(comparison.recall_lost))
    judged = [
        (group, tolerance.below(group.lost, group.standard_error, allowed, z))
        # NaN is the worst of all: it is no loss that could be tolerated.
        for group in sorted(
            comparison.recall_lost,
            key=lambda group: -math.inf if math.isnan(group.lost) else -group.lost,
        )
    ]
    lost = [each for each in judged if each[1].found == "failed"]
    for group, its in lost or judged[:1]:
        points = number(abs(100 * group.lost), ".1f")
        words = (
            f"of the events in {group.label}: {group.group}, {points} points of 100 "
            f"{'fewer' if group.lost > 0 else 'more'} are found than with {who}, where both find "
            f"the same share of all events; {100 * allowed:.1f} fewer are tolerated"
        )
        if its.found == "too little":
            words += ": these rows tell too little to say that it is less"
        if its.shown[1] is not None:
            words += f"; they would have shown {100 * its.shown[1]:.1f} fewer"
        yield check(
            "subgroup_recall", who, group.lost, (None, allowed), its, words,
            field=group.label, group=group.group,
        )  # fmt: skip
