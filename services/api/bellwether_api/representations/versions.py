"""Versions: listed, promoted, withdrawn, and their reports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from bellwether_api.http.documents import Count, Document
from bellwether_api.serving.rollcall import Processes
from bellwether_api.versions.published import Published
from bellwether_contract.bundle.manifest import Manifest, Probability
from bellwether_contract.coded import Code, codes_of
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage import champions
from bellwether_contract.storage.history import Event, Hold, Withdrawal
from bellwether_contract.storage.timeline import Timeline
from bellwether_contract.vocabulary import Effort, Outcome


class ServingVersion(Document):
    """The version that answers."""

    version: str
    candidate: str
    candidate_label: str
    threshold: Probability

    @classmethod
    def of(cls, manifest: Manifest) -> ServingVersion:
        """The version of a manifest."""
        return cls(version=manifest.version, **_made_as(manifest))


class Champion(Document):
    """The version that is to answer: since when, by whom, why.

    What its manifest would tell is null where that cannot be read.
    """

    version: str
    since: str
    by: str
    reason: str
    candidate: str | None
    candidate_label: str | None
    threshold: Probability | None

    @classmethod
    def of(cls, pointer: champions.Champion | None, manifest: Manifest | None) -> Champion | None:
        """The champion that is pointed to, or None."""
        if pointer is None:
            return None
        unknown = {"candidate": None, "candidate_label": None, "threshold": None}
        return cls(
            version=pointer.version,
            since=pointer.since,
            by=pointer.by,
            reason=pointer.reason,
            **(_made_as(manifest) if manifest is not None else unknown),
        )


# The figures of a report, handed on as its training has written them.
MeasuresAsWritten = Annotated[
    dict[str, Any], WithJsonSchema({"anyOf": [{"$ref": "#/components/schemas/Measures"}]})
]


class ListedVersion(Document):
    """A version in the list; ``measures`` are the held-out figures of its report.

    ``datasets`` are those that it has learned from. ``accepted`` is what the gate has said, and of
    its ``checks`` so many were passed; older reports have none. ``outcome`` is what became of the
    version when it was made, and for which ``reasons``, whose codes older ones
    lack. A candidate is kept, and may be promoted by the operator. One that is ``withdrawn``
    answers no more, one under a legal ``hold`` is not removed.
    """

    version: str
    created: datetime
    candidate: str
    candidate_label: str
    threshold: Probability
    job: str
    rows: Count
    effort: Effort
    datasets: list[str]
    champion: bool
    accepted: bool
    checks_passed: Count
    checks: Count
    outcome: Outcome
    reasons: list[str]
    reason_codes: list[Code | None] | None
    withdrawn: Withdrawal | None
    hold: Hold | None
    measures: MeasuresAsWritten


class BrokenVersion(Document):
    """A version that cannot be read, and why."""

    version: str
    champion: bool
    broken: str
    withdrawn: Withdrawal | None
    hold: Hold | None


class Versions(Document):
    """A page of the ``total`` versions; ``next`` is the cursor of the page after it, null: none."""

    predictor: str
    champion: str | None
    versions: list[ListedVersion | BrokenVersion]
    next: str | None
    total: Count


class Promoted(Document):
    """``processes``: all that answer here, and how many of them serve this version already."""

    champion: Champion | None
    processes: Processes


class ChampionHistory(Document):
    """``comparisons``: how often the gate has decided on the present anchor.

    ``former`` is the champion that a roll-back would go to. ``history`` is a page, newest first,
    and ``next`` the cursor of the page after it, null: none.
    """

    champion: Champion | None
    comparisons: Count
    former: str | None
    history: list[Event]
    next: str | None


class Withdrawn(Document):
    """A version that is out of use: since when, by whom and why."""

    predictor: str
    version: str
    withdrawn: Withdrawal


class Held(Document):
    """A version and its legal hold; null: nobody holds it."""

    predictor: str
    version: str
    hold: Hold | None


class ReasonedHold(Document):
    """The body of a legal hold."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class ReasonedPromotion(Document):
    """The body of a promotion or a roll-back; a version that the gate rejected needs a reason."""

    version: str
    reason: Annotated[str | None, Field(max_length=500)] = None


class ReasonedWithdrawal(Document):
    """The body of a withdrawal."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


def listed(
    name: str,
    found: Published | RefusedBundle,
    champion: str | None,
    timeline: Timeline,
) -> ListedVersion | BrokenVersion:
    """A version in the list of all; a broken one says only what is wrong with it."""
    withdrawal, hold = timeline.withdrawn.get(name), timeline.held.get(name)
    if isinstance(found, RefusedBundle):
        return BrokenVersion(
            version=name,
            champion=name == champion,
            broken=str(found),
            withdrawn=withdrawal,
            hold=hold,
        )
    return ListedVersion(
        version=name,
        created=found.created,
        candidate=found.candidate,
        candidate_label=found.candidate_label,
        threshold=found.threshold,
        job=found.job,
        rows=found.rows,
        effort=found.effort,
        datasets=list(found.datasets),
        champion=name == champion,
        accepted=found.accepted,
        checks_passed=found.checks_passed,
        checks=found.checks,
        outcome=found.outcome,
        reasons=list(found.reasons),
        reason_codes=None if (coded := codes_of(found.reasons)) is None else list(coded),
        withdrawn=withdrawal,
        hold=hold,
        measures=found.measures,
    )


def _made_as(manifest: Manifest) -> dict[str, Any]:
    return {
        "candidate": manifest.candidate.name,
        "candidate_label": manifest.candidate.label,
        "threshold": manifest.threshold.value,
    }
