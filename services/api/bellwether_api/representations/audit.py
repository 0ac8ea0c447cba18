"""The audit log as it is told, with what its chains say."""

from __future__ import annotations

from bellwether_api.http.documents import Count, Document
from bellwether_contract.storage.audit import Entry
from bellwether_contract.storage.chain import Checked


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


class Audit(Document):
    """The newest entries of ``total``, and whether the chains are whole.

    What a training has published stands among them as the history has it: ``who`` is the training
    then, and ``role`` "trainer".
    """

    total: Count
    entries: list[Entry]
    chains: list[Chain]
