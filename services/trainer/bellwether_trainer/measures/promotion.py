"""What becomes of a version once the gate has decided: champion, candidate or rejected. Pure.

The gate says whether a version is good enough; who becomes champion by itself is for the
declaration, for whoever asked for the training, and for what serves already. A candidate is kept,
and a person may promote it at any time.
"""

from __future__ import annotations

from dataclasses import dataclass

from bellwether_contract.coded import Coded, coded
from bellwether_contract.declaration.policy import Promote
from bellwether_contract.vocabulary import Effort, Outcome
from bellwether_trainer.measures.evaluation_types import Decision, Incumbent

NOT_ASKED_FOR = coded(
    "this training was asked for without promoting what it makes", "not_asked_for"
)
BY_HAND = coded("the declaration says promote: by_hand, so a person decides", "by_hand")
IF_BETTER = "the declaration says promote: if_better"
QUICK = "a quick training does not take the place of a full one unless it is better"


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a version, with every reason in words."""

    outcome: Outcome
    reasons: tuple[str, ...]


def ending(
    decision: Decision,
    *,
    policy: Promote,
    promote: bool,
    effort: Effort,
    champion: Incumbent | None,
    champion_effort: Effort | None,
    questions: tuple[str, ...] = (),
) -> Ending:
    """What becomes of a version of this ``effort`` that the gate has decided on.

    ``promote`` is what the training was asked for, ``champion`` the comparison with the version
    that serves, trained with ``champion_effort``; None where there is none that could be compared.
    ``questions`` about the rows that the declaration does not answer keep a version from answering.
    """
    if decision.outcome == "rejected":
        return Ending("rejected", decision.reasons)
    reasons = [*questions, *_held_back(policy, promote, effort, champion, champion_effort)]
    if decision.outcome == "undecided":
        reasons += decision.reasons
    if reasons:
        # What speaks for it stands in the gate's own part of the report.
        return Ending("candidate", tuple(reasons))
    return Ending("promoted", decision.reasons)


def _held_back(
    policy: Promote,
    promote: bool,
    effort: Effort,
    champion: Incumbent | None,
    champion_effort: Effort | None,
) -> list[str]:
    """Why a version that the gate lets pass does not become champion by itself."""
    reasons: list[str] = []
    if not promote:
        reasons.append(NOT_ASKED_FOR)
    if policy == "by_hand":
        reasons.append(BY_HAND)
    if champion is None or _better(champion):
        return reasons
    if policy == "if_better":
        reasons.append(_not_better(IF_BETTER, "if_better", champion))
    if effort == "quick" and champion_effort == "full":
        reasons.append(_not_better(QUICK, "quick_after_full", champion))
    return reasons


def _better(champion: Incumbent) -> bool:
    """Whether the log loss is lower than the champion's by the whole of its one-sided interval."""
    return champion.anchor is not None and champion.anchor.log_loss.upper < 0


def _not_better(rule: str, name: str, champion: Incumbent) -> Coded:
    """What the rule asks for, and why this version does not have it."""
    if champion.anchor is None:
        why = champion.incomparable or "it was not measured on this anchor"
        words = f"it cannot be compared with the champion ({champion.version}): {why}"
        return coded(f"{rule}, and {words}", name, version=champion.version, why=why)
    worse = max(champion.anchor.log_loss.upper, 0.0)
    words = f"it may be worse than the champion by up to {worse:.4f} in log loss (95 % bound)"
    return coded(f"{rule}, and {words}", name, worse=worse)
