"""Versions, and what was measured on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bellwether.transport import Transport, path

Document = Mapping[str, Any]

# What the server tells at once.
PAGE = 200


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a version was taken out of use: when, by whom and why."""

    version: str
    at: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """That a version must not be removed: since when, by whom and why."""

    version: str
    at: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """A published version; of a ``broken`` one, which says why, little else is known.

    ``effort`` is quick or full, ``datasets`` are those that it has learned from. Of the gate's
    ``checks`` it has passed so many. ``outcome`` is promoted, candidate or rejected: what became of
    it when it was made, for which ``reasons``. One that is ``withdrawn`` answers no more, one under
    ``hold`` is not removed.
    """

    version: str
    champion: bool
    created: str | None = None
    candidate: str | None = None
    label: str | None = None
    threshold: float | None = None
    job: str | None = None
    rows: int | None = None
    # What the gate has said.
    accepted: bool | None = None
    measures: Mapping[str, Any] = field(default_factory=dict, repr=False)
    broken: str | None = None
    outcome: str | None = None
    reasons: tuple[str, ...] = ()
    withdrawn: Withdrawal | None = None
    hold: Hold | None = None
    # A server of before does not say.
    effort: str | None = None
    datasets: tuple[str, ...] = ()
    checks_passed: int | None = None
    checks: int | None = None
    document: Document = field(default_factory=dict, repr=False, compare=False)

    @property
    def auroc(self) -> float | None:
        """Its area under the ROC curve, on people it has not learned from."""
        return self.measures.get("auroc")

    @property
    def log_loss(self) -> float | None:
        """Its log loss, on people it has not learned from; lower is better."""
        return self.measures.get("log_loss")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure with its 95 % interval, where there is one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured on a version; ``document`` is all of it.

    ``accepted`` is what the gate has said; ``outcome`` is promoted, candidate or rejected, for the
    ``reasons``.
    """

    predictor: str
    version: str
    title: str
    created: str | None
    effort: str | None
    winner: str
    rows: int | None
    events: int | None
    how: str | None
    figures: tuple[Figure, ...]
    accepted: bool | None
    reasons: tuple[str, ...]
    outcome: str | None = None
    withdrawn: Withdrawal | None = None
    document: Document = field(default_factory=dict, repr=False, compare=False)


def withdrawal(version: str, document: Document | None) -> Withdrawal | None:
    """The withdrawal of a version, where there is one."""
    if document is None:
        return None
    return Withdrawal(version, document["at"], document["by"], document["reason"])


def version(document: Document) -> Version:
    """A version of the list."""
    return Version(
        version=document["version"],
        champion=document["champion"],
        created=document.get("created"),
        candidate=document.get("candidate"),
        label=document.get("candidate_label"),
        threshold=document.get("threshold"),
        job=document.get("job"),
        rows=document.get("rows"),
        accepted=document.get("accepted"),
        measures=document.get("measures") or {},
        broken=document.get("broken"),
        outcome=document.get("outcome"),
        reasons=tuple(document.get("reasons") or ()),
        withdrawn=withdrawal(document["version"], document.get("withdrawn")),
        hold=_hold(document["version"], document.get("hold")),
        effort=document.get("effort"),
        datasets=tuple(document.get("datasets") or ()),
        checks_passed=document.get("checks_passed"),
        checks=document.get("checks"),
        document=document,
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """Versions, newest first, of ``total`` that there are."""

    listed: list[Version]
    total: int


def pages(
    transport: Transport, name: str, limit: int | None = None, begins: str | None = None
) -> Listed:
    """The versions of a predictor, page by page: all of them, or so many at most."""
    found: list[Version] = []
    wanted = {} if begins is None else {"begins": begins}
    while True:
        left = PAGE if limit is None else min(PAGE, limit - len(found))
        document = transport.get(path(name, "versions"), {**wanted, "limit": str(left)})
        found += [version(each) for each in document["versions"]]
        cursor = document["next"]
        if cursor is None or (limit is not None and len(found) >= limit):
            return Listed(found, document["total"])
        wanted["cursor"] = cursor


def hold(transport: Transport, name: str, version: str, reason: str) -> Hold:
    """Have nobody remove a version."""
    where = path(name, "versions", version, "hold")
    found = _hold(version, transport.send("PUT", where, {"reason": reason})["hold"])
    assert found is not None, "what is held has a hold"
    return found


def release(transport: Transport, name: str, version: str, reason: str) -> None:
    """Let a version be removed again."""
    where = path(name, "versions", version, "hold")
    transport.send("DELETE", f"{where}?{urlencode({'reason': reason})}")


def _hold(version: str, document: Document | None) -> Hold | None:
    if document is None:
        return None
    return Hold(version, document["at"], document["by"], document["reason"])


# As they are read: what all is worth, then what the threshold makes of it.
_FIGURES = (
    ("AUROC", "auroc"),
    ("AUPRC", "auprc"),
    ("log loss", "log_loss"),
    ("Brier score", "brier"),
    ("threshold", "threshold"),
    ("recall", "recall"),
    ("specificity", "specificity"),
    ("precision", "precision"),
)


def report(predictor: str, name: str, document: Document) -> Report:
    """The report of a version; members that an older one lacks are None."""
    evaluation = document.get("evaluation") or {}
    measured = evaluation.get("winner") or {}
    gate = document.get("gate") or {}
    ending = document.get("ending") or {}
    return Report(
        predictor=predictor,
        version=name,
        title=document.get("title", predictor),
        created=document.get("created"),
        effort=document.get("effort"),
        winner=document.get("winner_label") or document.get("winner", ""),
        rows=measured.get("n"),
        events=measured.get("events"),
        how=evaluation.get("how"),
        figures=(*_measures(measured), *_calibration(document.get("calibration") or {})),
        accepted=gate.get("accepted"),
        reasons=tuple(ending.get("reasons") or gate.get("reasons") or ()),
        outcome=ending.get("outcome"),
        withdrawn=withdrawal(name, document.get("withdrawn")),
        document=document,
    )


def _measures(measured: Document) -> list[Figure]:
    intervals = measured.get("intervals") or {}
    return [
        Figure(label, measured[key], *(intervals.get(key) or (None, None)))
        for label, key in _FIGURES
        if measured.get(key) is not None
    ]


def _calibration(found: Document) -> list[Figure]:
    return [
        Figure(f"calibration {key}", each["estimate"], each.get("low"), each.get("high"))
        for key in ("slope", "intercept")
        if (each := found.get(key))
    ]
