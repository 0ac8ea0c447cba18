"""The audit log as it is told, with what its chains say."""

from __future__ import annotations

from bellwether_api.http.documents import Absent, Count, Document
from bellwether_api.versions.audited import Found, Place, Published
from bellwether_contract.coded import Code
from bellwether_contract.storage.audit import Entry
from bellwether_contract.storage.chain import Checked

# More entries of one moment than anybody writes.
DIGITS = 12


class Chain(Document):
    """A chained file: ``of`` the audit log, or of a predictor's history.

    ``unchained`` lines are from before there was a chain. ``faults`` are sentences; none: nothing
    was changed, dropped, moved or put in. ``head`` is the hash to keep elsewhere.
    """

    of: str
    entries: Count
    unchained: Count
    head: str | None
    faults: list[str]

    @classmethod
    def said(cls, of: str, found: Checked) -> Chain:
        """What was found of a chain."""
        return cls(
            of=of,
            entries=found.lines,
            unchained=found.unchained,
            head=found.head,
            faults=list(found.faults),
        )


class AuditEntry(Document):
    """One action: when, by whom in which role, and what it changed.

    ``key`` is the id of a named key, null for the operator's. ``subject`` is what it was done to,
    such as a version. ``request`` is the id under which the API's log knows it. ``reasons`` are
    those of a training one by one, with their codes, where ``reason`` joins them.
    """

    at: str
    who: str
    role: str
    key: str | None
    action: str
    predictor: str | None
    subject: str | None
    before: str | None
    after: str | None
    reason: str | None
    request: str | None
    reasons: Absent[list[str]] = None
    reason_codes: Absent[list[Code | None]] = None

    @classmethod
    def said(cls, entry: Entry) -> AuditEntry:
        """An entry of the log, or what a history has of a training."""
        described = cls(**{name: getattr(entry, name) for name in Entry.__slots__})
        if isinstance(entry, Published):
            reasons, codes = entry.reasons, entry.reason_codes
            described.reasons = None if reasons is None else list(reasons)
            described.reason_codes = None if codes is None else list(codes)
        return described


class Audit(Document):
    """The newest entries of ``total``, and whether the chains are whole.

    What a training has published stands among them as the history has it: ``who`` is the training
    then, and ``role`` "trainer". ``next`` is what to send as ``before`` for those that are older;
    null: these are the last. ``people`` and ``actions`` are all whom and what the log can be asked
    for, whatever was asked now.
    """

    total: Count
    people: list[str]
    actions: list[str]
    entries: list[AuditEntry]
    next: str | None
    chains: list[Chain]

    @classmethod
    def said(cls, found: Found) -> Audit:
        """What was found."""
        chains = [Chain.said(of, checked) for of, checked in found.chains.items()]
        after = "~".join(map(str, found.next)) if found.next is not None else None
        return cls(
            total=found.total,
            people=found.people,
            actions=found.actions,
            entries=[AuditEntry.said(each) for each in found.entries],
            next=after,
            chains=chains,
        )


def place(text: str) -> Place | None:
    """The place that a ``next`` names; None where it is none."""
    match text.split("~"):
        case (at, name, number) if at and number.isdecimal() and len(number) <= DIGITS:
            return at, name, int(number)
    return None
